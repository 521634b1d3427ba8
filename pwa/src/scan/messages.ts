/** What camera and worker say to each other. */
import type { Picture, Sight } from './types.ts'

export interface DecodeRequest {
  id: number
  /** ImageData where the worker has no canvas. The bitmap is given away. */
  frame: Picture
  /** A still photo is worth every effort; a frame is followed by another. */
  thorough: boolean
}

/** The picture comes back where several codes are in it, so that one may be chosen. */
export type DecodeReply = ({ id: number } & Sight) | { id: number; failed: string }
