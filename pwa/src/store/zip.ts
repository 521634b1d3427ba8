/** Writes a ZIP without compressing: photos would not get smaller, and any computer opens it. */

export interface ZipEntry {
  /** Path inside the archive, with `/`. */
  name: string
  bytes: Uint8Array<ArrayBuffer>
}

const UTF8_NAMES = 0x0800
const VERSION = 20
const MAX_BYTES = 0xffff_ffff // more would need the 64-bit form

/** Throws a RangeError beyond 4 GiB or 65,535 files. */
export function zip(files: readonly ZipEntry[], when: Date): Blob {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const directory: Uint8Array<ArrayBuffer>[] = []
  let offset = 0
  for (const { name, bytes } of files) {
    const encoded = new TextEncoder().encode(name)
    const common = commonFields(bytes, encoded.length, when)
    const local = [...le(0x04034b50, 4), ...common]
    parts.push(Uint8Array.from(local), encoded, bytes)
    const central = [...le(0x02014b50, 4), ...le(VERSION, 2), ...common]
    // no comment, first disk, no attributes, where its local header stands
    directory.push(Uint8Array.from([...central, ...le(0, 10), ...le(offset, 4)]), encoded)
    offset += local.length + encoded.length + bytes.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  if (offset + size > MAX_BYTES || files.length > 0xffff) throw new RangeError('too much for one ZIP')
  const count = le(files.length, 2)
  const end = [...le(0x06054b50, 4), ...le(0, 4), ...count, ...count, ...le(size, 4), ...le(offset, 4)]
  return new Blob([...parts, ...directory, Uint8Array.from([...end, ...le(0, 2)])], {
    type: 'application/zip',
  })
}

/** Version to the length of the extra field: the same in both headers. */
function commonFields(bytes: Uint8Array, nameLength: number, when: Date): number[] {
  const time = (when.getHours() << 11) | (when.getMinutes() << 5) | (when.getSeconds() >> 1)
  const day = ((when.getFullYear() - 1980) << 9) | ((when.getMonth() + 1) << 5) | when.getDate()
  const size = le(bytes.length, 4)
  return [
    ...[...le(VERSION, 2), ...le(UTF8_NAMES, 2), ...le(0, 2), ...le(time, 2), ...le(day, 2)],
    ...[...le(crc32(bytes), 4), ...size, ...size, ...le(nameLength, 2), ...le(0, 2)],
  ]
}

function le(value: number, width: number): number[] {
  return Array.from({ length: width }, (_, i) => (i < 4 ? (value >>> (8 * i)) & 0xff : 0))
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
