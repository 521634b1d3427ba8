/** What an amendment changes: the record that was sent back, beside the draft that is to follow it. */
import type { Checklist, InspectionRecorded3, Mark } from '@/wire/types.ts'
import type { DraftAnswer, InspectionDraft } from './draft.ts'

export interface ChangedAnswer {
  item: string
  before: Mark | null
  now: Mark | null
  remarkBefore: string
  remarkNow: string
  /** Photos now less photos before. */
  photos: number
}

/** The answers that differ, in the order in which they are asked. */
export function changedAnswers(
  before: InspectionRecorded3,
  draft: InspectionDraft,
  checklists: readonly Checklist[],
): ChangedAnswer[] {
  const given = new Map(before.answers.map((answer) => [answer.item, answer]))
  return checklists.flatMap(({ items }) =>
    items.flatMap(({ id }) => {
      const [old, now] = [given.get(id), draft.answers[id] as DraftAnswer | undefined]
      const change: ChangedAnswer = {
        item: id,
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
      return same ? [] : [change]
    }),
  )
}

/** Whether findings or the result differ. */
export function otherwise(before: InspectionRecorded3, draft: InspectionDraft): ('findings' | 'result')[] {
  const findings = JSON.stringify(before.findings) !== JSON.stringify(draft.findings)
  const result = before.result !== draft.result
  return [...(findings ? (['findings'] as const) : []), ...(result ? (['result'] as const) : [])]
}
