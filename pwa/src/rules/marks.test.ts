import { describe, expect, test } from 'vitest'
import type { Annotation } from '../wire/types.ts'
import { arrow, circle, lines, MOST_LETTERS, moved, movedTo, nearest, radiusOf, sized, words } from './marks.ts'

const PHOTO = { width: 2048, height: 1536 }
const parts = ({ x1, y1, x2, y2 }: Annotation): number[] => [x1, y1, x2, y2]
const inside = (mark: Annotation): boolean => parts(mark).every((part) => part >= 0 && part <= 1)

describe('marks', () => {
  test('stay within the photo, wherever they are put and moved', () => {
    const places = [-0.3, 0, 0.2, 0.5, 0.97, 1, 1.4]
    for (const x of places) {
      for (const y of places) {
        const made = [arrow({ x, y }, { x: y, y: x }), circle({ x, y }, x), words({ x, y }, '裂缝')]
        for (const mark of made) {
          expect(inside(mark)).toBe(true)
          expect(inside(moved(mark, { x: y, y: x }))).toBe(true)
          expect(inside(sized(sized(mark, true), true))).toBe(true)
          expect(inside(movedTo(mark, { x: y, y: x }))).toBe(true)
        }
      }
    }
  })

  test('keep their shape when they are moved against an edge', () => {
    const one = arrow({ x: 0.2, y: 0.2 }, { x: 0.4, y: 0.5 })
    expect(parts(moved(one, { x: 0.9, y: 0.1 }))).toEqual([0.8, 0.3, 1, 0.6])
    const ring = moved(circle({ x: 0.5, y: 0.5 }, 0.3), { x: 0.4, y: 0 })
    expect(radiusOf(ring)).toBeCloseTo(0.3)
    expect(ring).toMatchObject({ x1: 0.9, x2: 0.6, y1: 0.5, y2: 0.5 })
  })

  test('point where they are sent: the tip of an arrow, the centre of a circle', () => {
    const to = { x: 0.6, y: 0.7 }
    expect(movedTo(arrow({ x: 0.1, y: 0.1 }, { x: 0.3, y: 0.2 }), to)).toMatchObject({ x2: 0.6, y2: 0.7, x1: 0.4 })
    expect(movedTo(circle({ x: 0.1, y: 0.1 }), to)).toMatchObject({ x1: 0.6, y1: 0.7 })
  })

  test('a circle has a smallest and a largest size', () => {
    let mark = circle({ x: 0.5, y: 0.5 })
    for (let i = 0; i < 30; i++) mark = sized(mark, true)
    expect(radiusOf(mark)).toBeCloseTo(0.5)
    for (let i = 0; i < 60; i++) mark = sized(mark, false)
    expect(radiusOf(mark)).toBeCloseTo(0.02)
  })

  test('are found by a press near them, the newest where two lie together', () => {
    const marks = [arrow({ x: 0.1, y: 0.5 }, { x: 0.9, y: 0.5 }), circle({ x: 0.5, y: 0.5 }, 0.1), words({ x: 0.1, y: 0.9 }, '虫')]
    expect(nearest(marks, { x: 0.3, y: 0.52 }, PHOTO)).toBe(0)
    expect(nearest(marks, { x: 0.5, y: 0.5 }, PHOTO)).toBe(1)
    expect(nearest(marks, { x: 0.12, y: 0.9 }, PHOTO)).toBe(2)
    expect(nearest(marks, { x: 0.95, y: 0.05 }, PHOTO)).toBeNull()
    expect(nearest([], { x: 0.5, y: 0.5 }, PHOTO)).toBeNull()
  })

  test('a text is broken to fit, away from the nearer edge', () => {
    const long = '裂缝处有活虫与虫粪请看此处并与第二张对照'
    const left = lines(words({ x: 0.05, y: 0.5 }, long), PHOTO)
    expect(left.end).toBe(false)
    expect(left.lines.join('')).toBe(long)
    const right = lines(words({ x: 0.75, y: 0.5 }, long), PHOTO)
    expect(right.end).toBe(true)
    expect(Math.max(...right.lines.map((line) => line.length))).toBeLessThanOrEqual(16)
    expect(lines(words({ x: 0.5, y: 0.5 }, ' '), PHOTO).lines).toEqual([])
    expect(words({ x: 0, y: 0 }, 'x'.repeat(90)).text).toHaveLength(MOST_LETTERS)
  })
})
