/** What a file is, by its first bytes: a name and a type can be wrong. */
import type { PhotoRef } from '../wire/types.ts'

export type PhotoType = PhotoRef['type']

/** The type that the server takes, or null for anything else. */
export function typeOf(bytes: Uint8Array): PhotoType | null {
  if (starts(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png'
  if (starts(bytes, [0x1a, 0x45, 0xdf, 0xa3])) return 'video/webm'
  const brand = ascii(bytes, 4, 8) === 'ftyp' ? ascii(bytes, 8, 12) : null
  if (brand === null) return null
  return /^(hei[cxms]|hev[cx]|mif1|msf1)$/.test(brand) ? 'image/heic' : mp4(brand)
}

function mp4(brand: string): PhotoType | null {
  return /^(isom|iso[2-6]|mp4[12]|avc1|M4V |3gp\d|qt {2})$/.test(brand) ? 'video/mp4' : null
}

function starts(bytes: Uint8Array, magic: number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte)
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to))
}
