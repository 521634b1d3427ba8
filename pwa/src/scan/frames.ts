/** Takes pictures out of a video or a file, ready for the worker. */
import { centreSquare } from './codes.ts'
import type { Picture } from './types.ts'

/** Beyond this a still photo has more pixels than a code needs. */
const STILL_EDGE_PX = 2400

/** The centre square of what the camera sees now, or null while it shows nothing yet. */
export async function grab(video: HTMLVideoElement): Promise<Picture | null> {
  const { videoWidth, videoHeight } = video
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || videoWidth === 0) return null
  const { x, y, side } = centreSquare(videoWidth, videoHeight)
  if (workerDraws()) return createImageBitmap(video, x, y, side, side)
  return draw(video, x, y, side, side, side, side)
}

/** A still photo, upright; null where the browser cannot show it. */
export async function fromFile(file: Blob): Promise<Picture | null> {
  let picture: ImageBitmap
  try {
    picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  } catch {
    return null
  }
  const { width, height } = picture
  const scale = Math.min(1, STILL_EDGE_PX / Math.max(width, height))
  if (scale === 1 && workerDraws()) return picture
  try {
    return draw(picture, 0, 0, width, height, Math.round(width * scale), Math.round(height * scale))
  } finally {
    picture.close()
  }
}

/** Give a picture's memory back; bitmaps lie outside of what is collected. */
export function release(picture: Picture | null): void {
  if (picture && 'close' in picture) picture.close()
}

/** Whether the worker can turn a bitmap into pixels: iPhones before 16.4 cannot. */
function workerDraws(): boolean {
  return typeof OffscreenCanvas !== 'undefined'
}

function draw(
  source: CanvasImageSource,
  ...[x, y, fromWidth, fromHeight, width, height]: [number, number, number, number, number, number]
): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('the browser gives no canvas')
  context.drawImage(source, x, y, fromWidth, fromHeight, 0, 0, width, height)
  return context.getImageData(0, 0, width, height)
}
