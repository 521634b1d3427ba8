/** When a photo was taken, beside when its record says it was. Pure. */

/** Clocks of cameras and phones differ, and an unpacking is prepared: so much is no matter. */
export const NEAR_MS = 60 * 60_000

/**
 * How far outside the record's time, in ms: below 0 before it began, above 0 after it ended; null
 * where it is near, or either is unknown. `to` is null while the record is being made.
 */
export function strayed(taken: string | null, from: string, to: string | null): number | null {
  const at = Date.parse(taken ?? '')
  const [start, end] = [Date.parse(from), to === null ? Infinity : Date.parse(to)]
  if (Number.isNaN(at) || Number.isNaN(start) || Number.isNaN(end)) return null
  if (at < start - NEAR_MS) return at - start
  return at > end + NEAR_MS ? at - end : null
}
