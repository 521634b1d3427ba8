/** One sheet as it is typed in: kept at every change, and taken up again where it was left. */
import { reactive, ref, watch, type Ref } from 'vue'
import { instant } from '@/wire/time.ts'
import type { SheetPage } from '@/wire/types.ts'
import { emptySheet, type SheetDraft } from './sheetdraft.ts'
import { forget, forgetEntered, keep, kept } from './sheetkept.ts'

export interface SheetTyping {
  draft: Ref<SheetDraft | null>
  /** When what stands here again was typed; null where it was begun just now. */
  restored: Ref<string | null>
  /** This browser has no room: a reload would lose it. */
  unkept: Ref<boolean>
  begin: (page: SheetPage) => void
  startOver: (page: SheetPage) => void
  /** It was entered. */
  end: () => void
}

export function useSheetTyping(no: string, user: string): SheetTyping {
  const draft = ref<SheetDraft | null>(null)
  const restored = ref<string | null>(null)
  const unkept = ref(false)

  watch(
    draft,
    (now, before) => {
      if (now && now === before) unkept.value = !keep(no, user, { at: instant(), draft: now })
    },
    { deep: true, flush: 'sync' },
  )

  function begin(page: SheetPage): void {
    if (page.sheet.record) return end()
    const empty = emptySheet(page)
    const found = kept(no, user, empty)
    draft.value = reactive(found?.draft ?? empty)
    restored.value = found?.at ?? null
  }

  function startOver(page: SheetPage): void {
    forget(no, user)
    draft.value = reactive(emptySheet(page))
    restored.value = null
  }

  function end(): void {
    draft.value = null
    forgetEntered([no])
  }

  return { draft, restored, unkept, begin, startOver, end }
}
