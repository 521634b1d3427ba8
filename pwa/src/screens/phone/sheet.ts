/**
 * 共同项: what holds for a whole consignment or truck is asked at its first crate and shown, with its
 * source, at each other one.
 *
 * Guarantees: an answer is carried over only from a record that was signed on this phone, and names
 * it; nothing is carried into an item that has an answer, nor into one that was set aside to be
 * answered for a crate alone.
 */
import type { AnswerSource, Checklist, ChecklistItem, Crate } from '@/wire/types.ts'
import type { Attached } from './attached.ts'
import { answerTo, type DraftAnswer, type InspectionDraft } from './draft.ts'

type Scope = AnswerSource['scope']

interface SheetAnswer extends Pick<DraftAnswer, 'mark' | 'rule' | 'remark' | 'photos'> {
  source: AnswerSource
}

/** The answers of one consignment or truck, by item, and what their photos are. */
export interface SharedSheet {
  version: 1
  answers: Record<string, SheetAnswer>
  attached: Attached
}

/** What an item is asked of: a truck is known by its handover list, else the consignment stands in. */
export function subject(crate: Crate, once: Scope): { scope: Scope; name: string } {
  if (once === 'truck' && crate.handover) return { scope: 'truck', name: crate.handover }
  return { scope: 'consignment', name: crate.declaration }
}

export const sheetKey = ({ scope, name }: { scope: Scope; name: string }): string => `sheet/${scope}/${name}`

/** The keys of the sheets that a crate's items can stand on. */
export function sheetKeys(crate: Crate): string[] {
  const scopes = ['consignment', 'truck'] as const
  return [...new Set(scopes.map((scope) => sheetKey(subject(crate, scope))))]
}

/** What an answer given here says of itself: null where it counts for this crate alone. */
export function sourceHere(crate: Crate, item: ChecklistItem, alone: boolean, at: string): AnswerSource | null {
  return item.once && !alone ? { ...subject(crate, item.once), record: null, at } : null
}

/** Whether an answer was given at another crate. */
export const isCarried = (answer: DraftAnswer): boolean => (answer.source?.record ?? null) !== null

/** Each item once, whichever of the crate's lists ask it; those asked once lead, as a list of their own. */
export function sections(checklists: readonly Checklist[], title: { zh: string; en: string }): Checklist[] {
  const seen = new Set<string>()
  const merged = checklists.map((list) => ({
    ...list,
    items: list.items.filter(({ id }) => !seen.has(id) && seen.add(id)),
  }))
  const once = merged.flatMap((list) => list.items.filter((item) => item.once !== null))
  const rest = merged
    .map((list) => ({ ...list, items: list.items.filter((item) => item.once === null) }))
    .filter((list) => list.items.length > 0)
  return once.length ? [{ ...title, id: 'once', version: 1, classes: [], items: once }, ...rest] : rest
}

/** Bring what was answered for the whole into a draft. */
export function carryIn(
  draft: InspectionDraft,
  crate: Crate,
  checklists: readonly Checklist[],
  sheets: Readonly<Record<string, SharedSheet>>,
): void {
  for (const item of checklists.flatMap((list) => list.items)) {
    const sheet = item.once && sheets[sheetKey(subject(crate, item.once))]
    const given = sheet ? sheet.answers[item.id] : undefined
    const answer = answerTo(draft, item.id)
    if (!sheet || !given || answer.mark || answer.alone) continue
    Object.assign(answer, { ...given, photos: [...given.photos] })
    for (const sha256 of given.photos) {
      const file = sheet.attached[sha256]
      if (file) draft.attached[sha256] ??= file
    }
  }
}

/** The sheets with what a record just signed has answered for the whole. */
export function carryOut(
  draft: InspectionDraft,
  record: string,
  sheets: Readonly<Record<string, SharedSheet>>,
): Record<string, SharedSheet> {
  const made = structuredClone(sheets) as Record<string, SharedSheet>
  for (const [item, { mark, rule, remark, photos, source }] of Object.entries(draft.answers)) {
    if (!mark || !source || source.record !== null) continue
    const sheet = (made[sheetKey(source)] ??= { version: 1, answers: {}, attached: {} })
    sheet.answers[item] = { mark, rule, remark, photos, source: { ...source, record } }
    for (const sha256 of photos) {
      const file = draft.attached[sha256]
      if (file) sheet.attached[sha256] = file
    }
  }
  return made
}
