/**
 * What a phone's own entries make of a crate, before the server has said so.
 *
 * Guarantee: an inspector sees the effect of what was just signed at once, with no network, and
 * exactly the effect that the journal will have on an unchanged crate.
 */
import type { Bodies, Crate, CrateState, Kind } from '../wire/types.ts'

/** An own entry whose effect has not been pulled yet. */
export type Pending = {
  [K in Kind]: { id: string; kind: K; body: Bodies[K]; at: string }
}[Kind]

/** The crate as it will be once `pending`, in order, are in the journal. */
export function overlay(crate: Crate, pending: readonly Pending[]): Crate {
  return pending.reduce(apply, crate)
}

/** The key of the crate that a body is about, or null. */
export function crateOfBody<K extends Kind>(kind: K, body: Bodies[K]): string | null {
  if (kind === 'inspection.amended') return (body as Bodies['inspection.amended']).record.crate
  if (kind === 'entry.withheld') return null
  return (body as Bodies['inspection.recorded'] | Bodies['crate.arrived']).crate
}

/** Under its label, and not at the expo yet. */
export function isUnderway(crate: Crate): boolean {
  return crate.state !== 'accepted' && ON_THE_WAY.includes(crate.state)
}

const ON_THE_WAY: readonly CrateState[] = ['accepted', 'labelled', 'port_released', 'in_transit']

const UNPACKED: readonly CrateState[] = [
  'inspecting',
  'laboratory',
  'treatment',
  'isolation',
  'released',
  'rejected',
  'closed',
]

/** Whether somebody has opened it: its label has served. */
export function isUnpacked(crate: Crate): boolean {
  return crate.record !== null || UNPACKED.includes(crate.state)
}

function apply(crate: Crate, { id, kind, body, at }: Pending): Crate {
  switch (kind) {
    case 'crate.arrived': {
      const moves = ON_THE_WAY.includes(crate.state)
      return moves ? { ...crate, state: 'arrived', since: at } : crate
    }
    case 'label.affixed': {
      const leaves = crate.state === 'labelled' && crate.label?.number === body.number
      return leaves ? { ...crate, state: 'port_released', since: at } : crate
    }
    case 'inspection.recorded':
      return crate.record === null ? inspected(crate, id, body.result, at) : crate
    case 'inspection.amended': {
      const current = crate.record === null || crate.record === body.amends
      return current ? inspected(crate, id, body.record.result, at) : crate
    }
    case 'entry.withheld':
      return crate
  }
}

function inspected(crate: Crate, record: string, result: Crate['result'], at: string): Crate {
  return { ...crate, state: 'inspecting', record, result, since: at }
}
