/** Where the desk's box leads: the text that people and scanners put into it. */
import { expect, test } from 'vitest'
import { isLabel, placeOf } from './scanning.ts'

test('a crate and a declaration are places', () => {
  expect(placeOf('210900113004210/3')).toBe('/desk/crates/210900113004210/3')
  expect(placeOf('210900113004210 - 03')).toBe('/desk/crates/210900113004210/3')
  expect(placeOf('210900113004210')).toEqual({ path: '/desk/crates', query: { declaration: '210900113004210' } })
  for (const text of ['火焰兰', '2109001130042', 'DAL13-000123-D', '']) expect(placeOf(text)).toBeNull()
})

test('what a camera reads is asked about, a word is not', () => {
  expect(isLabel('dal13000123d')).toBe(true)
  expect(isLabel('https://example.org/menu')).toBe(true)
  for (const text of ['tulip', 'DAL13-000123-A', '火焰兰']) expect(isLabel(text)).toBe(false)
})
