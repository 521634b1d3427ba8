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

function offCentre(corners: readonly Point[]): number {
  const mean = (pick: (point: Point) => number): number =>
    corners.reduce((sum, point) => sum + pick(point), 0) / Math.max(1, corners.length)
  return Math.hypot(mean((point) => point.x) - 0.5, mean((point) => point.y) - 0.5)
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
