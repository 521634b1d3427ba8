import { expect, test } from 'vitest'
import { overdueHours } from './overdue.ts'

const noon = Date.parse('2013-05-11T12:00:00+08:00')

test.each([
  [null, null],
  ['2013-05-11T11:00:00+08:00', null],
  ['2013-05-10T12:00:01+08:00', null],
  ['2013-05-10T12:00:00+08:00', 24],
  ['2013-05-08T12:00:00+08:00', 72],
  ['2013-05-12T12:00:00+08:00', null], // by a clock that was ahead
])('a record of %s is overdue by %s hours', (oldest, hours) => {
  expect(overdueHours(oldest, noon)).toBe(hours)
})
