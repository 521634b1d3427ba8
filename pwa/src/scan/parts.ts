/**
 * A text too long for one QR code, as several that are shown in turn.
 *
 * Guarantee: what `Gathering` gives is, byte for byte, what `partsOf` was given: parts of different
 * texts are never mixed, and the whole is held against the hash that each part carries.
 */
import { sha256, toBase64url } from '../wire/base64url.ts'

/** A code of so many characters is read from a phone's screen at arm's length. */
export const PART_CHARS = 440
/** More would take a minute to show. */
export const MAX_PARTS = 60
const TAG_CHARS = 12
const PART = /^GL1\.([A-Za-z0-9_-]{12})\.(\d{1,2})\.(\d{1,2})\.([\x20-\x7e]*)$/

export class TooLong extends Error {
  override readonly name = 'TooLong'
}

/** The text (ASCII) as `GL1.TAG.K.N.…`, K from 1 to N. Throws TooLong. */
export async function partsOf(text: string): Promise<string[]> {
  const count = Math.max(1, Math.ceil(text.length / PART_CHARS))
  if (count > MAX_PARTS) throw new TooLong(`${String(text.length)} characters`)
  const each = Math.ceil(text.length / count)
  const tag = await tagOf(text)
  return Array.from({ length: count }, (_, i) =>
    ['GL1', tag, i + 1, count, text.slice(i * each, (i + 1) * each)].join('.'),
  )
}

export const isPart = (text: string): boolean => PART.test(text)

export interface Gathered {
  have: number
  of: number
  /** The whole text, once every part is here. */
  text: string | null
}

/** Collects parts in any order; one of another text begins anew. */
export class Gathering {
  #tag = ''
  #of = 0
  readonly #parts = new Map<number, string>()

  /** Null where it is no part, or the parts together are not what was taken apart. */
  async add(text: string): Promise<Gathered | null> {
    const [, tag = '', k, of, data = ''] = PART.exec(text) ?? []
    const [place, count] = [Number(k), Number(of)]
    if (!tag || place < 1 || place > count || count > MAX_PARTS) return null
    if (tag !== this.#tag || count !== this.#of) this.#parts.clear()
    this.#tag = tag
    this.#of = count
    this.#parts.set(place, data)
    const have = this.#parts.size
    if (have < count) return { have, of: count, text: null }
    const whole = Array.from({ length: count }, (_, i) => this.#parts.get(i + 1) ?? '').join('')
    if ((await tagOf(whole)) === tag) return { have, of: count, text: whole }
    this.#parts.clear()
    return null
  }
}

async function tagOf(text: string): Promise<string> {
  return toBase64url(await sha256(new TextEncoder().encode(text))).slice(0, TAG_CHARS)
}
