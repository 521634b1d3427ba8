/** What the camera sees. */

export interface Point {
  x: number
  y: number
}

/** A code in a frame: its text and its four corners, in fractions of the square that is read. */
export interface Code {
  text: string
  corners: Point[]
}

/**
 * `starting`: asking for the camera. `seeking`: looking for a code. `denied`: the person or the
 * system said no. `missing`: there is no camera. `failed`: it broke; `stop` and `start` again.
 */
export type ScanState = 'stopped' | 'starting' | 'seeking' | 'denied' | 'missing' | 'failed'

export interface ScanHandlers {
  /** A code, and all that are in the same frame. The same text counts once a second. */
  onCode(text: string, all: Code[]): void
  onState?(state: ScanState): void
}

export interface Lens {
  id: string
  label: string
}
