/** Texts over several codes: in any order, never mixed, never half. */
import { expect, it } from 'vitest'
import { Gathering, isPart, MAX_PARTS, PART_CHARS, partsOf, TooLong } from './parts.ts'

const long = Array.from({ length: 3 * PART_CHARS - 7 }, (_, i) => String(i % 10)).join('')

it('comes together in any order, with parts seen twice', async () => {
  const parts = await partsOf(long)
  expect(parts).toHaveLength(3)
  expect(parts.every((part) => isPart(part) && part.length < PART_CHARS + 30)).toBe(true)
  const gathering = new Gathering()
  const [first = '', second = '', third = ''] = parts
  expect(await gathering.add(third)).toEqual({ have: 1, of: 3, text: null })
  expect(await gathering.add(third)).toEqual({ have: 1, of: 3, text: null })
  expect(await gathering.add(first)).toEqual({ have: 2, of: 3, text: null })
  expect(await gathering.add(second)).toEqual({ have: 3, of: 3, text: long })
})

it('begins anew with another text, and takes nothing that was changed', async () => {
  const [a = ''] = await partsOf(long)
  const [, other = '', last = ''] = await partsOf(long.replace('0', '1'))
  const gathering = new Gathering()
  await gathering.add(a)
  expect(await gathering.add(other)).toEqual({ have: 1, of: 3, text: null })
  await gathering.add(last)
  const forged = a.replace(/^GL1\.[^.]+/, other.split('.').slice(0, 2).join('.'))
  expect(await gathering.add(forged)).toBeNull()
  expect(await gathering.add('https://EXPO/L/123')).toBeNull()
})

it('says what is too long to be shown', async () => {
  await expect(partsOf('x'.repeat(MAX_PARTS * PART_CHARS + 1))).rejects.toBeInstanceOf(TooLong)
  expect(await partsOf('short')).toHaveLength(1)
})
