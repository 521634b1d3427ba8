/**
 * What an arrival contradicts: a photocopy carries the number of a genuine label.
 *
 * Guarantee: a phone without a network doubts what the server will doubt, as far as it knows the
 * crate; `tests/vectors/arrivals.json` holds both to it. The second face of the same crate, scanned
 * at the same gate by the same device within five minutes, is no doubt.
 */
import type { CrateScannedIn, Sighting } from '../wire/types.ts'

export type ArrivalDoubt = 'arrived_twice' | 'arrived_elsewhere' | 'arrived_after_unpacking'

/** A scan at a gate. `at` is RFC 3339, by the device's own clock. */
export interface ScanAtGate extends Pick<CrateScannedIn, 'number' | 'gate' | 'place'> {
  at: string
  dev: string
}

/** What is known of the crate; `unpacked` is when its unpacking ended, `place` where it is bound. */
export interface Expected {
  place: string
  destination: string | null
  arrived: Pick<Sighting, 'number' | 'gate' | 'dev' | 'at'> | null
  unpacked: string | null
}

const ONE_GO_MS = 5 * 60_000

export function arrivalDoubts(crate: Expected, scan: ScanAtGate): ArrivalDoubt[] {
  const found: ArrivalDoubt[] = []
  if (numberCame(crate, scan) && !isSecondFace(crate, scan)) found.push('arrived_twice')
  if (isElsewhere(crate, scan)) found.push('arrived_elsewhere')
  if (crate.unpacked !== null && Date.parse(scan.at) > Date.parse(crate.unpacked)) found.push('arrived_after_unpacking')
  return found
}

function numberCame({ arrived }: Expected, { number }: ScanAtGate): boolean {
  return arrived !== null && arrived.number !== null && arrived.number === number
}

/** Whether this very gate let this very label in a moment ago, so that nothing new is to be said. */
export function isSecondFace(crate: Expected, scan: ScanAtGate): boolean {
  const { arrived } = crate
  if (!arrived || !numberCame(crate, scan)) return false
  if (arrived.dev !== scan.dev || arrived.gate !== scan.gate) return false
  return Math.abs(Date.parse(scan.at) - Date.parse(arrived.at)) <= ONE_GO_MS
}

function isElsewhere({ place, destination }: Expected, scan: ScanAtGate): boolean {
  if (!scan.place) return false
  const { code, zh, en } = scan.place
  return ![code, zh, en].includes(place) && destination !== code
}
