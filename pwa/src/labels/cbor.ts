/**
 * The part of CBOR (RFC 8949) that labels and trust lists use, in shortest form only.
 *
 * Guarantee: what this reader accepts has exactly one encoding, so nothing needs to be re-encoded
 * and compared. Anything else (floats, tags, maps, negative numbers, indefinite lengths) throws.
 */

export type Cbor = number | string | Uint8Array<ArrayBuffer> | null | Cbor[]

const MAX_DEPTH = 8
const SHORTEST: Readonly<Record<number, number>> = { 1: 24, 2: 0x100, 4: 0x10000, 8: 0x100000000 }

/** The one value in `bytes`. Throws a SyntaxError on anything else. */
export function readCbor(bytes: Uint8Array): Cbor {
  const reader = new Reader(bytes)
  const value = reader.value(0)
  if (!reader.atEnd) throw new SyntaxError('something follows the value')
  return value
}

/** A byte string, in shortest form. */
export function cborBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const n = bytes.length
  const head = [n >>> 24, n >>> 16, n >>> 8, n].map((part) => part & 0xff)
  if (n < 24) return concat(Uint8Array.of(0x40 | n), bytes)
  if (n < 0x100) return concat(Uint8Array.of(0x58, n), bytes)
  if (n < 0x10000) return concat(Uint8Array.of(0x59, ...head.slice(2)), bytes)
  return concat(Uint8Array.of(0x5a, ...head), bytes)
}

export function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  value(depth: number): Cbor {
    if (depth > MAX_DEPTH) throw new SyntaxError('nested too deeply')
    const first = this.#take(1)[0] ?? 0
    if (first === 0xf6) return null
    const size = this.#size(first & 0x1f)
    switch (first >> 5) {
      case 0:
        return size
      case 2:
        return new Uint8Array(this.#take(size)) // a copy of its own, whatever it was read from
      case 3:
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.#take(size))
      case 4:
        return this.#array(size, depth)
      default:
        throw new SyntaxError('a kind of value that labels do not use')
    }
  }

  #array(size: number, depth: number): Cbor[] {
    if (size > this.#bytes.length - this.#at) throw new SyntaxError('longer than the message')
    return Array.from({ length: size }, () => this.value(depth + 1))
  }

  /** The number that belongs to a head, refused unless it could not have been written shorter. */
  #size(info: number): number {
    if (info < 24) return info
    const width = 2 ** (info - 24)
    const least = SHORTEST[width]
    if (least === undefined) throw new SyntaxError('an indefinite or reserved length')
    const number = this.#take(width).reduce((sum, byte) => sum * 256 + byte, 0)
    if (number < least || number > Number.MAX_SAFE_INTEGER) {
      throw new SyntaxError('not in shortest form, or beyond 2^53')
    }
    return number
  }

  #take(count: number): Uint8Array {
    if (count > this.#bytes.length - this.#at) throw new SyntaxError('cut short')
    this.#at += count
    return this.#bytes.subarray(this.#at - count, this.#at)
  }
}
