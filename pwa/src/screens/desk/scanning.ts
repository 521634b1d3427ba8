/**
 * Scanning at the desk: what was scanned or typed last, and where it leads.
 *
 * A label opens its crate, whatever the verdict on it, and the verdict is shown above it; a crate's
 * key or a declaration opens without one; anything else is searched for.
 */
import { shallowRef } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import { labelIn } from '@/scan/wedge.ts'
import * as desk from '@/sync/desk.ts'
import type { Judged } from '@/wire/types.ts'

/** Null where nothing was scanned, or it was put away. */
const last = shallowRef<Judged | null>(null)

export const useLastScan = () => last

const CRATE = /^(\d{15})\s*[/-]\s*(\d{1,4})$/
const DECLARATION = /^\d{15}$/
const ADDRESS = /^https?:\/\//i

export function placeOf(text: string): RouteLocationRaw | null {
  const crate = CRATE.exec(text)
  if (crate?.[1] && crate[2]) return `/desk/crates/${crate[1]}/${String(Number(crate[2]))}`
  if (DECLARATION.test(text)) return { path: '/desk/crates', query: { declaration: text } }
  return null
}

/** Whether a text is a label's, and so has a verdict: anything that a camera read is asked about. */
export function isLabel(text: string): boolean {
  return labelIn(text) !== null || ADDRESS.test(text)
}

/** Where to go for what was scanned or typed; null where the verdict is all there is to show. */
export async function follow(text: string, byHand: boolean): Promise<RouteLocationRaw | null> {
  const read = text.normalize('NFKC').trim()
  const place = placeOf(read)
  if (place) return place
  if (byHand && !isLabel(read) && !looksLikeNumber(read)) return { path: '/desk/crates', query: { q: read } }
  last.value = await desk.scan(labelIn(read) ?? read)
  return last.value.crate ? `/desk/crates/${last.value.crate.id}` : null
}

/** As long as a label number and with digits in its place: then a slip is to be told as one. */
function looksLikeNumber(text: string): boolean {
  return /^[A-Z0-9]{3}[-\s]?\d{2}[-\s]?[A-Z0-9]{6}[-\s]?[A-Z0-9]$/i.test(text)
}
