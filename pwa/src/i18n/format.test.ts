import { expect, test } from 'vitest'
import { bytes, count, dateTime, day } from './format.ts'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [412_300, '412 KB'],
  [1_840_000, '1.8 MB'],
  [152_000_000, '152 MB'],
  [3_700_000_000, '3.7 GB'],
])('%d bytes read %s', (size, text) => expect(bytes(size)).toBe(text))

test('a day stays the day it is, an instant is told by the clock of the phone', () => {
  expect(day('2013-05-10')).toBe('2013-05-10')
  expect(dateTime(new Date(2013, 4, 10, 14, 5))).toBe('2013-05-10 14:05')
})

test('thousands stand apart', () => expect(count(12000)).toBe('12\u202f000'))
