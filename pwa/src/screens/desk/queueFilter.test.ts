import { expect, test } from 'vitest'
import type { QueueRow } from '@/wire/types.ts'
import { narrowed, offered, onlyOf } from './queueFilter.ts'

const row = (record: string, more: Partial<QueueRow>): QueueRow =>
  ({ record, findings: 0, fails: 0, objections: 0, photos_missing: 0, amended: false, ...more }) as QueueRow
const rows = [row('a', { findings: 2 }), row('b', { amended: true, fails: 1 }), row('c', { fails: 3 })]
const ids = (found: QueueRow[]): string[] => found.map(({ record }) => record)

test('an address narrows the queue, and nonsense does not', () => {
  expect(ids(narrowed(rows, onlyOf('fails')))).toEqual(['b', 'c'])
  expect(ids(narrowed(rows, onlyOf('toString')))).toEqual(['a', 'b', 'c'])
  expect(ids(narrowed(rows, onlyOf(['fails'])))).toEqual(['a', 'b', 'c'])
})

test('only what would leave something is offered, and what is in force', () => {
  expect(offered(rows, null)).toEqual([
    { only: 'findings', n: 1 },
    { only: 'fails', n: 2 },
    { only: 'amended', n: 1 },
  ])
  expect(offered([], 'missing')).toEqual([{ only: 'missing', n: 0 }])
})
