/**
 * The life of a crate as a table: in which state which event moves it where, or what speaks
 * against it.
 *
 * Guarantee: pure and total, and the same answers as the server's `rules/life.py` for every state
 * and event, by `tests/vectors/states`. An event is a kind, with what in its body decides:
 * `review.accepted.release`.
 */
import type { CrateState, Standing } from '../wire/types.ts'

interface Rule {
  /** State by state it comes to. */
  moves: Partial<Record<CrateState, CrateState>>
  /** Here nothing moves and nothing is wrong; anywhere else the event is out of place. */
  stays: readonly CrateState[]
  /** Nothing may hold the crate back. */
  frees?: true
  /** A crate that is to be isolated goes there instead of being released. */
  toNursery?: true
}

export interface Step {
  state: CrateState
  /** The code of what speaks against it; then nothing moved. */
  objection: string | null
}

/** Nothing keeps it back. */
export const FREE: Standing = {
  frozen: null,
  samples_waiting: 0,
  samples_failed: 0,
  treatments_open: 0,
  isolation: 'none',
}
const UNPACKED: readonly CrateState[] = [
  'inspecting',
  'laboratory',
  'treatment',
  'isolation',
  'released',
  'displayed',
  'rejected',
]
const AT_PORT: readonly CrateState[] = ['labelled', 'port_released']
const COMING: readonly CrateState[] = ['accepted', ...AT_PORT, 'in_transit']
export const HERE: readonly CrateState[] = ['arrived', ...UNPACKED]
const FIT: readonly CrateState[] = ['released', 'displayed']
const LIVING: readonly CrateState[] = ['declared', 'held', ...COMING, ...HERE]
const ALL: readonly CrateState[] = [...LIVING, 'closed']

function to(state: CrateState, ...from: readonly CrateState[]): Rule['moves'] {
  return Object.fromEntries(from.map((one) => [one, state]))
}

/** A review moves whatever was opened; of what is closed nothing moves any more. */
function reviewed(state: CrateState): Rule {
  return { moves: to(state, 'held', ...COMING, ...HERE), stays: [] }
}

const ANYWHERE: Rule = { moves: {}, stays: ALL }

/** Every event that concerns a crate. */
export const RULES = {
  'declaration.accepted.travels': { moves: to('accepted', 'declared', 'accepted', 'held'), stays: LIVING },
  'declaration.accepted.stopped': {
    moves: to('held', 'declared', 'accepted', 'held', ...AT_PORT),
    stays: LIVING,
  },
  'label.issued': { moves: to('labelled', 'declared', 'accepted'), stays: LIVING },
  'label.printed': ANYWHERE,
  'label.spoiled': ANYWHERE,
  'label.affixed': { moves: { labelled: 'port_released' }, stays: ALL },
  'label.voided': { moves: to('accepted', ...AT_PORT), stays: ALL },
  'label.replaced': { moves: to('accepted', ...AT_PORT), stays: ALL },
  'crate.handed': { moves: { port_released: 'in_transit' }, stays: [] },
  'crate.arrived': { moves: to('arrived', ...COMING), stays: ['declared', ...HERE] },
  'inspection.recorded': {
    moves: to('inspecting', 'declared', ...COMING, 'arrived', 'inspecting'),
    stays: UNPACKED,
  },
  'inspection.amended': { moves: to('inspecting', 'declared', ...COMING, ...HERE), stays: [] },
  'review.accepted.release': { ...reviewed('released'), frees: true, toNursery: true },
  'review.accepted.laboratory': reviewed('laboratory'),
  'review.accepted.treatment': reviewed('treatment'),
  'review.accepted.isolation': reviewed('isolation'),
  'review.accepted.return': reviewed('rejected'),
  'review.accepted.destruction': reviewed('rejected'),
  'review.returned': ANYWHERE,
  'lot.frozen': ANYWHERE,
  'lot.lifted': ANYWHERE,
  'lot.decided.release': { moves: { arrived: 'released' }, stays: [], frees: true, toNursery: true },
  'lot.decided.open': { moves: {}, stays: [...COMING, ...HERE] },
  'sample.drawn': { moves: { released: 'laboratory' }, stays: ['held', ...HERE] },
  'sample.sent': ANYWHERE,
  'sample.resulted': ANYWHERE,
  'sample.cancelled': ANYWHERE,
  'finding.referred': ANYWHERE,
  'opinion.given': ANYWHERE,
  'treatment.ordered.treat': { moves: to('treatment', ...HERE), stays: ['held'] },
  'treatment.ordered.remove': { moves: to('rejected', 'held', ...HERE), stays: [] },
  'treatment.completed': ANYWHERE,
  'treatment.checked': ANYWHERE,
  'isolation.assigned': {
    moves: to('isolation', 'laboratory', 'treatment', 'isolation', 'released'),
    stays: [...COMING, 'arrived', 'inspecting'],
  },
  'isolation.visited': { moves: {}, stays: ['isolation', 'treatment', 'laboratory', ...FIT] },
  'isolation.ended.release': { moves: { isolation: 'released' }, stays: [], frees: true },
  'isolation.ended.treat': { moves: { isolation: 'treatment' }, stays: [] },
  'isolation.ended.destroy': { moves: { isolation: 'rejected' }, stays: [] },
  'crate.released': {
    moves: to('released', 'laboratory', 'treatment'),
    stays: [],
    frees: true,
    toNursery: true,
  },
  'crate.displayed': { moves: to('displayed', ...FIT), stays: [], frees: true },
  'crate.closed.returned': { moves: to('closed', 'held', 'rejected', ...FIT), stays: [] },
  'crate.closed.bought': { moves: to('closed', ...FIT), stays: [], frees: true },
  'crate.closed.destroyed': {
    moves: to('closed', 'held', 'rejected', 'treatment', 'isolation', ...FIT),
    stays: [],
  },
  'certificate.issued.21': { moves: {}, stays: FIT, frees: true },
  'certificate.issued.95': { moves: {}, stays: [...AT_PORT, 'in_transit', 'arrived'] },
  'certificate.issued.CL': { moves: {}, stays: ['held', ...HERE] },
  'certificate.voided': ANYWHERE,
} as const satisfies Record<string, Rule>

export type CrateEvent = keyof typeof RULES

/** What an event makes of a crate. */
export function step(event: CrateEvent, state: CrateState, standing: Standing): Step {
  const rule: Rule = RULES[event]
  const after = rule.moves[state]
  if (after === undefined && !rule.stays.includes(state)) return { state, objection: outOfPlace(state) }
  const why = rule.frees ? hindrance(state, standing) : null
  if (why !== null) return { state, objection: why }
  const due = standing.isolation === 'due' || standing.isolation === 'assigned'
  if (after === 'released' && rule.toNursery && due) return { state: 'isolation', objection: null }
  return { state: after ?? state, objection: null }
}

function outOfPlace(state: CrateState): string {
  return state === 'held' || state === 'rejected' || state === 'closed' ? `crate_${state}` : 'out_of_place'
}

/** The first thing that keeps a crate from being released, as the code of an objection. */
export function hindrance(state: CrateState, standing: Standing): string | null {
  if (standing.frozen !== null) return 'lot_frozen'
  if (standing.samples_waiting > 0) return 'laboratory_awaited'
  if (standing.treatments_open > 0) return 'treatment_open'
  if (state === 'laboratory' && standing.samples_failed > 0) return 'laboratory_failed'
  return null
}
