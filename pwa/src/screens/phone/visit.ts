/**
 * An isolation visit as it is being written, for one registration.
 *
 * Guarantees: the draft goes on where it stopped; traps and the number planted are those of the last
 * visit, their readings are not; `visitBody` makes exactly what is signed, `visitMissing` names all
 * that it still owes.
 */
import { filesOfVisit, visitOwes } from '@/rules/fieldwork.ts'
import { chinaDay } from '@/wire/time.ts'
import type { Isolation, IsolationVisited2, Objection } from '@/wire/types.ts'
import { attached } from './attached.ts'
import type { WithFindings } from './draft.ts'
import { placeOwed, shotsIn, words, type FieldDraft } from './fielddraft.ts'
import { countOf } from './finding.ts'

export const PLANT_STATES = ['good', 'symptoms', 'dying'] as const satisfies readonly IsolationVisited2['state'][]
export const VISIT_SHOTS = ['plot', 'plants', 'trap', 'other'] as const

export interface TrapDraft {
  trap: string
  eppo: string | null
  organism: string | null
  count: string
}

export interface VisitDraft extends FieldDraft, WithFindings {
  registration: string
  on: string
  state: IsolationVisited2['state'] | null
  planted: string
  alive: string
  symptoms: string
  traps: TrapDraft[]
}

export const visitKey = (registration: string): string => `visit/${registration}`

export function emptyVisit({ registration, body, visits }: Isolation, now: string): VisitDraft {
  const last = visits.at(-1)?.body
  const site = body.plot ? `${body.site} ${body.plot}` : body.site
  return {
    version: 1,
    registration,
    started_at: now,
    on: chinaDay(new Date(now)),
    place: { text: site, latitude: null, longitude: null, accuracy_m: null },
    state: null,
    planted: String(last?.planted ?? ''),
    alive: '',
    symptoms: '',
    traps: (last?.traps ?? []).map(({ trap }) => emptyTrap(trap)),
    remark: '',
    shots: { plot: [], plants: [], trap: [], other: [] },
    attached: {},
    findings: [],
    open_finding: null,
    containment: null,
  }
}

export const emptyTrap = (trap: string): TrapDraft => ({ trap, eppo: null, organism: null, count: '' })

/** The body to sign; `state` is what was chosen: there is no body without one. */
export function visitBody(draft: VisitDraft, state: IsolationVisited2['state']): IsolationVisited2 {
  const body = {
    registration: draft.registration,
    on: draft.on,
    state,
    planted: countOf(draft.planted) ?? null,
    alive: countOf(draft.alive) ?? null,
    symptoms: words(draft.symptoms),
    traps: draft.traps.map(({ trap, eppo, organism, count }) => ({
      trap: trap.trim(),
      eppo,
      organism,
      count: countOf(count) ?? 0,
    })),
    remark: words(draft.remark),
    photos: shotsIn(draft),
    place: { ...draft.place, text: draft.place.text.trim() },
    findings: draft.findings,
    attachments: [],
  }
  return { ...body, attachments: attached(draft.attached, filesOfVisit(body)) }
}

/** All that is still owed, in the order of the screen; `today` by this phone. */
export function visitMissing(draft: VisitDraft, today: string): Objection[] {
  const numbers = [draft.planted, draft.alive].map(countOf)
  const trapOwes = ({ trap, count }: TrapDraft): boolean => !trap.trim() || typeof countOf(count) !== 'number'
  const form: [string, boolean][] = [
    ['day_unfit', !draft.on || draft.on > today],
    ['state_unsaid', draft.state === null],
    ['number_unfit', numbers.includes(undefined)],
    ['trap_unread', draft.traps.some(trapOwes)],
    ['finding_unfinished', draft.open_finding !== null],
  ]
  const body = visitBody(draft, draft.state ?? 'good')
  return [
    ...form.filter(([, holds]) => holds).map(([code]) => ({ code, detail: '' })),
    ...placeOwed(draft),
    ...visitOwes(body, filesOfVisit(body)),
  ]
}
