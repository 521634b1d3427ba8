import { describe, expect, test } from 'vitest'
import { centreSquare, fromTheMiddle, inReadingOrder, Repeats } from './codes.ts'
import type { Code } from './types.ts'

const at = (text: string, x: number, y: number): Code => ({
  text,
  corners: [
    { x: x - 0.1, y: y - 0.1 },
    { x: x + 0.1, y: y - 0.1 },
    { x: x + 0.1, y: y + 0.1 },
    { x: x - 0.1, y: y + 0.1 },
  ],
})

test('the centre square of a picture, upright or lying', () => {
  expect(centreSquare(1920, 1080)).toEqual({ x: 420, y: 0, side: 1080 })
  expect(centreSquare(1080, 1920)).toEqual({ x: 0, y: 420, side: 1080 })
  expect(centreSquare(5, 4)).toEqual({ x: 0, y: 0, side: 4 })
})

test('of several codes the one aimed at comes first', () => {
  const codes = [at('corner', 0.1, 0.1), at('near', 0.6, 0.5), at('middle', 0.5, 0.5)]
  expect(fromTheMiddle(codes).map((code) => code.text)).toEqual(['middle', 'near', 'corner'])
})

test('several codes are numbered as one reads', () => {
  const codes = [at('below', 0.2, 0.8), at('right', 0.8, 0.22), at('left', 0.2, 0.3)]
  const sorted = codes.sort((a, b) => inReadingOrder(a.corners, b.corners))
  expect(sorted.map((code) => code.text)).toEqual(['left', 'right', 'below'])
})

describe('the same code', () => {
  test('counts once a second, whatever else is seen', () => {
    const repeats = new Repeats(1000)
    expect(repeats.isNew('a', 0)).toBe(true)
    expect(repeats.isNew('a', 999)).toBe(false)
    expect(repeats.isNew('b', 999)).toBe(true)
    expect(repeats.isNew('a', 1000)).toBe(true)
    expect(repeats.isNew('b', 1500)).toBe(false)
  })
})
