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

/** Pixels as the worker takes them: a bitmap where it has a canvas of its own. */
export type Picture = ImageBitmap | ImageData

/** What was found in one picture, and the picture itself where there are several codes to choose from. */
export interface Sight {
  codes: Code[]
  picture: Picture | null
}

/**
 * `starting`: asking for the camera. `seeking`: looking for a code. `denied`: the person or the
 * system said no. `missing`: there is no camera. `failed`: it broke; `stop` and `start` again.
 */
export type ScanState = 'stopped' | 'starting' | 'seeking' | 'denied' | 'missing' | 'failed'

export interface ScanHandlers {
  /** Codes in a frame, one of them new at least, the one in the middle first. */
  onSight(sight: Sight): void
  onState?(state: ScanState): void
  /** Once: the first picture has been looked through, whatever is in it. */
  onReading?(): void
}

export interface Lens {
  id: string
  label: string
}
