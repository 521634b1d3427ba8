/** What an amendment changes: the record that was sent back, beside the draft that is to follow it. */
import type { Checklist, InspectionRecorded3, Mark } from '@/wire/types.ts'
import type { DraftAnswer, InspectionDraft } from './draft.ts'

export interface ChangedAnswer {
  item: string
  /** Why the reviewer sent it back; null where it was not. */
  sentBack: string | null
  before: Mark | null
  now: Mark | null
  remarkBefore: string
  remarkNow: string
  /** Photos now less photos before. */
  photos: number
  /** Nothing was changed yet of what was sent back. */
  same: boolean
}

/**
 * The answers that were sent back, changed or not, and those that differ besides, in the order in
 * which they are asked; what is asked no more comes last.
 */
export function changedAnswers(
  before: InspectionRecorded3,
  draft: InspectionDraft,
  checklists: readonly Checklist[],
): ChangedAnswer[] {
  const given = new Map(before.answers.map((answer) => [answer.item, answer]))
  const sent = draft.amends?.items ?? {}
  const asked = checklists.flatMap(({ items }) => items.map(({ id }) => id))
  return [...new Set([...asked, ...Object.keys(sent)])]
    .map((id) => {
      const [old, now] = [given.get(id), draft.answers[id] as DraftAnswer | undefined]
      const change = {
        item: id,
        sentBack: sent[id] ?? null,
        before: old?.mark ?? null,
        now: now?.mark ?? null,
        remarkBefore: old?.remark ?? '',
        remarkNow: now?.remark.trim() ?? '',
        photos: (now?.photos.length ?? 0) - (old?.photos.length ?? 0),
      }
      const same =
        change.before === change.now &&
        change.remarkBefore === change.remarkNow &&
        String(old?.photos ?? []) === String(now?.photos ?? [])
      return { ...change, same }
    })
    .filter(({ same, sentBack }) => !same || sentBack !== null)
}

/** Whether findings or the result differ. */
export function otherwise(before: InspectionRecorded3, draft: InspectionDraft): ('findings' | 'result')[] {
  const findings = JSON.stringify(before.findings) !== JSON.stringify(draft.findings)
  const result = before.result !== draft.result
  return [...(findings ? (['findings'] as const) : []), ...(result ? (['result'] as const) : [])]
}
