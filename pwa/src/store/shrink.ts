/**
 * Makes of a camera's file what is kept and sent: long edge 2048 px, JPEG, EXIF put back.
 *
 * Runs in a worker (12 megapixels take some 200 ms there). A JPEG that is small enough already is
 * kept byte for byte; what the browser cannot decode (HEIC, film) is kept as it is as well.
 */
import { sha256Hex } from '../wire/base64url.ts'
import type { PhotoInfo } from '../wire/photo.ts'
import { type Exif, putExif, readExif } from './exif.ts'
import { readHeicExif } from './heic.ts'
import { type PhotoType, typeOf } from './photofile.ts'

export const LONG_EDGE_PX = 2048
export const THUMB_PX = 320
const QUALITY = 0.82
const THUMB_QUALITY = 0.7
/** A JPEG within the long edge is left alone up to this size. */
const KEEP_BYTES = 1_500_000

/** Where a worker has no canvas (iPhones before 16.4) photos are sent as the camera made them. */
const canDraw = typeof OffscreenCanvas !== 'undefined'

/** `asItIs`: keep the bytes whatever their size, because their hash is known elsewhere. */
export interface Handling {
  asItIs: boolean
}

export interface ShrinkRequest {
  id: number
  bytes: ArrayBuffer
  how: Handling
}

export type ShrinkReply = { id: number; prepared: Prepared | null } | { id: number; failed: string }

export interface Prepared {
  bytes: ArrayBuffer
  sha256: string
  type: PhotoType
  thumb: ArrayBuffer
  original: PhotoInfo
}

/** The bytes as they are: where nothing can be drawn, a photo is better kept large than lost. */
export async function untouched(bytes: ArrayBuffer): Promise<Prepared | null> {
  const type = typeOf(new Uint8Array(bytes))
  if (type === null) return null
  const source = new Uint8Array(bytes)
  const original = await describe(source, type, exifOf(source, type))
  return { bytes, sha256: original.sha256, type, thumb: new ArrayBuffer(0), original }
}

/** Null where the bytes are no photo or clip that the server takes. */
export async function shrink(bytes: ArrayBuffer, { asItIs }: Handling): Promise<Prepared | null> {
  const source = new Uint8Array(bytes)
  const type = typeOf(source)
  if (type === null) return null
  const picture = await decode(bytes, type)
  if (picture === null && mustDecode(type)) return null
  const exif = exifOf(source, type)
  const original = await describe(source, type, exif)
  const unchanged = { bytes, sha256: original.sha256, type, original }
  if (picture === null) return { ...unchanged, thumb: new ArrayBuffer(0) }
  try {
    const thumb = await jpeg(picture, THUMB_PX, THUMB_QUALITY)
    if (asItIs || isKept(picture, original)) return { ...unchanged, thumb }
    const small = new Uint8Array(await jpeg(picture, LONG_EDGE_PX, QUALITY))
    const kept = exif ? putExif(small, exif) : small
    return { bytes: kept.buffer, sha256: await sha256Hex(kept), type: 'image/jpeg', thumb, original }
  } finally {
    picture.close()
  }
}

function exifOf(source: Uint8Array, type: PhotoType): Exif | null {
  if (type === 'image/jpeg') return readExif(source)
  return type === 'image/heic' ? readHeicExif(source) : null
}

async function describe(
  source: Uint8Array<ArrayBuffer>,
  type: PhotoType,
  exif: Exif | null,
): Promise<PhotoInfo> {
  return {
    sha256: await sha256Hex(source),
    size: source.length,
    type,
    taken_at: exif?.taken_at ?? null,
    latitude: exif?.latitude ?? null,
    longitude: exif?.longitude ?? null,
  }
}

function isKept({ width, height }: ImageBitmap, { type, size }: PhotoInfo): boolean {
  return type === 'image/jpeg' && Math.max(width, height) <= LONG_EDGE_PX && size <= KEEP_BYTES
}

/** A JPEG or PNG that cannot be shown is none; HEIC and film are for the server to look at. */
function mustDecode(type: PhotoType): boolean {
  return canDraw && (type === 'image/jpeg' || type === 'image/png')
}

async function decode(bytes: ArrayBuffer, type: PhotoType): Promise<ImageBitmap | null> {
  if (!canDraw || type.startsWith('video/')) return null
  try {
    return await createImageBitmap(new Blob([bytes], { type }), { imageOrientation: 'from-image' })
  } catch {
    return null
  }
}

async function jpeg(picture: ImageBitmap, longEdge: number, quality: number): Promise<ArrayBuffer> {
  const scale = Math.min(1, longEdge / Math.max(picture.width, picture.height))
  const width = Math.max(1, Math.round(picture.width * scale))
  const height = Math.max(1, Math.round(picture.height * scale))
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('the browser gives no canvas')
  context.fillStyle = '#fff' // a transparent picture would turn black
  context.fillRect(0, 0, width, height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, 0, 0, width, height)
  return (await canvas.convertToBlob({ type: 'image/jpeg', quality })).arrayBuffer()
}
