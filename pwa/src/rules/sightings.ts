/**
 * Whether a label shows up where it cannot be: a photocopy carries the same number.
 *
 * A phone alone cannot tell the two faces of one crate from a copy, so only what both faces could
 * not explain counts: another token under the same number, or a place too far away.
 */

export interface Seen {
  token: string | null
  latitude: number | null
  longitude: number | null
  accuracy_m: number | null
}

/** Within the grounds of an expo a crate is carried about; farther than this it is another. */
export const FAR_M = 3_000

/** Whether `earlier` sightings of the same number contradict the one at hand. */
export function seenElsewhere(now: Seen, earlier: readonly Seen[]): boolean {
  return earlier.some((then) => anotherToken(now, then) || tooFar(now, then))
}

function anotherToken(a: Seen, b: Seen): boolean {
  return a.token !== null && b.token !== null && a.token !== b.token
}

function tooFar(a: Seen, b: Seen): boolean {
  const apart = metresBetween(a, b)
  return apart !== null && apart - (a.accuracy_m ?? 0) - (b.accuracy_m ?? 0) > FAR_M
}

/** Great-circle distance in metres, or null where a position is missing. */
export function metresBetween(a: Seen, b: Seen): number | null {
  if (a.latitude === null || a.longitude === null) return null
  if (b.latitude === null || b.longitude === null) return null
  const rad = Math.PI / 180
  const [phi1, phi2] = [a.latitude * rad, b.latitude * rad]
  const h =
    Math.sin((phi2 - phi1) / 2) ** 2 +
    Math.cos(phi1) * Math.cos(phi2) * Math.sin(((b.longitude - a.longitude) * rad) / 2) ** 2
  return 2 * 6_371_000 * Math.asin(Math.min(1, Math.sqrt(h)))
}
