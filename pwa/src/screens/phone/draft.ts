/**
 * An inspection as it is being written: everything an inspector has put in so far, as plain JSON.
 *
 * Guarantees: a draft can always be read back and goes on at the item it stopped at; nothing is
 * preset but what is a fact (who leads, where, when begun) or what is carried over and shown as
 * such; `bodyOf` makes exactly the body that is signed, and `missing` names all that it still owes.
 * The store keeps a draft at each change; losing one loses the work on one crate.
 */
import { photosOf, problems } from '@/rules/inspection.ts'
import { lotOf } from '@/rules/lots.ts'
import { toBase64url } from '@/wire/base64url.ts'
import type {
  Answer3,
  AnswerSource,
  Checklist,
  Crate,
  Finding3,
  InspectionRecorded3,
  Mark,
  Objection,
  Place,
  RecordDoc,
  Result,
  ScannedLabel,
} from '@/wire/types.ts'
import { attached, kept, type AttachedDraft } from './attached.ts'
import type { ContainmentDraft } from './containment.ts'
import { type FindingDraft, newFinding, upgraded } from './finding.ts'
import { isWhole, type SampleDraft } from './sampletaking.ts'
import type { AnswerNow, Said } from '../shared/amended.ts'
import { editPlan, finishedPlan, type PlanDraft } from './samplingplan.ts'
import { editWeather, isOff, newWeather, weatherOf, type WeatherDraft } from './weather.ts'

export const STAGES = ['before', 'opening', 'sight', 'out'] as const
/** When a general photo is taken: 开箱前, 开箱, 所见, 取出. */
export type PhotoStage = (typeof STAGES)[number]
/** In the order of the record; `kept` are those of a record that is being amended, `loose` those of
 * which nobody has said what they show. */
export const GENERAL = ['kept', ...STAGES, 'loose'] as const

export interface DraftAnswer {
  mark: Mark | null
  /** The rule of the goods that makes it n/a, where it is. */
  rule: Answer3['rule']
  remark: string
  photos: string[]
  /** Where the answer was given, of an item that is asked once. */
  source: AnswerSource | null
  /** Set aside to be answered for this crate alone. */
  alone: boolean
}

export interface DraftWitness {
  /** `null`: not yet said whether anybody was there. */
  presence: 'signed' | 'refused' | 'absent' | null
  name: string
  reason: string
}

export interface InspectionDraft {
  version: 1
  /** Random: the hash of a draft that is handed over is signed, and nobody shall guess a witness's
   * name from it. Absent in drafts of before. */
  salt?: string
  crate: string
  lot: string
  label: ScannedLabel | null
  place: Place
  weather: WeatherDraft
  /** Checklists that the goods do not ask for, by id: what else lay in the crate. */
  lists: string[]
  /** How many units are looked at, and which; null where no plan is made. */
  sampling: PlanDraft | null
  /** What is taken for the laboratory; null where nothing is. */
  sample: SampleDraft | null
  started_at: string
  answers: Record<string, DraftAnswer>
  findings: Finding3[]
  /** One that is being filled in, not among `findings` yet or still in its older form there. */
  open_finding: FindingDraft | null
  photos: Record<(typeof GENERAL)[number], string[]>
  /** What each photo, original and clip is, by its hash. */
  attached: Record<string, AttachedDraft>
  /** Set once something alive was found and the lot frozen. */
  containment: ContainmentDraft | null
  recorder: string
  /** The crate whose recorder and witness were carried over, until confirmed by a change. */
  carried_from: string | null
  witness: DraftWitness
  result: Result | null
  remark: string
  /** The item at which the inspector is. */
  at: string | null
  /** `asked`: why it came back as a whole; `items`: why single answers did. */
  amends: { record: string; asked: string; items: Record<string, string>; reason: string } | null
  /** Handed over: nothing is changed here until it is taken back. */
  given: GivenTo | null
  /** The entry that was shown as a code; whether anybody took it is not known yet. */
  offered: string | null
  /** Whose draft this was. */
  taken: TakenOver | null
}

export interface GivenTo {
  /** The entry that says so. */
  entry: string
  at: string
  /** To whom, where that is known. */
  to: string | null
}

export interface TakenOver {
  /** The giver's entry. */
  given: string
  draft: string
  giver: string
  giver_dev: string
  at: string
  /** Photos that did not come with it. */
  photos_left: number
}

const SALT_BYTES = 16
const freshSalt = (): string => toBase64url(crypto.getRandomValues(new Uint8Array(SALT_BYTES)))

const PREFIX = 'inspect/'

export const draftKey = (crate: string): string => PREFIX + crate
export const isInspection = (key: string): boolean => key.startsWith(PREFIX)

export function emptyDraft(crate: Crate, label: ScannedLabel | null, now: string): InspectionDraft {
  return {
    version: 1,
    salt: freshSalt(),
    crate: crate.id,
    lot: lotOf(crate),
    label,
    place: { text: crate.stand, latitude: null, longitude: null, accuracy_m: null },
    weather: newWeather(),
    lists: [],
    sampling: null,
    sample: null,
    started_at: now,
    answers: {},
    findings: [],
    open_finding: null,
    photos: { kept: [], before: [], opening: [], sight: [], out: [], loose: [] },
    attached: {},
    containment: null,
    recorder: '',
    carried_from: null,
    witness: { presence: null, name: '', reason: '' },
    result: null,
    remark: '',
    at: null,
    amends: null,
    ...notPassed(),
  }
}

/** A record that was sent back, opened again with all that it held. `required`: the checklists (by id)
 * that its goods ask for. */
export function draftOf(record: RecordDoc, required: readonly string[]): InspectionDraft {
  const { body } = record
  const back = sentBack(record)
  return {
    version: 1,
    salt: freshSalt(),
    crate: record.crate,
    lot: body.lot,
    label: body.label,
    place: body.place,
    weather: editWeather(body.weather),
    lists: body.checklists.map(({ id }) => id).filter((id) => !required.includes(id)),
    sampling: body.sampling && editPlan(body.sampling),
    sample: null,
    started_at: body.started_at,
    answers: Object.fromEntries(
      body.answers.map(({ item, mark, rule, remark, photos, source }) => [
        item,
        { mark, rule, remark: remark ?? '', photos: [...photos], source, alone: false },
      ]),
    ),
    findings: structuredClone(body.findings),
    open_finding: null,
    photos: { kept: [...body.general_photos], before: [], opening: [], sight: [], out: [], loose: [] },
    attached: kept(body.attachments),
    containment: null,
    recorder: body.recorder,
    carried_from: null,
    witness: witnessDraft(body.witness),
    result: body.result,
    remark: body.remark ?? '',
    at: back[0]?.item ?? null,
    amends: {
      record: record.id,
      asked: record.review_reason ?? '',
      items: Object.fromEntries(back.map(({ item, reason }) => [item, reason])),
      reason: '',
    },
    ...notPassed(),
  }
}

/** Which answers the reviewer sent back; a phone may hold rows from before that could be said. */
export const sentBack = (record: Pick<RecordDoc, 'review_items'>): RecordDoc['review_items'] =>
  (record as Partial<RecordDoc>).review_items ?? []

/** A draft that an earlier version of the app began, with what it could not say empty. */
export function broughtUp(draft: InspectionDraft, crate: Crate): InspectionDraft {
  const old: Partial<InspectionDraft> = draft
  draft.lot = old.lot ?? lotOf(crate)
  draft.attached = old.attached ?? {}
  draft.given = old.given ?? null
  draft.offered = old.offered ?? null
  draft.taken = old.taken ?? null
  draft.containment = old.containment ?? null
  draft.weather = old.weather ?? newWeather()
  draft.lists = old.lists ?? []
  draft.sampling = old.sampling ?? null
  draft.sample = old.sample ?? null
  draft.photos.loose = (old.photos as Partial<InspectionDraft['photos']> | undefined)?.loose ?? []
  draft.findings = draft.findings.map((finding) => upgraded(finding))
  for (const [item, answer] of Object.entries(draft.answers)) {
    draft.answers[item] = { ...NO_ANSWER, ...answer }
  }
  if (draft.amends) draft.amends = { ...draft.amends, items: (draft.amends as Partial<typeof draft.amends>).items ?? {} }
  const { open_finding: open } = draft
  if (open) draft.open_finding = { ...newFinding(open.no), ...open }
  return draft
}

function witnessDraft(witness: InspectionRecorded3['witness']): DraftWitness {
  if (!witness) return { presence: 'absent', name: '', reason: '' }
  return {
    presence: witness.signed ? 'signed' : 'refused',
    name: witness.name ?? '',
    reason: witness.reason ?? '',
  }
}

const notPassed = (): Pick<InspectionDraft, 'given' | 'offered' | 'taken'> => ({
  given: null,
  offered: null,
  taken: null,
})
const NO_ANSWER = { mark: null, rule: null, remark: '', source: null, alone: false }

/** The answer to an item, made empty where there is none yet. */
export function answerTo(draft: InspectionDraft, item: string): DraftAnswer {
  return (draft.answers[item] ??= { ...NO_ANSWER, photos: [] })
}

/** What of a draft holds its findings. */
export type WithFindings = Pick<InspectionDraft, 'findings' | 'open_finding' | 'attached' | 'containment'>

export function nextFindingNo(draft: WithFindings): number {
  const owed = [draft.open_finding?.no ?? 0, draft.containment?.finding ?? 0]
  return Math.max(...owed, ...draft.findings.map((finding) => finding.no)) + 1
}

/** The finding that a containment owes and nobody has begun; with what is known of it so far. */
export function owedFinding({ containment, findings, open_finding }: WithFindings): FindingDraft | null {
  const no = containment?.finding
  if (!no || open_finding?.no === no || findings.some((finding) => finding.no === no)) return null
  const { suspect, regulation, photos, originals, clips } = containment
  const files = { photos: [...photos], originals: [...originals], clips: [...clips] }
  const { eppo, name, stage } = suspect
  return {
    ...newFinding(no, 'alive'),
    ...files,
    eppo,
    name: name ?? '',
    regulation,
    stage: stage === 'unknown' ? null : stage,
  }
}

const words = (text: string): string | null => text.trim() || null

/** In the order of the lists; an item that several of them ask is answered once. */
function answersOf(draft: InspectionDraft, checklists: readonly Checklist[]): Answer3[] {
  const seen = new Set<string>()
  return checklists.flatMap(({ items }) =>
    items.flatMap(({ id }) => {
      if (seen.has(id)) return []
      seen.add(id)
      const answer = draft.answers[id]
      if (!answer?.mark) return []
      const { mark, rule, remark, photos, source } = answer
      return [{ item: id, mark, rule: mark === 'na' ? rule : null, remark: words(remark), photos, source }]
    }),
  )
}

function witnessOf({ presence, name, reason }: DraftWitness): InspectionRecorded3['witness'] {
  if (presence === null || presence === 'absent') return null
  const signed = presence === 'signed'
  return { name: name.trim(), signed, reason: signed ? null : words(reason) }
}

/** The body to sign. `result` is what was chosen: there is no body without one. */
export function bodyOf(
  draft: InspectionDraft,
  result: Result,
  checklists: readonly Checklist[],
  lead: string,
  ended_at: string,
): InspectionRecorded3 {
  const body = {
    crate: draft.crate,
    lot: draft.lot,
    label: draft.label,
    place: draft.place,
    weather: weatherOf(draft.weather),
    started_at: draft.started_at,
    ended_at,
    lead,
    recorder: draft.recorder,
    witness: witnessOf(draft.witness),
    checklists: checklists.map(({ id, version }) => ({ id, version })),
    answers: answersOf(draft, checklists),
    sampling: draft.sampling && finishedPlan(draft.sampling),
    findings: draft.findings,
    general_photos: GENERAL.flatMap((stage) => draft.photos[stage]),
    result,
    remark: words(draft.remark),
  }
  return { ...body, attachments: attached(draft.attached, photosOf(body)) }
}

/** What of a draft decides which results are open. */
export function answered(draft: InspectionDraft, checklists: readonly Checklist[]) {
  return { answers: answersOf(draft, checklists), findings: draft.findings }
}

/**
 * All that is still owed, in the order of the screen: the shared rules, and what a form alone can
 * lack (`sampling_unfinished`, `sample_unfinished`, `finding_unfinished`, `weather_off`, `no_recorder`, `no_result`, `no_place`, `witness_unsaid`, `witness_unnamed`,
 * `refusal_unreasoned`, `amend_unreasoned`).
 */
export function missing(
  draft: InspectionDraft,
  checklists: readonly Checklist[],
  lead: string,
  now: string,
): Objection[] {
  // No result yet is its own gap; the strictest one stands in, since it is never too mild.
  const body = bodyOf(draft, draft.result ?? 'destruction', checklists, lead, now)
  return [...problems(body, checklists, photosOf(body)), ...formGaps(draft)]
}

function formGaps(draft: InspectionDraft): Objection[] {
  const { witness } = draft
  const present = witness.presence === 'signed' || witness.presence === 'refused'
  const gaps: [string, boolean][] = [
    ['sampling_unfinished', draft.sampling !== null && finishedPlan(draft.sampling) === null],
    ['sample_unfinished', draft.sample !== null && !isWhole(draft.sample)],
    ['finding_unfinished', draft.open_finding !== null],
    ['no_place', !draft.place.text.trim()],
    ['weather_off', isOff(draft.weather)],
    ['no_recorder', !draft.recorder],
    ['witness_unsaid', witness.presence === null],
    ['witness_unnamed', present && !witness.name.trim()],
    ['refusal_unreasoned', witness.presence === 'refused' && !witness.reason.trim()],
    ['no_result', draft.result === null],
    ['amend_unreasoned', draft.amends !== null && !draft.amends.reason.trim()],
  ]
  return gaps.filter(([, holds]) => holds).map(([code]) => ({ code, detail: '' }))
}

/** Every photo that a draft names. */
export function photosIn(draft: InspectionDraft): string[] {
  return [
    ...Object.values(draft.answers).flatMap((answer) => answer.photos),
    ...draft.findings.flatMap(({ photos, originals, clips }) => [...photos, ...originals, ...clips]),
    ...GENERAL.flatMap((stage) => draft.photos[stage]),
  ]
}

/** Every file that goes with a draft: photos, originals and clips, also of what is unfinished. */
export function filesIn(draft: InspectionDraft): string[] {
  const open = [draft.open_finding, draft.containment]
  const more = open.flatMap((one) => (one ? [...one.photos, ...one.originals, ...one.clips] : []))
  return [...new Set([...photosIn(draft), ...more])]
}

/** A draft that names none of these files. */
export function without(draft: InspectionDraft, files: ReadonlySet<string>): InspectionDraft {
  const text = JSON.stringify(draft, (_key, value: unknown) =>
    Array.isArray(value) ? value.filter((one) => typeof one !== 'string' || !files.has(one)) : value,
  )
  const left = JSON.parse(text) as InspectionDraft
  const known = Object.entries(left.attached).filter(([sha256]) => !files.has(sha256))
  return { ...left, attached: Object.fromEntries(known) }
}

export interface Progress {
  answered: number
  total: number
  /** The first item without an answer, or null. */
  nextOpen: string | null
}

export function progress(draft: InspectionDraft, checklists: readonly Checklist[]): Progress {
  const items = checklists.flatMap((checklist) => checklist.items)
  const open = items.filter((item) => !draft.answers[item.id]?.mark)
  return {
    answered: items.length - open.length,
    total: items.length,
    nextOpen: open[0]?.id ?? null,
  }
}

/** The next item without an answer after `item`, else the first one, else null. */
export function openAfter(
  draft: InspectionDraft,
  checklists: readonly Checklist[],
  item: string,
): string | null {
  const ids = checklists.flatMap((checklist) => checklist.items.map(({ id }) => id))
  const at = ids.indexOf(item)
  const turned = [...ids.slice(at + 1), ...ids.slice(0, at + 1)]
  return turned.find((id) => !draft.answers[id]?.mark) ?? null
}

/** The answers as they are by now, by item. */
export const answersNow = (draft: InspectionDraft): ReadonlyMap<string, AnswerNow> => new Map(Object.entries(draft.answers))

/** What else is compared with the record that is amended; an unfinished plan is none yet. */
export const saidOf = ({ findings, sampling, weather, result }: InspectionDraft): Said => ({
  findings,
  sampling: sampling && finishedPlan(sampling),
  weather: weatherOf(weather),
  result,
})
