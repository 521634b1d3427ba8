/** The strict reader against an independent library: what it takes is what that library would write. */
import { encode } from 'cborg'
import { describe, expect, test } from 'vitest'
import { fromBase32, toBase32 } from './base32.ts'
import { cborBytes, readCbor } from './cbor.ts'

/** A generator that gives the same numbers on every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const random = seeded(20130510)
const upTo = (limit: number): number => Math.floor(random() * limit)
const EDGES = [0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER]

function value(depth = 0): unknown {
  switch (upTo(depth > 2 ? 4 : 5)) {
    case 0:
      return EDGES[upTo(EDGES.length)]
    case 1:
      return Uint8Array.from({ length: upTo(300) }, () => upTo(256))
    case 2:
      return '箱B12-07 '.repeat(upTo(40))
    case 3:
      return null
    default:
      return Array.from({ length: upTo(30) }, () => value(depth + 1))
  }
}

describe('the reader', () => {
  test('reads what another library writes', () => {
    for (let i = 0; i < 300; i++) {
      const given = value()
      expect(readCbor(encode(given))).toEqual(given)
    }
  })

  test('takes no second form of anything', () => {
    let taken = 0
    for (let i = 0; i < 3000; i++) {
      const bytes = Uint8Array.from(encode(value()))
      const at = upTo(bytes.length)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << upTo(8))
      let read: unknown
      try {
        read = readCbor(bytes)
      } catch (error) {
        // TypeError: bytes that are no UTF-8
        expect(error instanceof SyntaxError || error instanceof TypeError).toBe(true)
        continue
      }
      taken += 1
      expect([...encode(read)]).toEqual([...bytes])
    }
    expect(taken).toBeGreaterThan(500)
  })

  test.each([
    ['a number in two bytes that fits into one', [0x18, 0x17]],
    ['an indefinite array', [0x9f, 0xff]],
    ['a negative number', [0x20]],
    ['a map', [0xa0]],
    ['a tag', [0xc0, 0x00]],
    ['a float', [0xf9, 0x00, 0x00]],
    ['true', [0xf5]],
    ['nothing', []],
    ['something after it', [0x00, 0x00]],
    ['an array longer than the message', [0x9a, 0xff, 0xff, 0xff, 0xff]],
    ['a number beyond 2^53', [0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['arrays without end', Array.from({ length: 100 }, () => 0x81)],
  ])('refuses %s', (_, bytes) => {
    expect(() => readCbor(Uint8Array.from(bytes))).toThrow(SyntaxError)
  })
})

test('byte strings are written in shortest form', () => {
  for (const length of [0, 1, 23, 24, 255, 256, 65_535, 65_536]) {
    const bytes = new Uint8Array(length).fill(7)
    expect(Buffer.from(cborBytes(bytes)).equals(Buffer.from(encode(bytes)))).toBe(true)
  }
})

describe('Base32', () => {
  test.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('of %j is that of RFC 4648', (text, coded) => {
    const bytes = new TextEncoder().encode(text)
    expect(toBase32(bytes)).toBe(coded)
    expect(fromBase32(coded)).toEqual(bytes)
  })

  test.each(['MZ', 'MZXR', 'my', 'M1', 'MY======', 'M'])('refuses %s', (text) => {
    expect(fromBase32(text)).toBeNull()
  })
})
