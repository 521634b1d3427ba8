/**
 * 标注: what is drawn over a photo, which itself stays as it was. Places are parts of its width and
 * height, as it is seen upright.
 *
 * Guarantee: whatever is made here is within the photo and within what a record takes: an arrow
 * points from 1 to 2, a circle's 2 lies on its rim level with its centre, a text begins at 1. Pure.
 */
import type { Annotation } from '../wire/types.ts'

export type Shape = Annotation['shape']

export interface Point {
  x: number
  y: number
}

/** Of a picture, in whatever unit. */
export interface Size {
  width: number
  height: number
}

export const MOST_MARKS = 50
export const MOST_LETTERS = 40
/** One press of an arrow key. */
export const STEP = 0.02
export const RADIUS = 0.12
const RADIUS_MIN = 0.02
const RADIUS_MAX = 0.5
const GROWTH = 1.25
/** The size of letters, by the long edge. */
export const LETTERS = 0.045
const DIGITS = 1e4

const part = (value: number): number =>
  Math.round(Math.min(1, Math.max(0, value)) * DIGITS) / DIGITS

export const within = ({ x, y }: Point): Point => ({ x: part(x), y: part(y) })

export function arrow(from: Point, to: Point): Annotation {
  return { shape: 'arrow', ...ends(within(from), within(to)), text: null }
}

/** `radius` is a part of the width. */
export function circle(centre: Point, radius = RADIUS): Annotation {
  const { x, y } = within(centre)
  const r = Math.min(RADIUS_MAX, Math.max(RADIUS_MIN, radius))
  // on the side where there is room for it
  return { shape: 'circle', ...ends({ x, y }, { x: part(x + r <= 1 ? x + r : x - r), y }), text: null }
}

export function words(at: Point, text: string): Annotation {
  const place = within(at)
  return { shape: 'text', ...ends(place, place), text: text.trim().slice(0, MOST_LETTERS) }
}

function ends(one: Point, two: Point): Pick<Annotation, 'x1' | 'y1' | 'x2' | 'y2'> {
  return { x1: one.x, y1: one.y, x2: two.x, y2: two.y }
}

/** Of a circle, as a part of the width. */
export const radiusOf = ({ x1, x2 }: Annotation): number => Math.abs(x2 - x1)

/** By so much, as far as the photo goes; its shape stays. */
export function moved(mark: Annotation, by: Point): Annotation {
  if (mark.shape === 'circle') {
    return circle({ x: mark.x1 + by.x, y: mark.y1 + by.y }, radiusOf(mark))
  }
  const x = fit(by.x, mark.x1, mark.x2)
  const y = fit(by.y, mark.y1, mark.y2)
  return { ...mark, ...ends(within({ x: mark.x1 + x, y: mark.y1 + y }), within({ x: mark.x2 + x, y: mark.y2 + y })) }
}

const fit = (by: number, one: number, two: number): number =>
  Math.min(1 - Math.max(one, two), Math.max(-Math.min(one, two), by))

/** So that what it points at (its tip, its centre, its first letter) is there. */
export function movedTo(mark: Annotation, to: Point): Annotation {
  const at = tipOf(mark)
  return moved(mark, { x: to.x - at.x, y: to.y - at.y })
}

/** A circle wider or narrower, an arrow longer or shorter at its tail; a text as it is. */
export function sized(mark: Annotation, grow: boolean): Annotation {
  const factor = grow ? GROWTH : 1 / GROWTH
  if (mark.shape === 'circle') return circle({ x: mark.x1, y: mark.y1 }, radiusOf(mark) * factor)
  if (mark.shape === 'text') return mark
  const tip = tipOf(mark)
  const tail = { x: tip.x + (mark.x1 - tip.x) * factor, y: tip.y + (mark.y1 - tip.y) * factor }
  return arrow(tail, tip)
}

export function tipOf({ shape, x1, y1, x2, y2 }: Annotation): Point {
  return shape === 'arrow' ? { x: x2, y: y2 } : { x: x1, y: y1 }
}

/** The mark that lies nearest to a point, the newest first; null where none is near. */
export function nearest(marks: readonly Annotation[], point: Point, { width, height }: Size): number | null {
  const long = Math.max(width, height)
  const far = marks.map((mark) => distance(mark, point, width / long, height / long))
  const best = Math.min(...far)
  return best <= NEAR ? far.lastIndexOf(best) : null
}

const NEAR = 0.08

function distance(mark: Annotation, { x, y }: Point, wide: number, high: number): number {
  const from = (px: number, py: number): number => Math.hypot((px - x) * wide, (py - y) * high)
  const { shape, x1, y1, x2, y2 } = mark
  if (shape === 'circle') return Math.max(0, from(x1, y1) - radiusOf(mark) * wide)
  if (shape === 'text') return from(x1, y1)
  const [dx, dy] = [(x2 - x1) * wide, (y2 - y1) * high]
  const length = dx * dx + dy * dy
  const along = length ? ((x - x1) * wide * dx + (y - y1) * high * dy) / length : 0
  const at = Math.min(1, Math.max(0, along))
  return from(x1 + (x2 - x1) * at, y1 + (y2 - y1) * at)
}

/** How a text is set: to the right of its place, or to the left in the right half; broken to fit. */
export function lines({ x1, text }: Annotation, { width, height }: Size): { end: boolean; lines: string[] } {
  const end = x1 > 0.5
  const room = ((end ? x1 : 1 - x1) * width) / (LETTERS * Math.max(width, height))
  const set: string[] = []
  let line = ''
  let used = 0
  for (const letter of text ?? '') {
    const wide = letter.charCodeAt(0) > 0x2e7f ? 1 : 0.62
    if (line && used + wide > room) {
      set.push(line)
      line = ''
      used = 0
    }
    line += letter
    used += wide
  }
  return { end, lines: [...set, line].map((one) => one.trim()).filter(Boolean) }
}
