/**
 * One checklist being edited: the draft, what the server says of it, and publishing it.
 *
 * Guarantees: each change is kept on this computer before anything else happens, until it is
 * published or discarded; what another administrator published meanwhile is said, and the draft
 * stays as it is until it is put onto that version.
 */
import { computed, reactive, ref, shallowRef, watch, type Ref } from 'vue'
import * as desk from '@/sync/desk.ts'
import { ApiError } from '@/sync/client.ts'
import type { ChecklistReport, ChecklistVersion, EditError } from '@/wire/types.ts'
import { draftOf, editOf, isChanged, rebased, type ListDraft } from './draft.ts'
import { forget, keep, kept } from './kept.ts'

const CHECK_AFTER_MS = 400

/** `versions` are those of one list, the newest first; `again` asks for them anew. */
export function useEditing(versions: Ref<readonly ChecklistVersion[]>, again: () => Promise<void>) {
  const newest = computed(() => versions.value[0]?.checklist)
  const draft = ref<ListDraft | null>(null)
  const report = shallowRef<ChecklistReport | null>(null)
  const checkFailed = shallowRef<unknown>(null)
  const published = ref<number | null>(null)
  const takenOver = ref(false)
  /** The keys of the items as they were sent: an error says only the how manieth it is. */
  let sent: string[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  const base = computed(() => versions.value.find(({ checklist }) => checklist.version === draft.value?.base)?.checklist)
  const changed = computed(() => Boolean(draft.value && base.value && isChanged(draft.value, base.value)))
  const outdated = computed(() => Boolean(draft.value && newest.value && draft.value.base < newest.value.version))

  function begin(): void {
    if (!newest.value) return
    const mine = kept(newest.value.id)
    const known = mine && versions.value.some(({ checklist }) => checklist.version === mine.base)
    show(known ? mine : draftOf(newest.value))
  }

  function show(next: ListDraft): void {
    draft.value = reactive(next)
    report.value = null
  }

  watch(
    draft,
    (now) => {
      if (!now || !base.value) return
      if (!changed.value && !outdated.value) {
        forget(now.id)
        report.value = null
        checkFailed.value = null
        clearTimeout(timer)
        return
      }
      keep(now)
      published.value = null
      clearTimeout(timer)
      if (!outdated.value) timer = setTimeout(() => void check(), CHECK_AFTER_MS)
    },
    { deep: true },
  )

  async function ask(apply: boolean, reason: string): Promise<ChecklistReport | null> {
    if (!draft.value) return null
    const mine = ++asked
    const keys = draft.value.items.map(({ key }) => key)
    try {
      const answer = await desk.editChecklist(draft.value.id, editOf(draft.value, reason), apply)
      if (mine !== asked) return null
      sent = keys
      report.value = answer
      checkFailed.value = null
      return answer
    } catch (error) {
      if (error instanceof ApiError && error.code === 'checklist_moved_on') {
        await again() // `outdated` says it, with who and why
        return null
      }
      throw error
    }
  }

  async function check(): Promise<void> {
    try {
      await ask(false, '')
    } catch (error) {
      checkFailed.value = error
    }
  }

  async function publish(reason: string): Promise<void> {
    clearTimeout(timer)
    const answer = await ask(true, reason)
    if (!answer?.done || !answer.next || !draft.value) return
    forget(draft.value.id)
    await again()
    if (newest.value) show(draftOf(newest.value))
    takenOver.value = false
    published.value = answer.next.version
  }

  function discard(): void {
    if (!newest.value) return
    forget(newest.value.id)
    takenOver.value = false
    show(draftOf(newest.value))
  }

  /** Put the changes onto the version that was published meanwhile. */
  function takeOver(): void {
    if (!draft.value || !base.value || !newest.value) return
    show(rebased(JSON.parse(JSON.stringify(draft.value)) as ListDraft, base.value, newest.value))
    takenOver.value = true
    if (draft.value) keep(draft.value)
    void check()
  }

  /** What is wrong with the item of that key, or with the list as a whole (null). */
  function errorsOf(key: string | null): EditError[] {
    const at = key === null ? null : sent.indexOf(key) + 1
    return (report.value?.errors ?? []).filter(({ item }) => item === at)
  }

  const stop = (): void => clearTimeout(timer)
  return {
    draft, base, newest, changed, outdated, report, checkFailed, published, takenOver,
    begin, check, publish, discard, takeOver, errorsOf, stop,
  }
}
