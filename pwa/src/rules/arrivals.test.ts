/** The shared vectors: a phone doubts an arrival as the server will. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type ArrivalDoubt, arrivalDoubts, type Expected, type ScanAtGate } from './arrivals.ts'

interface Case {
  name: string
  crate: Expected
  scan: ScanAtGate
  doubts: ArrivalDoubt[]
}

const path = fileURLToPath(new URL('../../../tests/vectors/arrivals.json', import.meta.url))
const cases = JSON.parse(readFileSync(path, 'utf8')) as Case[]

test.each(cases)('$name', ({ crate, scan, doubts }) => {
  expect(arrivalDoubts(crate, scan)).toEqual(doubts)
})

test('every doubt has a case', () => {
  const all: ArrivalDoubt[] = ['arrived_twice', 'arrived_elsewhere', 'arrived_after_unpacking']
  expect(new Set(cases.flatMap(({ doubts }) => doubts))).toEqual(new Set(all))
})
