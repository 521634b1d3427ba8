/** Claims of others and one's own, before and after the server heard of them. */
import { expect, test } from 'vitest'
import type { Claim } from '../wire/types.ts'
import type { Pending } from './crates.ts'
import { holding, withOwnClaims } from './tasks.ts'

const NOON = '2013-05-10T12:00:00+08:00'
const claim = (user: string, until = NOON): Claim => ({ user, dev: 'D', at: NOON, until })
const own = (kind: 'task.taken' | 'task.released', crates: string[]): Pending =>
  ({ id: 'e', kind, body: { crates, until: NOON }, at: NOON, dev: 'D', actor: 'wang' }) as Pending

test('what was taken here stands beside what others took, in order', () => {
  const claims = withOwnClaims([{ crate: 'a', claims: [claim('li')] }], [own('task.taken', ['a', 'b'])])
  expect(claims.get('a')?.map(({ user }) => user)).toEqual(['li', 'wang'])
  expect(claims.get('b')?.map(({ user }) => user)).toEqual(['wang'])
})

test('what was given back here is free, and what others took is not', () => {
  const pulled = [{ crate: 'a', claims: [claim('wang'), claim('li')] }]
  const claims = withOwnClaims(pulled, [own('task.taken', ['a', 'b']), own('task.released', ['a', 'b'])])
  expect(claims.get('a')?.map(({ user }) => user)).toEqual(['li'])
  expect(claims.get('b')).toEqual([])
})

test('a claim ends by itself', () => {
  const claims = [claim('li'), claim('wang', '2013-05-10T13:00:00+08:00')]
  expect(holding(claims, Date.parse(NOON) - 1).length).toBe(2)
  expect(holding(claims, Date.parse(NOON)).map(({ user }) => user)).toEqual(['wang'])
  expect(holding(undefined, 0)).toEqual([])
})
