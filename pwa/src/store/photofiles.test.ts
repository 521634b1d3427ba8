import { crc32 as nodeCrc32 } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { putExif, readExif } from './exif.ts'
import { typeOf } from './photofile.ts'
import { crc32, zip } from './zip.ts'

const ascii = (text: string): number[] => Array.from(text, (char) => char.charCodeAt(0))

/** A JPEG's beginning with EXIF in the given byte order: orientation 6, Jinzhou, 14:05:01 at +08:00. */
function jpegWithExif(little: boolean, south = false): Uint8Array<ArrayBuffer> {
  const tiff = new DataView(new ArrayBuffer(256))
  const u16 = (at: number, value: number) => {
    tiff.setUint16(at, value, little)
  }
  const u32 = (at: number, value: number) => {
    tiff.setUint32(at, value, little)
  }
  const text = (at: number, value: string) => {
    ascii(value).forEach((code, i) => {
      tiff.setUint8(at + i, code)
    })
  }
  const field = (at: number, tag: number, type: number, count: number, value: number) => {
    u16(at, tag)
    u16(at + 2, type)
    u32(at + 4, count)
    if (type === 3) u16(at + 8, value)
    else u32(at + 8, value)
  }
  tiff.setUint16(0, little ? 0x4949 : 0x4d4d)
  u16(2, 42)
  u32(4, 8)
  u16(8, 3)
  field(10, 0x0112, 3, 1, 6)
  field(22, 0x8769, 4, 1, 60)
  field(34, 0x8825, 4, 1, 100)
  u16(60, 2)
  field(62, 0x9003, 2, 20, 160)
  field(74, 0x9011, 2, 7, 180)
  u16(100, 4)
  field(102, 1, 2, 2, 0)
  text(110, south ? 'S' : 'N')
  field(114, 2, 5, 3, 190)
  field(126, 3, 2, 2, 0)
  text(134, 'E')
  field(138, 4, 5, 3, 214)
  text(160, '2013:05:10 14:05:01')
  text(180, '+08:00')
  const degrees = [[41, 1], [6, 1], [3600, 100], [121, 1], [7, 1], [12, 1]]
  degrees.flat().forEach((value, i) => {
    u32(190 + i * 4, value)
  })
  const body = new Uint8Array(tiff.buffer)
  const length = 2 + 6 + body.length
  const jfif = [0xff, 0xe0, 0, 4, 0, 0]
  const app1 = [0xff, 0xe1, length >> 8, length & 0xff, ...ascii('Exif\0\0'), ...body]
  return Uint8Array.from([0xff, 0xd8, ...jfif, ...app1, 0xff, 0xda, 1, 2, 3])
}

const bare = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xda, 9, 9])

describe('EXIF', () => {
  test.each([true, false])('is read in both byte orders (little: %s)', (little) => {
    expect(readExif(jpegWithExif(little))).toMatchObject({
      taken_at: '2013-05-10T14:05:01+08:00',
      latitude: 41.11,
      longitude: 121.12,
    })
  })

  test('south of the equator is negative', () => {
    expect(readExif(jpegWithExif(true, true))?.latitude).toBe(-41.11)
  })

  test('goes over to the copy whole, but upright', () => {
    const exif = readExif(jpegWithExif(false))
    if (!exif) throw new Error('no EXIF')
    const copy = putExif(bare, exif)
    expect([...copy.subarray(0, 4)]).toEqual([0xff, 0xd8, 0xff, 0xe1])
    expect([...copy.subarray(-10)]).toEqual([...bare.subarray(2)])
    const again = readExif(copy)
    expect(again).toMatchObject({ taken_at: exif.taken_at, latitude: 41.11 })
    expect(again?.segment).toEqual(exif.segment)
    const orientation = new DataView(copy.buffer, 12).getUint16(10 + 8)
    expect(orientation).toBe(1)
  })

  test('takes the place of what was there', () => {
    const exif = readExif(jpegWithExif(false, true))
    if (!exif) throw new Error('no EXIF')
    const original = jpegWithExif(true)
    const copy = putExif(original, exif)
    expect(copy).toHaveLength(original.length)
    expect(readExif(copy)?.latitude).toBe(-41.11)
    expect([...copy.subarray(-5)]).toEqual([0xff, 0xda, 1, 2, 3])
  })

  test('that is broken anywhere costs the time and place, never the photo', () => {
    const whole = jpegWithExif(true)
    for (let cut = 0; cut < whole.length; cut++) {
      expect(() => readExif(whole.slice(0, cut))).not.toThrow()
      const spoilt = whole.slice()
      spoilt[cut] = (spoilt[cut] ?? 0) ^ 0xff
      expect(() => readExif(spoilt)).not.toThrow()
    }
    expect(readExif(bare)).toBeNull()
  })
})

describe('what a file is', () => {
  const ftyp = (brand: string) => Uint8Array.from([0, 0, 0, 24, ...ascii('ftyp'), ...ascii(brand)])
  test.each([
    ['image/jpeg', bare],
    ['image/png', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ['image/heic', ftyp('heic')],
    ['video/mp4', ftyp('mp42')],
    ['video/webm', Uint8Array.from([0x1a, 0x45, 0xdf, 0xa3])],
    [null, ftyp('avif')],
    [null, Uint8Array.from(ascii('hello, no photo'))],
    [null, new Uint8Array(0)],
  ])('%s is told by its bytes', (type, bytes) => {
    expect(typeOf(bytes)).toBe(type)
  })
})

describe('the archive', () => {
  test('holds what was put in, with sums and names that any unzip reads', async () => {
    const files = [
      { name: 'manifest.json', bytes: new TextEncoder().encode('{"绿":1}') },
      { name: 'photos/空.jpg', bytes: Uint8Array.from({ length: 70_000 }, (_, i) => i % 251) },
      { name: 'entries/empty.jws', bytes: new Uint8Array(0) },
    ]
    const blob = zip(files, new Date(2013, 4, 10, 14, 5, 2))
    const bytes = Buffer.from(await blob.arrayBuffer())
    expect(unzipped(bytes)).toEqual(files.map(({ name, bytes }) => [name, Buffer.from(bytes)]))
  })

  test('sums are CRC-32', () => {
    const bytes = crypto.getRandomValues(new Uint8Array(5000))
    expect(crc32(bytes)).toBe(nodeCrc32(bytes))
  })
})

/** Reads an uncompressed archive by its directory, checking each sum. */
function unzipped(zipped: Buffer): [string, Buffer][] {
  const end = zipped.length - 22
  expect(zipped.readUInt32LE(end)).toBe(0x06054b50)
  const count = zipped.readUInt16LE(end + 10)
  let at = zipped.readUInt32LE(end + 16)
  expect(at + zipped.readUInt32LE(end + 12)).toBe(end)
  return Array.from({ length: count }, () => {
    expect(zipped.readUInt32LE(at)).toBe(0x02014b50)
    const [sum, size] = [zipped.readUInt32LE(at + 16), zipped.readUInt32LE(at + 24)]
    const nameLength = zipped.readUInt16LE(at + 28)
    const name = zipped.subarray(at + 46, at + 46 + nameLength).toString()
    const local = zipped.readUInt32LE(at + 42)
    expect(zipped.readUInt32LE(local)).toBe(0x04034b50)
    const content = zipped.subarray(local + 30 + nameLength, local + 30 + nameLength + size)
    expect(nodeCrc32(content)).toBe(sum)
    at += 46 + nameLength
    return [name, content]
  })
}
