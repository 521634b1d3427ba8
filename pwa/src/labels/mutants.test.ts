/**
 * Forgeries by the thousand on the phone's own reader, none of them taken for a label; and a trust
 * list of ten thousand void numbers, taken in at once on a phone a quarter as fast.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { fromBase32, toBase32 } from './base32.ts'
import { openTrust } from './trust.ts'
import { judgeLabel } from './verdict.ts'

const folder = fileURLToPath(new URL('../../../tests/vectors/labels/', import.meta.url))
const FORGERIES = 3000
const SLOWER = 4
const AT_ONCE_MS = 1000
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const SIGNATURE_BYTES = 64

interface Genuine {
  text: string
  trust: string
  root_point: string
  today: string
}

interface Large {
  text: string
  root_point: string
  void: number
  some: [string, number, number][]
}

function cases<T>(file: string): T[] {
  return (JSON.parse(readFileSync(folder + file, 'utf8')) as { cases: T[] }).cases
}

const bytes = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))

/** Numbers below `limit`, the same in every run (mulberry32). */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

function opened(token: string): Uint8Array<ArrayBuffer> {
  const data = fromBase32(token)
  if (!data) throw new Error('a vector that is no token')
  return data
}

type Bend = (random: (limit: number) => number, token: string, other: string) => string

const BENDS: Bend[] = [
  (random, token) => {
    const data = opened(token)
    const at = random(data.length)
    data[at] = (data[at] ?? 0) ^ (1 << random(8))
    return toBase32(data)
  },
  (random, token) => {
    const at = random(token.length)
    return token.slice(0, at) + ALPHABET.charAt(random(32)) + token.slice(at + 1)
  },
  (random, token) => token.slice(0, random(token.length)),
  (random, token) => {
    const at = random(token.length)
    return token.slice(0, at) + ALPHABET.charAt(random(32)) + token.slice(at)
  },
  (random, token, other) => {
    const [one, two] = [opened(token), opened(other)]
    const at = 1 + random(Math.min(one.length, two.length) - 1)
    return toBase32(Uint8Array.of(...one.subarray(0, at), ...two.subarray(at)))
  },
  (_, token, other) => {
    const [one, two] = [opened(token), opened(other)]
    one.set(two.subarray(-SIGNATURE_BYTES), one.length - SIGNATURE_BYTES)
    return toBase32(one)
  },
]

describe('forgeries', () => {
  test('are never accepted', async () => {
    const [first, ...rest] = cases<Genuine>('judge-valid.json')
    if (!first) throw new Error('no vector')
    const tokens = [first, ...rest].map(({ text }) => text.replace(/^.*\/L\//, ''))
    const trust = await openTrust(first.trust, bytes(first.root_point))
    const random = randomFrom(7)
    const pick = (): string => tokens[random(tokens.length)] ?? first.text
    const seen = new Set<string>()
    let tried = 0
    while (tried < FORGERIES) {
      const forged = BENDS[random(BENDS.length)]?.(random, pick(), pick()) ?? ''
      if (tokens.includes(forged)) continue
      const { code } = await judgeLabel(forged, trust, first.today)
      expect(['not_ours', 'key_unknown', 'signature_failed'], forged).toContain(code)
      seen.add(code)
      tried += 1
    }
    expect(seen.size).toBe(3)
  })
})

describe('a trust list of ten thousand void numbers', () => {
  test('is small, and opens at once on a slow phone', async () => {
    const [large] = cases<Large>('trust-large.json')
    if (!large) throw new Error('no vector')
    expect(large.text.length).toBeLessThan(30_000)
    const begun = performance.now()
    const list = await openTrust(large.text, bytes(large.root_point))
    const took = performance.now() - begun
    expect(took * SLOWER).toBeLessThan(AT_ONCE_MS)
    for (const number of large.some) expect(list.isVoid(...number)).toBe(true)
    expect(list.isVoid('DAL', 14, large.some[0]?.[2] ?? 1)).toBe(false)
  })
})
