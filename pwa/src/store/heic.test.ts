import { describe, expect, test } from 'vitest'
import { readHeicExif } from './heic.ts'

const ascii = (text: string): number[] => Array.from(text, (char) => char.charCodeAt(0))
const u16 = (n: number): number[] => [n >> 8, n & 255]
const u32 = (n: number): number[] => [...u16(n >>> 16), ...u16(n & 0xffff)]
const box = (type: string, ...parts: number[][]): number[] => {
  const body = parts.flat()
  return [...u32(8 + body.length), ...ascii(type), ...body]
}

/** A TIFF structure with one field: taken at 14:05:01, no zone. */
const TIFF = [
  ...[...ascii('MM'), ...u16(42), ...u32(8), ...u16(1)],
  ...[...u16(0x0132), ...u16(2), ...u32(20), ...u32(26), ...u32(0)],
  ...[...ascii('2013:05:10 14:05:01'), 0],
]
const EXIF = [...u32(6), ...ascii('Exif\0\0'), ...TIFF]

/** A HEIC's beginning as phones write it: the item that is EXIF lies in mdat. */
function heic(version: 0 | 1 | 2, type = 'Exif'): Uint8Array {
  const ftyp = box('ftyp', ascii('heic'), u32(0), ascii('mif1heic'))
  const infe = (id: number, kind: string): number[] =>
    box('infe', [2, 0, 0, 0], u16(id), u16(0), ascii(kind), [0])
  const iinf = box('iinf', [0, 0, 0, 0], u16(2), infe(1, 'hvc1'), infe(7, type))
  const number = version === 2 ? u32 : u16
  const item = (id: number, at: number, size: number): number[] => [
    ...number(id),
    ...(version > 0 ? u16(0) : []),
    ...u16(0),
    ...u16(1),
    ...u32(at),
    ...u32(size),
  ]
  const iloc = (at: number): number[] =>
    box('iloc', [version, 0, 0, 0], [0x44, 0], number(2), item(1, 0, 3), item(7, at, EXIF.length))
  const meta = (at: number): number[] => box('meta', u32(0), box('hdlr', u32(0), ascii('pict')), iinf, iloc(at))
  const before = ftyp.length + meta(0).length
  return Uint8Array.from([...ftyp, ...meta(before + 8), ...box('mdat', EXIF)])
}

describe('the EXIF of a HEIC', () => {
  test.each([0, 1, 2] as const)('is found where the file says it lies (iloc %i)', (version) => {
    expect(readHeicExif(heic(version))).toMatchObject({ taken_at: '2013-05-10T14:05:01', latitude: null })
  })

  test('is null where there is none', () => {
    expect(readHeicExif(heic(1, 'mime'))).toBeNull()
    expect(readHeicExif(Uint8Array.from(ascii('no picture at all')))).toBeNull()
  })

  test('that is broken anywhere costs the time and place, never the photo', () => {
    const whole = heic(1)
    for (let cut = 0; cut < whole.length; cut++) {
      expect(() => readHeicExif(whole.slice(0, cut))).not.toThrow()
      const spoilt = whole.slice()
      spoilt[cut] = (spoilt[cut] ?? 0) ^ 0xff
      expect(() => readHeicExif(spoilt)).not.toThrow()
    }
  })
})
