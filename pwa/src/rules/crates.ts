/**
 * What a phone's own entries make of a crate, before the server has said so.
 *
 * Guarantee: an inspector sees the effect of what was just signed at once, with no network, and
 * exactly the effect that the journal will have on an unchanged crate: where it moves is for the
 * table of `life.ts` to say.
 */
import type { Bodies, Crate, CrateState, Kind, Standing } from '../wire/types.ts'
import { step, type CrateEvent } from './life.ts'
import { lotOf } from './lots.ts'

/** An own entry whose effect has not been pulled yet. */
export type Pending = {
  [K in Kind]: { id: string; kind: K; body: Bodies[K]; at: string; dev: string; actor: string } & Reach
}[Kind]

/** The crates of the order that a check is of, where it counts: its body names only the order. */
interface Reach {
  crates?: readonly string[]
}

/** The crate as it will be once `pending`, in order, are in the journal. */
export function overlay(crate: Crate, pending: readonly Pending[]): Crate {
  return pending.reduce(apply, crate)
}

/** The key of the crate that a body is about, or null. */
export function crateOfBody<K extends Kind>(kind: K, body: Bodies[K]): string | null {
  if (kind === 'inspection.amended') return (body as Bodies['inspection.amended']).record.crate
  if (kind === 'sample.drawn') return (body as Bodies['sample.drawn']).crates[0] ?? null
  return 'crate' in body ? (body as { crate: string | null }).crate : null
}

/** Whether an own entry says something of a crate: it names the crate, or the crate's lot. */
export function concerns({ kind, body, crates }: Pending, crate: Crate): boolean {
  if (crates) return crates.includes(crate.id)
  if (kind === 'lot.frozen') return body.lot === lotOf(crate)
  if (kind === 'sample.drawn') return body.crates.includes(crate.id)
  return crateOfBody(kind, body) === crate.id
}

/** Under its label, and not at the expo yet. */
export function isUnderway(crate: Crate): boolean {
  return UNDERWAY.includes(crate.state)
}

const UNDERWAY: readonly CrateState[] = ['labelled', 'port_released', 'in_transit']

const UNPACKED: readonly CrateState[] = [
  'inspecting',
  'laboratory',
  'treatment',
  'isolation',
  'released',
  'displayed',
  'rejected',
  'closed',
]

/** Whether somebody has opened it: its label has served. */
export function isUnpacked(crate: Crate): boolean {
  return crate.record !== null || UNPACKED.includes(crate.state)
}

function apply(crate: Crate, entry: Pending): Crate {
  const { id, kind, body, at } = entry
  switch (kind) {
    case 'crate.arrived':
      return arrived(moved(crate, kind, at), entry)
    case 'crate.displayed':
    case 'finding.referred':
      return moved(crate, kind, at)
    case 'crate.closed': {
      const after = moved(crate, `crate.closed.${body.how}`, at)
      return after.state === 'closed' ? { ...after, closed: body.how } : after
    }
    case 'label.affixed':
      return crate.label?.number === body.number ? moved(crate, kind, at) : crate
    case 'inspection.recorded':
      return crate.record === null ? inspected(crate, entry, body.result) : crate
    case 'inspection.amended': {
      const current = crate.record === null || crate.record === body.amends
      return current ? inspected(crate, entry, body.record.result) : crate
    }
    case 'lot.frozen':
      return standing(moved(crate, kind, at), { frozen: id })
    case 'sample.drawn': {
      const waiting = crate.standing.samples_waiting + 1
      return standing(moved(crate, kind, at), { samples_waiting: waiting })
    }
    case 'treatment.checked': {
      const open = crate.standing.treatments_open - (body.result === 'effective' ? 1 : 0)
      return standing(moved(crate, kind, at), { treatments_open: open })
    }
    default:
      return crate // what it changes is not the crate's own
  }
}

function moved(crate: Crate, event: CrateEvent, since: string): Crate {
  const { state } = step(event, crate.state, crate.standing)
  return state === crate.state ? crate : { ...crate, state, since }
}

/** The first arrival under a number stays, as in the journal. */
function arrived(crate: Crate, { id, at, dev, actor, body }: Pending & { kind: 'crate.arrived' }): Crate {
  const { number, gate } = body
  if (crate.arrived && (crate.arrived.number !== null || number === null)) return crate
  const where =
    'how' in body ? body : { place: null, latitude: null, longitude: null, accuracy_m: null }
  const { place, latitude, longitude, accuracy_m } = where
  const sighting = { entry: id, at, received_at: at, dev, by: actor, number, gate, place, latitude, longitude, accuracy_m }
  return { ...crate, arrived: sighting }
}

function standing(crate: Crate, change: Partial<Standing>): Crate {
  return { ...crate, standing: { ...crate.standing, ...change } }
}

function inspected(crate: Crate, { id, kind, at }: Pending, result: Crate['result']): Crate {
  const event = kind === 'inspection.amended' ? kind : 'inspection.recorded'
  return { ...moved(crate, event, at), record: id, result }
}
