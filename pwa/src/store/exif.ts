/**
 * Carries a photo's EXIF over to its smaller copy, and reads from it when and where it was taken.
 *
 * Guarantee: the copy says what the original said, but for the orientation, which is in its pixels
 * already. EXIF that cannot be read costs the time and place, never the photo.
 */

export interface Exif {
  /** The APP1 segment with its marker, orientation set to upright. */
  segment: Uint8Array<ArrayBuffer>
  taken_at: string | null
  latitude: number | null
  longitude: number | null
}

const APP1 = 0xe1
const START_OF_SCAN = 0xda
const HEAD = [0x45, 0x78, 0x69, 0x66, 0, 0] // "Exif", 0, 0
const TIFF_AT = 4 + HEAD.length // after marker, length and head

const TAG = {
  orientation: 0x0112,
  dateTime: 0x0132,
  exifIfd: 0x8769,
  gpsIfd: 0x8825,
  dateTimeOriginal: 0x9003,
  offsetTime: 0x9010,
  offsetTimeOriginal: 0x9011,
  latitudeRef: 1,
  latitude: 2,
  longitudeRef: 3,
  longitude: 4,
} as const

/** The EXIF of a JPEG, or null where there is none that can be read. */
export function readExif(jpeg: Uint8Array): Exif | null {
  const segment = exifSegment(jpeg)
  return segment && read(segment.slice())
}

/** The same of the TIFF structure alone, as other containers hold it. */
export function readTiff(tiff: Uint8Array): Exif | null {
  const length = 2 + HEAD.length + tiff.length
  if (length > 0xffff) return null // no JPEG could hold it
  return read(Uint8Array.from([0xff, APP1, length >> 8, length & 0xff, ...HEAD, ...tiff]))
}

function read(segment: Uint8Array<ArrayBuffer>): Exif | null {
  try {
    return interpret(segment)
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) return null
    throw error
  }
}

/** `jpeg` with that EXIF in place of whatever it has. */
export function putExif(jpeg: Uint8Array, exif: Exif): Uint8Array<ArrayBuffer> {
  const old = exifSegment(jpeg)
  const rest = jpeg.subarray(2)
  const out = new Uint8Array(2 + exif.segment.length + rest.length - (old?.length ?? 0))
  out.set(jpeg.subarray(0, 2))
  out.set(exif.segment, 2)
  if (old === null) {
    out.set(rest, 2 + exif.segment.length)
    return out
  }
  const oldAt = old.byteOffset - jpeg.byteOffset
  out.set(jpeg.subarray(2, oldAt), 2 + exif.segment.length)
  out.set(jpeg.subarray(oldAt + old.length), exif.segment.length + oldAt)
  return out
}

/** The APP1 segment, marker included, as a view into the JPEG. */
function exifSegment(jpeg: Uint8Array): Uint8Array | null {
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) return null
  let at = 2
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff) {
    const marker = jpeg[at + 1] ?? 0
    if (marker === START_OF_SCAN) return null
    const end = at + 2 + ((jpeg[at + 2] ?? 0) << 8) + (jpeg[at + 3] ?? 0)
    const isExif = HEAD.every((byte, i) => jpeg[at + 4 + i] === byte)
    if (marker === APP1 && isExif && end <= jpeg.length) return jpeg.subarray(at, end)
    at = end
  }
  return null
}

function interpret(segment: Uint8Array<ArrayBuffer>): Exif {
  const tiff = new Tiff(new DataView(segment.buffer, TIFF_AT))
  const main = tiff.directory(tiff.firstDirectory)
  const orientation = main.get(TAG.orientation)
  if (orientation) tiff.setShort(orientation, 1)
  const exif = tiff.sub(main, TAG.exifIfd)
  const gps = tiff.sub(main, TAG.gpsIfd)
  return {
    segment,
    taken_at: instantOf(
      tiff.text(exif.get(TAG.dateTimeOriginal)) ?? tiff.text(main.get(TAG.dateTime)),
      tiff.text(exif.get(TAG.offsetTimeOriginal)) ?? tiff.text(exif.get(TAG.offsetTime)),
    ),
    latitude: signed(tiff.degrees(gps.get(TAG.latitude)), tiff.text(gps.get(TAG.latitudeRef)), 90),
    longitude: signed(
      tiff.degrees(gps.get(TAG.longitude)),
      tiff.text(gps.get(TAG.longitudeRef)),
      180,
    ),
  }
}

/** `2013:05:10 14:05:00` as `2013-05-10T14:05:00`, with the zone where the camera wrote one. */
function instantOf(text: string | null, zone: string | null): string | null {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(text ?? '')
  if (!parts || parts[1] === '0000') return null
  const offset = /^[+-]\d\d:\d\d$/.test(zone ?? '') ? zone : ''
  return `${parts.slice(1, 4).join('-')}T${parts[4] ?? ''}${offset ?? ''}`
}

function signed(degrees: number | null, ref: string | null, limit: number): number | null {
  if (degrees === null || !Number.isFinite(degrees) || degrees > limit) return null
  const rounded = Math.round(degrees * 1e7) / 1e7 // a centimetre; what lies beyond is arithmetic
  return ref === 'S' || ref === 'W' ? -rounded : rounded
}

interface Field {
  type: number
  count: number
  /** Where its value, or the offset of its value, stands. */
  at: number
}

type Directory = ReadonlyMap<number, Field>

/** As much of TIFF as EXIF needs. Reading past the end throws a RangeError. */
class Tiff {
  readonly #view: DataView
  readonly #little: boolean

  constructor(view: DataView) {
    const order = view.getUint16(0)
    if (order !== 0x4949 && order !== 0x4d4d) throw new SyntaxError('no byte order')
    this.#view = view
    this.#little = order === 0x4949
  }

  get firstDirectory(): number {
    return this.#u32(4)
  }

  directory(at: number): Directory {
    const count = this.#u16(at)
    return new Map(
      Array.from({ length: count }, (_, i) => {
        const entry = at + 2 + i * 12
        const field = { type: this.#u16(entry + 2), count: this.#u32(entry + 4), at: entry + 8 }
        return [this.#u16(entry), field] as const
      }),
    )
  }

  sub(parent: Directory, tag: number): Directory {
    const field = parent.get(tag)
    return field ? this.directory(this.#u32(field.at)) : new Map<number, Field>()
  }

  setShort({ at }: Field, value: number): void {
    this.#view.setUint16(at, value, this.#little)
  }

  text(field: Field | undefined): string | null {
    if (field?.type !== 2 || field.count > 256) return null
    const at = field.count <= 4 ? field.at : this.#u32(field.at)
    const codes = Array.from({ length: field.count }, (_, i) => this.#view.getUint8(at + i))
    return String.fromCharCode(...codes).split('\0')[0]?.trim() ?? null
  }

  /** Three rationals: degrees, minutes, seconds. */
  degrees(field: Field | undefined): number | null {
    if (field?.type !== 5 || field.count !== 3) return null
    const at = this.#u32(field.at)
    const [degrees = 0, minutes = 0, seconds = 0] = [0, 8, 16].map(
      (step) => this.#u32(at + step) / this.#u32(at + step + 4),
    )
    return degrees + minutes / 60 + seconds / 3600
  }

  #u16(at: number): number {
    return this.#view.getUint16(at, this.#little)
  }

  #u32(at: number): number {
    return this.#view.getUint32(at, this.#little)
  }
}
