/**
 * Reads the EXIF of a HEIC picture (ISO 23008-12), which few browsers can decode: when and where it
 * was taken is told even where it cannot be shown.
 *
 * Guarantee: a file that is cut or bent costs the time and place, never the photo.
 */
import { type Exif, readTiff } from './exif.ts'

/** A box of the file: its content, from `at` to `end`. */
interface Box {
  type: string
  at: number
  end: number
}

/** The EXIF of a HEIC, or null where there is none that can be read. */
export function readHeicExif(heic: Uint8Array): Exif | null {
  try {
    const view = new DataView(heic.buffer, heic.byteOffset, heic.byteLength)
    const meta = boxes(view, 0, view.byteLength).find(({ type }) => type === 'meta')
    if (!meta) return null
    const inside = boxes(view, meta.at + 4, meta.end)
    const item = exifItem(view, inside.find(({ type }) => type === 'iinf'))
    const place = item === null ? null : placeOf(view, inside.find(({ type }) => type === 'iloc'), item)
    if (!place) return null
    // before the TIFF structure stands how much lies between
    const tiff = place.at + 4 + view.getUint32(place.at)
    return readTiff(heic.subarray(tiff, place.at + place.size))
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function boxes(view: DataView, from: number, end: number): Box[] {
  const found: Box[] = []
  for (let at = from; at + 8 <= end; ) {
    const short = view.getUint32(at)
    const head = short === 1 ? 16 : 8
    const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short || end - at
    if (size < head || at + size > end) break
    found.push({ type: word(view, at + 4), at: at + head, end: at + size })
    at += size
  }
  return found
}

/** The number of the item whose type is Exif. */
function exifItem(view: DataView, iinf: Box | undefined): number | null {
  if (!iinf) return null
  const wide = view.getUint8(iinf.at) > 0
  for (const { type, at } of boxes(view, iinf.at + (wide ? 8 : 6), iinf.end)) {
    const version = view.getUint8(at)
    if (type !== 'infe' || version < 2) continue
    const [id, kind] = version === 2 ? [view.getUint16(at + 4), at + 8] : [view.getUint32(at + 4), at + 10]
    if (word(view, kind) === 'Exif') return id
  }
  return null
}

/** Where in the file the first piece of an item lies. */
function placeOf(view: DataView, iloc: Box | undefined, item: number): { at: number; size: number } | null {
  if (!iloc) return null
  const version = view.getUint8(iloc.at)
  const sizes = view.getUint16(iloc.at + 4)
  const [offset, length, base] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const index = version > 0 ? sizes & 15 : 0
  const wide = version === 2
  let at = iloc.at + 6
  const next = (bytes: number): number => {
    let value = 0
    for (let i = 0; i < bytes; i++) value = value * 256 + view.getUint8(at++)
    return value
  }
  for (let count = next(wide ? 4 : 2); count > 0; count--) {
    const id = next(wide ? 4 : 2)
    const inFile = version === 0 || (next(2) & 15) === 0
    at += 2
    const from = next(base)
    const pieces = Array.from({ length: next(2) }, () => {
      next(index)
      return { at: from + next(offset), size: next(length) }
    })
    if (id === item) return inFile ? (pieces[0] ?? null) : null
  }
  return null
}

function word(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)))
}
