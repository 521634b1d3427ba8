/** What to make of the codes in a frame: which one is meant, and which was told already. */
import type { Code, Point } from './types.ts'

export interface Square {
  x: number
  y: number
  side: number
}

/** The centre square of a picture: where people aim, and a third less to look through. */
export function centreSquare(width: number, height: number): Square {
  const side = Math.min(width, height)
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side }
}

/** The one in the middle first. Corners are in fractions of the square. */
export function fromTheMiddle(codes: readonly Code[]): Code[] {
  return [...codes].sort((a, b) => offCentre(a.corners) - offCentre(b.corners))
}

/** To sort codes as one reads: from the left to the right, and rows from the top down. */
export function inReadingOrder(a: readonly Point[], b: readonly Point[]): number {
  const [one, other] = [middle(a), middle(b)]
  const sameRow = Math.abs(one.y - other.y) < ROW
  return sameRow ? one.x - other.x : one.y - other.y
}
const ROW = 0.15

function offCentre(corners: readonly Point[]): number {
  const { x, y } = middle(corners)
  return Math.hypot(x - 0.5, y - 0.5)
}

function middle(corners: readonly Point[]): Point {
  const mean = (pick: (point: Point) => number): number =>
    corners.reduce((sum, point) => sum + pick(point), 0) / Math.max(1, corners.length)
  return { x: mean((point) => point.x), y: mean((point) => point.y) }
}

/** Lets each text through once in a while. */
export class Repeats {
  readonly #everyMs: number
  readonly #told = new Map<string, number>()

  constructor(everyMs: number) {
    this.#everyMs = everyMs
  }

  /** Whether to tell of this text now. `nowMs` only grows. */
  isNew(text: string, nowMs: number): boolean {
    for (const [other, at] of this.#told) if (nowMs - at >= this.#everyMs) this.#told.delete(other)
    if (this.#told.has(text)) return false
    this.#told.set(text, nowMs)
    return true
  }
}
