/**
 * Finds QR codes in pictures, off the main thread.
 *
 * The phone's own detector where it knows QR codes, and zxing where not, where it breaks, and where
 * it has found nothing for a while: the phone's is quick, zxing sees more on a damaged label. The
 * wasm comes with the app, so it works in a steel hall.
 */
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'
import type { DecodeReply, DecodeRequest } from './messages.ts'
import type { Code, Picture } from './types.ts'

declare const self: DedicatedWorkerGlobalScope

/** The Shape Detection API, which TypeScript does not know. */
interface Detector {
  detect(
    source: Picture,
  ): Promise<{ rawValue: string; cornerPoints: { x: number; y: number }[] }[]>
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector
  getSupportedFormats(): Promise<string[]>
}

const MAX_CODES = 9
/** Every so many empty frames of the phone's own detector zxing has a look too. */
const SECOND_LOOK = 3

prepareZXingModule({ overrides: { locateFile: () => wasmUrl } })

let own: Promise<Detector | null> = ownDetector()
let emptyFrames = 0
let canvas: OffscreenCanvas | null = null

self.addEventListener('message', ({ data }: MessageEvent<DecodeRequest>) => {
  void answer(data)
})

async function answer({ id, frame, thorough }: DecodeRequest): Promise<void> {
  try {
    const codes = await decode(frame, thorough)
    const picture = new Set(codes.map(({ text }) => text)).size > 1 ? frame : null
    const reply = { id, codes, picture } satisfies DecodeReply
    self.postMessage(reply, picture ? ['close' in frame ? frame : frame.data.buffer] : [])
  } catch (error) {
    self.postMessage({ id, failed: String(error) } satisfies DecodeReply)
  } finally {
    if ('close' in frame) frame.close() // of one that was given back nothing is left to close
  }
}

async function decode(frame: Picture, thorough: boolean): Promise<Code[]> {
  const detector = await own
  if (!detector) return zxing(frame, thorough)
  const found = await byOwn(detector, frame)
  emptyFrames = found.length > 0 ? 0 : emptyFrames + 1
  const again = found.length === 0 && (thorough || emptyFrames % SECOND_LOOK === 0)
  return again ? zxing(frame, thorough) : found
}

async function byOwn(detector: Detector, frame: Picture): Promise<Code[]> {
  try {
    const { width, height } = frame
    return (await detector.detect(frame)).map(({ rawValue, cornerPoints }) => ({
      text: rawValue,
      corners: cornerPoints.map(({ x, y }) => ({ x: x / width, y: y / height })),
    }))
  } catch {
    own = Promise.resolve(null) // some phones have it and lack the service behind it
    return []
  }
}

async function zxing(frame: Picture, thorough: boolean): Promise<Code[]> {
  const { width, height } = frame
  const results = await readBarcodes(pixels(frame), {
    formats: ['QRCode'],
    maxNumberOfSymbols: MAX_CODES,
    tryHarder: thorough,
    tryInvert: thorough,
    tryRotate: thorough, // the finder patterns of a QR code are found at any angle
    tryDownscale: true,
  })
  return results.map(({ text, position }) => ({
    text,
    corners: [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft].map(
      ({ x, y }) => ({ x: x / width, y: y / height }),
    ),
  }))
}

function pixels(frame: Picture): ImageData {
  if (!('close' in frame)) return frame
  const { width, height } = frame
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('the browser gives no canvas')
  context.drawImage(frame, 0, 0)
  return context.getImageData(0, 0, width, height)
}

async function ownDetector(): Promise<Detector | null> {
  const { BarcodeDetector } = self as { BarcodeDetector?: DetectorClass }
  if (!BarcodeDetector) return null
  try {
    const formats = await BarcodeDetector.getSupportedFormats()
    return formats.includes('qr_code') ? new BarcodeDetector({ formats: ['qr_code'] }) : null
  } catch {
    return null
  }
}
