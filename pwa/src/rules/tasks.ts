/**
 * Who has taken which crate, as this phone knows it: what was pulled, and what was taken here since.
 *
 * The server's twin is `backend/rules/tasks.py`. A claim keeps nobody out, and ends by itself.
 */
import type { Claim, Task } from '../wire/types.ts'
import type { Pending } from './crates.ts'

/** By crate; claims that have ended are still among them. */
export function withOwnClaims(tasks: readonly Task[], pending: readonly Pending[]): Map<string, Claim[]> {
  const claims = new Map(tasks.map(({ crate, claims }) => [crate, claims]))
  for (const { kind, body, at, dev, actor } of pending) {
    if (kind !== 'task.taken' && kind !== 'task.released') continue
    for (const crate of body.crates) {
      const others = (claims.get(crate) ?? []).filter(({ user }) => user !== actor)
      const own = kind === 'task.taken' ? [{ user: actor, dev, at, until: body.until }] : []
      claims.set(crate, [...others, ...own])
    }
  }
  return claims
}

/** Those that hold at a moment (ms since 1970). */
export function holding(claims: readonly Claim[] | undefined, now: number): Claim[] {
  return (claims ?? []).filter(({ until }) => Date.parse(until) > now)
}
