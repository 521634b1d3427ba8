/**
 * What was scanned last: the verdict, and the crate it leads to.
 *
 * Kept for this tab, also across a reload, so that the screen of a crate can say how it was reached
 * and the record can carry what the phone read. The ledger of all sightings is in the store.
 */
import { shallowRef } from 'vue'
import type { LabelVerdict } from '@/labels/verdict.ts'
import type { ScannedLabel } from '@/wire/types.ts'

export interface Scanned {
  verdict: LabelVerdict
  /** What was read or typed. */
  text: string
  typed: boolean
  /** Key of the crate that it names, whether or not it is known here. */
  crate: string | null
  at: string
}

const STORED_AS = 'greenlane.scanned'
const last = shallowRef<Scanned | null>(read())

function read(): Scanned | null {
  const stored = sessionStorage.getItem(STORED_AS)
  return stored ? (JSON.parse(stored) as Scanned) : null
}

let opened: string | null = null

/** The text last scanned since the app was opened; null after it was opened anew. */
export const justScanned = (): string | null => opened

export function rememberScan(scanned: Scanned): void {
  opened = scanned.text
  last.value = scanned
  sessionStorage.setItem(STORED_AS, JSON.stringify(scanned))
}

export function useScanned() {
  return last
}

/** What to put into the record of a crate about its label; null where it was not scanned. */
export function lastScanOf(crate: string): ScannedLabel | null {
  const scanned = last.value
  if (scanned?.crate !== crate) return null
  const { number, token, code } = scanned.verdict
  return { number, token: scanned.typed ? null : token, verdict: code, typed: scanned.typed }
}
