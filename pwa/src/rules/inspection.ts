/**
 * What makes an inspection record (拆包查验记录单) complete, and its result defensible.
 *
 * Phone and server share these rules, held together by `tests/vectors/inspection`: the phone lets
 * nobody sign while `problems` says anything, the server keeps what it says as objections. Pure: no
 * clock, no state.
 */
import type {
  Answer,
  Answer3,
  Checklist,
  ChecklistDoc,
  ChecklistItem,
  Finding,
  Finding3,
  Goods,
  InspectionRecorded,
  InspectionRecorded3,
  Objection,
  Result,
} from '../wire/types.ts'
import { microseconds } from './instant.ts'
import { dueProblems } from './sampling.ts'
import { waivers } from './waivers.ts'

/** From the mildest on. */
export const RESULTS = [
  'release',
  'laboratory',
  'treatment',
  'isolation',
  'return',
  'destruction',
] as const satisfies readonly Result[]

/** The wood packaging is inspected; plywood and boards (胶合板 …) are exempt. */
const WOOD = '有'

/** A record of any version: an older one says less. */
export type AnyInspection = InspectionRecorded | InspectionRecorded3
type AnyAnswer = Answer | Answer3
type AnyFinding = Finding | Finding3

/** What of a record its answers are judged by: a draft has no more than this. */
export interface Answered {
  answers: readonly AnyAnswer[]
  findings: readonly AnyFinding[]
}

/**
 * What is wrong with a record, in the order in which it is written; empty when it is sound.
 * `checklists` are those asked, `photos` the hashes that travel with the entry. Details are an item
 * id, a finding's number, a photo's hash, a field or a person.
 */
export function problems(
  record: AnyInspection,
  checklists: readonly Checklist[],
  photos: readonly string[],
): Objection[] {
  const items = new Map(
    checklists.flatMap((checklist) => checklist.items.map((item) => [item.id, item] as const)),
  )
  return [
    ...times(record),
    ...(record.lead === record.recorder ? [objection('same_inspector', record.lead)] : []),
    ...answersOf(record.answers, items),
    ...unanswered(record.answers, items),
    ...findingsOf(record.findings),
    ...unattached(photosOf(record), photos),
    ...('sampling' in record && record.sampling ? dueProblems(record.sampling) : []),
    ...tooMild(record, checklists),
  ]
}

/** The checklists that the crate's class requires (by id) and that the record did not ask. */
export function unasked(record: AnyInspection, required: readonly string[]): Objection[] {
  const asked = new Set(record.checklists.map((ref) => ref.id))
  return required.filter((id) => !asked.has(id)).map((id) => objection('checklist_missing', id))
}

/** The items whose n/a rests on a rule that is not theirs, or does not hold for these goods. */
export function unwaived(record: Answered, goods: Goods, checklists: readonly Checklist[]): Objection[] {
  const holds = waivers(goods, checklists)
  return record.answers
    .filter((answer) => ruleOf(answer) !== null && holds.get(answer.item) !== ruleOf(answer))
    .map((answer) => objection('na_rule_unmet', answer.item))
}

function ruleOf(answer: AnyAnswer): Answer3['rule'] {
  return 'rule' in answer ? answer.rule : null
}

/** Why the crate cannot be released: ids of failed critical items, `finding N` where alive. */
export function holding(record: Answered, checklists: readonly Checklist[]): string[] {
  const items = checklists.flatMap((checklist) => checklist.items)
  const critical = new Set(items.filter((item) => item.critical).map((item) => item.id))
  const failed = record.answers
    .filter((answer) => answer.mark === 'fail' && critical.has(answer.item))
    .map((answer) => answer.item)
  const alive = record.findings
    .filter((finding) => finding.alive === 'alive')
    .map((finding) => `finding ${String(finding.no)}`)
  return [...new Set(failed), ...alive]
}

/** The results that answers and findings leave open, from the mildest on. */
export function allowedResults(record: Answered, checklists: readonly Checklist[]): Result[] {
  return holding(record, checklists).length > 0 ? RESULTS.slice(1) : [...RESULTS]
}

/** What a crate with these goods is asked: the list for all, that of its class, that of wood, and
 * those of what else was found in it (`more`, by id). */
export function checklistsFor(
  goods: Goods,
  published: readonly ChecklistDoc[],
  more: readonly string[] = [],
): Checklist[] {
  return [...new Set([...required(goods), ...more])].flatMap((id) => newest(id, published) ?? [])
}

/** The checklists (by id) that these goods ask for. */
export function required(goods: Goods): string[] {
  return ['all', goods.class, ...(goods.wood === WOOD ? ['wood_packaging'] : [])]
}

/** The checklists that a record was asked, in the versions asked, as far as they are here. */
export function checklistsAsked(
  record: Pick<InspectionRecorded, 'checklists'>,
  published: readonly ChecklistDoc[],
): Checklist[] {
  return record.checklists.flatMap(({ id, version }) =>
    published.map((doc) => doc.checklist).filter((list) => list.id === id && list.version === version),
  )
}

function newest(id: string, published: readonly ChecklistDoc[]): Checklist | undefined {
  const versions = published.map((doc) => doc.checklist).filter((list) => list.id === id)
  return versions.sort((a, b) => b.version - a.version)[0]
}

function objection(code: string, detail: string): Objection {
  return { code, detail }
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === ''
}

function times(record: AnyInspection): Objection[] {
  const [started, ended] = [microseconds(record.started_at), microseconds(record.ended_at)]
  const found: Objection[] = []
  if (started === null) found.push(objection('bad_time', 'started_at'))
  if (ended === null) found.push(objection('bad_time', 'ended_at'))
  if (started !== null && ended !== null && ended < started) {
    found.push(objection('ended_before_started', record.ended_at))
  }
  return found
}

function answersOf(answers: readonly AnyAnswer[], items: ReadonlyMap<string, ChecklistItem>): Objection[] {
  const seen = new Set<string>()
  return answers.flatMap((answer) => {
    const item = items.get(answer.item)
    const found = item ? [] : [objection('unknown_item', answer.item)]
    if (seen.has(answer.item)) found.push(objection('answer_twice', answer.item))
    seen.add(answer.item)
    found.push(...owed(answer, item))
    const elsewhere = 'source' in answer && answer.source !== null
    if (elsewhere && item?.once === null) found.push(objection('not_asked_once', answer.item))
    return found
  })
}

/**
 * What an answer owes: a fail a remark and a photo, n/a a reason unless the item waives it, a pass a
 * photo where the item asks for one.
 */
export function owed(answer: AnyAnswer, item: ChecklistItem | undefined): Objection[] {
  const found: Objection[] = []
  if (answer.mark === 'pass' && item?.photo && answer.photos.length === 0) {
    found.push(objection('pass_needs_photo', answer.item))
  }
  if (answer.mark === 'fail' && isBlank(answer.remark)) {
    found.push(objection('fail_needs_remark', answer.item))
  }
  if (answer.mark === 'fail' && answer.photos.length === 0) {
    found.push(objection('fail_needs_photo', answer.item))
  }
  const waived = item?.na === true || ruleOf(answer) !== null
  if (answer.mark === 'na' && !waived && isBlank(answer.remark)) {
    found.push(objection('na_needs_reason', answer.item))
  }
  return found
}

function unanswered(answers: readonly AnyAnswer[], items: ReadonlyMap<string, ChecklistItem>): Objection[] {
  const answered = new Set(answers.map((answer) => answer.item))
  return [...items.keys()]
    .filter((id) => !answered.has(id))
    .map((id) => objection('item_unanswered', id))
}

/** What findings owe, whatever they were made at. */
export function findingsOf(findings: readonly AnyFinding[]): Objection[] {
  const seen = new Set<number>()
  return findings.flatMap((finding) => {
    const { no, photos } = finding
    const found: Objection[] = []
    if (seen.has(no)) found.push(objection('finding_no_twice', String(no)))
    seen.add(no)
    if (photos.length === 0) found.push(objection('finding_needs_photo', String(no)))
    return [...found, ...identified(finding)]
  })
}

/** What is called identified has a name in the list and a way it was identified by. */
function identified(finding: AnyFinding): Objection[] {
  if (!('status' in finding)) return []
  const { no, status, eppo, identified_by, share } = finding
  const named = eppo !== null && identified_by !== null
  const found: Objection[] = []
  if ((status === 'identified' || status === 'confirmed') && !named) {
    found.push(objection('identification_owed', String(no)))
  }
  if (share !== null && share.affected > share.looked_at) {
    found.push(objection('share_over_whole', String(no)))
  }
  return found
}

/** Every file that a record names, each once, in the order of its first mention. */
export function photosOf(
  record: Answered &
    Pick<InspectionRecorded, 'general_photos'> &
    Partial<Pick<InspectionRecorded3, 'attachments'>>,
): string[] {
  return [
    ...new Set([
      ...record.answers.flatMap((answer) => answer.photos),
      ...filesOf(record.findings),
      ...record.general_photos,
      ...(record.attachments ?? []).map((file) => file.sha256),
    ]),
  ]
}

/** Every file that findings name. */
export function filesOf(findings: readonly AnyFinding[]): string[] {
  return findings.flatMap((finding) =>
    'originals' in finding ? [...finding.photos, ...finding.originals, ...finding.clips] : finding.photos,
  )
}

/** The files that are named and do not travel with the entry. */
export function unattached(named: readonly string[], attached: readonly string[]): Objection[] {
  const have = new Set(attached)
  return named
    .filter((sha256) => !have.has(sha256))
    .map((sha256) => objection('photo_not_attached', sha256))
}

function tooMild(record: AnyInspection, checklists: readonly Checklist[]): Objection[] {
  if (record.result !== 'release') return []
  return holding(record, checklists).map((cause) => objection('result_too_mild', cause))
}
