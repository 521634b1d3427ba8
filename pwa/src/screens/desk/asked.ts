/** A record's answers beside the questions as they were asked, in the version that was asked. */
import type { Answer, Answer3, Attachment, Checklist, ChecklistItem, InspectionRecorded, InspectionRecorded3 } from '@/wire/types.ts'

export type AnyAnswer = Answer | Answer3

export interface AskedItem {
  item: ChecklistItem
  answer: AnyAnswer | null
}

export interface AskedList {
  id: string
  version: number
  title: { zh: string; en: string }
  items: AskedItem[]
}

const ORDER = { fail: 0, na: 1, pass: 2 } as const

/** A question whose wording is not at hand is still shown, by its id: no answer is hidden. */
function unknownItem(id: string): ChecklistItem {
  return { id, zh: id, en: id, critical: false, na: false, photo: false, once: null, shows: null, rule: null }
}

/** The checklists of a record with its answers; `checklists` holds the versions that were asked. */
export function asAsked(body: InspectionRecorded | InspectionRecorded3, checklists: readonly Checklist[]): AskedList[] {
  const answers = new Map<string, AnyAnswer>(body.answers.map((answer) => [answer.item, answer]))
  const lists = body.checklists.flatMap(({ id, version }) => {
    const list = checklists.find((one) => one.id === id && one.version === version)
    if (!list) return []
    const items = list.items.map((item) => {
      const answer = answers.get(item.id) ?? null
      answers.delete(item.id)
      return { item, answer }
    })
    return [{ id, version, title: { zh: list.zh, en: list.en }, items }]
  })
  if (answers.size === 0) return lists
  const rest = [...answers.values()].map((answer) => ({ item: unknownItem(answer.item), answer }))
  const title = { zh: '其他项目', en: 'Other items' }
  return [...lists, { id: '', version: 0, title, items: rest }]
}

/** Fails first, then what was left unanswered, n/a, and passes: the order in which one reviews. */
export function gravestFirst(lists: readonly AskedList[]): AskedItem[] {
  const rank = ({ answer }: AskedItem): number => (answer ? ORDER[answer.mark] : 0.5)
  return lists.flatMap((list) => list.items).sort((a, b) => rank(a) - rank(b))
}

export interface Captioned {
  sha256: string
  /** The question, or the finding, that the photo proves; null for a general view. */
  item: ChecklistItem | null
  finding: number | null
  /** What the record says of the file; null where it is of a version that said nothing. */
  file: Attachment | null
}

/** What a record says of each of its files, by hash. */
export function filesOf(body: InspectionRecorded | InspectionRecorded3): ReadonlyMap<string, Attachment> {
  return new Map('attachments' in body ? body.attachments.map((file) => [file.sha256, file]) : [])
}

/** Every photo and clip of a record once, in the order of the record, with what it is there to prove. */
export function photosOf(body: InspectionRecorded | InspectionRecorded3, lists: readonly AskedList[]): Captioned[] {
  const asked = lists.flatMap((list) => list.items)
  const files = filesOf(body)
  const all: Omit<Captioned, 'file'>[] = [
    ...body.findings.flatMap((finding) =>
      [...finding.photos, ...('clips' in finding ? finding.clips : [])].map((sha256) => ({
        sha256,
        item: null,
        finding: finding.no,
      })),
    ),
    ...asked.flatMap(({ item, answer }) =>
      (answer?.photos ?? []).map((sha256) => ({ sha256, item, finding: null })),
    ),
    ...body.general_photos.map((sha256) => ({ sha256, item: null, finding: null })),
  ]
  const seen = new Set<string>()
  return all
    .filter(({ sha256 }) => !seen.has(sha256) && seen.add(sha256))
    .map((photo) => ({ ...photo, file: files.get(photo.sha256) ?? null }))
}
