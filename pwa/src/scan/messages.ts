/** What camera and worker say to each other. */
import type { Code } from './types.ts'

export interface DecodeRequest {
  id: number
  /** ImageData where the worker has no canvas. The bitmap is given away. */
  frame: ImageBitmap | ImageData
  /** A still photo is worth every effort; a frame is followed by another. */
  thorough: boolean
}

export type DecodeReply = { id: number; codes: Code[] } | { id: number; failed: string }
