/** The vectors that the server's clocks are held to as well. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { ClockName, StopReason, Term, Terms, WorkCalendar } from '../wire/types.ts'
import { clockOf, dueAt, nearness, type ClockFacts } from './clocks.ts'

interface Vectors {
  terms: Terms
  calendar: WorkCalendar
  crates: (ClockFacts & { says: string; clock: [ClockName | null, string | null, StopReason | null] | null })[]
  dues: { term: Term; since: string; due_at: string }[]
}

const file = fileURLToPath(new URL('../../../tests/vectors/clocks.json', import.meta.url))
const { terms, calendar, crates, dues } = JSON.parse(readFileSync(file, 'utf8')) as Vectors
const iso = (ms: number): string => new Date(ms).toISOString().replace('.000', '')

describe('a crate', () => {
  test.each(crates)('$says', ({ clock, ...facts }) => {
    const found = clockOf(facts, { terms, calendar })
    expect(found && [found.name, found.due === null ? null : iso(found.due), found.stopped]).toEqual(clock)
  })
})

test.each(dues)('$term.n $term.unit after $since', ({ term, since, due_at }) => {
  expect(iso(dueAt(term, Date.parse(since), calendar))).toBe(due_at)
})

test('a clock is near, then over, to the very minute', () => {
  const due = Date.parse('2013-05-10T06:00:00Z')
  expect(nearness(due, due - 3_600_001, 60)).toBe('running')
  expect(nearness(due, due - 3_600_000, 60)).toBe('near')
  expect(nearness(due, due - 1, 60)).toBe('near')
  expect(nearness(due, due, 60)).toBe('over')
})
