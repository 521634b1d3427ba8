/**
 * From the press on 签署 to what was kept: a draft that could not be sealed says why and stays as it
 * was, and the sheet stays open for another try.
 */
import { ref, shallowRef } from 'vue'
import type { EntryRow } from '@/store/types.ts'
import { problemText } from '../shared/problem.ts'

/** `seal` keeps the entry; it is given the witness's strokes, empty where nobody signed by finger. */
export function useSigning(seal: (path: string) => Promise<EntryRow>) {
  /** Whether the sheet is shown. */
  const open = ref(false)
  const busy = ref(false)
  const problem = ref('')
  const saved = shallowRef<EntryRow | null>(null)

  async function sign(path: string): Promise<void> {
    busy.value = true
    problem.value = ''
    try {
      saved.value = await seal(path)
      open.value = false
      window.scrollTo(0, 0)
    } catch (error) {
      problem.value = problemText(error)
    } finally {
      busy.value = false
    }
  }
  return { open, busy, problem, saved, sign }
}

export type Signing = ReturnType<typeof useSigning>
