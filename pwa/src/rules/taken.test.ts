import { expect, test } from 'vitest'
import { strayed } from './taken.ts'

const FROM = '2013-05-10T14:00:00+08:00'
const TO = '2013-05-10T14:40:00+08:00'
const HOUR = 3_600_000

test.each([
  ['at the time', '2013-05-10T14:20:00+08:00', null],
  ['in another zone', '2013-05-10T06:20:00Z', null],
  ['an hour before', '2013-05-10T13:00:00+08:00', null],
  ['two hours before', '2013-05-10T12:00:00+08:00', -2 * HOUR],
  ['an hour after', '2013-05-10T15:40:00+08:00', null],
  ['a day after', '2013-05-11T14:40:00+08:00', 24 * HOUR],
  ['never', null, null],
  ['no time at all', 'yesterday', null],
])('a photo taken %s', (_, taken, by) => {
  expect(strayed(taken, FROM, TO)).toBe(by)
})

test('while the record is being made nothing is too late', () => {
  expect(strayed('2013-05-11T14:40:00+08:00', FROM, null)).toBeNull()
  expect(strayed('2013-05-09T14:00:00+08:00', FROM, null)).toBe(-24 * HOUR)
})
