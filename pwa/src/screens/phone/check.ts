/**
 * A check of a treatment as it is being written: what was ordered, what the firm reported, what we
 * found.
 *
 * Guarantees: the draft goes on where it stopped, and is of the run that was reported when it was
 * begun; `checkBody` makes exactly what is signed, `checkMissing` names all that it still owes.
 */
import { checkOwes, filesOfCheck } from '@/rules/fieldwork.ts'
import type { CheckedValue, Objection, Treatment, TreatmentChecked2 } from '@/wire/types.ts'
import { attached } from './attached.ts'
import { placeOwed, shotsIn, words, type FieldDraft } from './fielddraft.ts'

export const CHECK_SHOTS = ['chamber', 'load', 'gauge', 'other'] as const
export const SAID = ['agrees', 'differs', 'unseen'] as const satisfies readonly CheckedValue['said'][]
export type What = CheckedValue['what']

/** One thing to look at; null is what nobody wrote down. */
export interface Asked {
  what: What
  ordered: string | null
  reported: string | null
}

export interface CheckDraft extends FieldDraft {
  order: string
  /** The entry of the firm's report. */
  run: string
  values: Partial<Record<What, { said: CheckedValue['said'] | null; found: string }>>
  result: TreatmentChecked2['result'] | null
}

export const checkKey = (order: string): string => `check/${order}`

/** What of an order can be looked at where it was carried out; the method always. */
export function askedOf({ body, runs }: Treatment): Asked[] {
  const run = runs.at(-1)?.body
  const degrees = run?.temperature_c ?? null
  const all: Asked[] = [
    ...(['agent', 'dose', 'exposure'] as const).map((what) => ({
      what,
      ordered: body[what],
      reported: run?.[what] ?? null,
    })),
    { what: 'temperature', ordered: null, reported: degrees === null ? null : `${String(degrees)} ℃` },
  ]
  const said = all.filter(({ ordered, reported }) => ordered !== null || reported !== null)
  return [{ what: 'method', ordered: body.method, reported: null }, ...said]
}

export function emptyCheck(doc: Treatment, now: string): CheckDraft {
  const run = doc.runs.at(-1)
  return {
    version: 1,
    order: doc.order,
    run: run?.act.entry ?? '',
    started_at: now,
    place: { text: run?.body.place ?? '', latitude: null, longitude: null, accuracy_m: null },
    values: Object.fromEntries(askedOf(doc).map(({ what }) => [what, { said: null, found: '' }])),
    result: null,
    remark: '',
    shots: { chamber: [], load: [], gauge: [], other: [] },
    attached: {},
  }
}

/** The same draft, of the run that is the last by now; what was not asked before is not answered. */
export function ofLastRun(draft: CheckDraft, doc: Treatment): CheckDraft {
  const { run, values } = emptyCheck(doc, draft.started_at)
  return { ...draft, run, values: { ...values, ...draft.values } }
}

/** Another run was reported, or somebody else has looked, since this one was begun. */
export const isOvertaken = (draft: CheckDraft, { state, runs }: Treatment): boolean =>
  state !== 'completed' || runs.at(-1)?.act.entry !== draft.run

/** The body to sign; `result` is what was chosen: there is no body without one. */
export function checkBody(draft: CheckDraft, result: TreatmentChecked2['result']): TreatmentChecked2 {
  const values = Object.entries(draft.values).flatMap(([what, { said, found }]) =>
    said ? [{ what: what as What, said, found: words(found) }] : [],
  )
  const body = {
    order: draft.order,
    result,
    remark: words(draft.remark),
    photos: shotsIn(draft),
    run: draft.run,
    place: { ...draft.place, text: draft.place.text.trim() },
    values,
    attachments: [],
  }
  return { ...body, attachments: attached(draft.attached, filesOfCheck(body)) }
}

/** All that is still owed, in the order of the screen. */
export function checkMissing(draft: CheckDraft): Objection[] {
  const unsaid = Object.entries(draft.values).filter(([, { said }]) => said === null)
  const body = checkBody(draft, draft.result ?? 'effective')
  return [
    ...unsaid.map(([detail]) => ({ code: 'value_unsaid', detail })),
    ...(draft.result === null ? [{ code: 'outcome_unsaid', detail: '' }] : []),
    ...placeOwed(draft),
    ...checkOwes(body, filesOfCheck(body)),
  ]
}
