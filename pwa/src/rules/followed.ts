/**
 * Isolations and treatments as this phone knows them: what was pulled, and what was signed here since.
 *
 * Guarantee: the effect that the journal will have on documents that nobody else changes meanwhile;
 * the server's twins are `backend/rules/isolations.py` and `treatments.py`. Pure.
 */
import type { Isolation, Treatment } from '../wire/types.ts'
import type { Pending } from './crates.ts'

const VISIT_DAYS = 7
const DAY_MS = 86_400_000

/** The day by which the next weekly visit is due. */
export function nextVisit(last: string): string {
  return new Date(Date.parse(`${last}T00:00:00Z`) + VISIT_DAYS * DAY_MS).toISOString().slice(0, 10)
}

/** When a day ends where the office is, in ms since 1970. */
export function endOf(day: string, zoneMinutes: number): number {
  return Date.parse(`${day}T00:00:00Z`) + DAY_MS - zoneMinutes * 60_000
}

export const withOwnVisits = (docs: readonly Isolation[], own: readonly Pending[]): Isolation[] =>
  docs.map((doc) => own.reduce(visitedBy, doc))

export const withOwnChecks = (docs: readonly Treatment[], own: readonly Pending[]): Treatment[] =>
  docs.map((doc) => own.reduce(checkedBy, doc))

function visitedBy(doc: Isolation, { id, at, actor, kind, body }: Pending): Isolation {
  if (kind !== 'isolation.visited' || body.registration !== doc.registration) return doc
  const whole = 'attachments' in body ? body : { ...body, place: null, findings: [], attachments: [] }
  const visit = { act: { entry: id, by: actor, at }, body: whole }
  return { ...doc, visits: [...doc.visits, visit], last: body.on > doc.last ? body.on : doc.last }
}

/** The order after an own check; the same where the check is not of its last run. */
export function checkedBy(doc: Treatment, { id, at, actor, kind, body }: Pending): Treatment {
  if (kind !== 'treatment.checked' || body.order !== doc.order || doc.state !== 'completed') return doc
  const last = doc.runs.at(-1)
  const check = 'run' in body ? body : { ...body, run: null, place: null, values: [], attachments: [] }
  if (!last || (check.run !== null && check.run !== last.act.entry)) return doc
  const run = { ...last, checked: { entry: id, by: actor, at }, check }
  const state = body.result === 'effective' ? 'effective' : 'ordered'
  return { ...doc, state, runs: [...doc.runs.slice(0, -1), run] }
}

/** Running isolations whose visit falls into the week from `today` on, what is over its day first. */
export function visitsDue(docs: readonly Isolation[], today: string): Isolation[] {
  return docs
    .filter(({ state, last }) => state === 'running' && nextVisit(last) < nextVisit(today))
    .sort((a, b) => Number(a.last > b.last) - Number(a.last < b.last))
}

/** Treatments that were reported done and wait for somebody to look, the oldest report first. */
export function checksDue(docs: readonly Treatment[]): Treatment[] {
  const reported = ({ runs }: Treatment): string => runs.at(-1)?.act.at ?? ''
  return docs
    .filter(({ state }) => state === 'completed')
    .sort((a, b) => Date.parse(reported(a)) - Date.parse(reported(b)))
}
