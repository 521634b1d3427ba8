/** The shared vectors: the phone judges every label as the printed library does. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Facts } from './facts.ts'
import { crateOf } from './facts.ts'
import { numberOf, parseNumber } from './number.ts'
import { openTrust, TrustRefused } from './trust.ts'
import { judgeLabel } from './verdict.ts'

const folder = fileURLToPath(new URL('../../../tests/vectors/labels/', import.meta.url))

interface JudgeCase {
  name: string
  text: string
  trust: string
  root_point: string
  today: string
  known: {
    seen_elsewhere?: boolean
    unpacked?: boolean
    on_list?: boolean
    destinations?: string[]
  }
  expect: {
    verdict: string
    also: string[]
    notes: string[]
    number: string | null
    facts: Facts | null
    revoked: string | null
  }
}

interface NumberCase {
  name: string
  typed: string
  number: string | null
  error: string | null
}

interface TrustCase {
  name: string
  text: string
  root_point: string
  accepted: {
    version: number
    issued_at: number
    keys: { kid?: string; port: string }[]
    void: [string, number, number][]
    replaced: [string, number, number][]
  } | null
}

function cases<T>(file: string): T[] {
  return (JSON.parse(readFileSync(folder + file, 'utf8')) as { cases: T[] }).cases
}

function bytes(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
}

const judgeFiles = readdirSync(folder).filter((file) => /^judge-.*\.json$/.test(file))

test('there are vectors for every kind of doubt', () => {
  expect(judgeFiles.length).toBeGreaterThanOrEqual(6)
})

describe.each(judgeFiles)('%s', (file) => {
  test.each(cases<JudgeCase>(file))('$name', async (scenario) => {
    const trust = await openTrust(scenario.trust, bytes(scenario.root_point))
    const { known } = scenario
    const verdict = await judgeLabel(scenario.text, trust, scenario.today, {
      seenElsewhere: known.seen_elsewhere ?? null,
      unpacked: known.unpacked ?? null,
      onList: known.on_list ?? null,
      destinations: known.destinations ?? null,
    })
    const { code, also, notes, number, facts, revoked } = verdict
    expect({ verdict: code, also, notes, number, facts, revoked }).toEqual(scenario.expect)
  })
})

describe('numbers.json', () => {
  test.each(cases<NumberCase>('numbers.json'))('$name', ({ typed, number, error }) => {
    const parsed = parseNumber(typed)
    expect('ok' in parsed ? parsed.ok : parsed.error).toBe(number ?? error)
  })
})

describe('trust.json', () => {
  test.each(cases<TrustCase>('trust.json'))('$name', async ({ text, root_point, accepted }) => {
    const opening = openTrust(text, bytes(root_point))
    if (accepted === null) {
      await expect(opening).rejects.toThrow(TrustRefused)
      return
    }
    const list = await opening
    expect([list.version, list.issuedAt]).toEqual([accepted.version, accepted.issued_at])
    expect([...list.keys.values()].map((key) => key.port)).toEqual(accepted.keys.map((key) => key.port))
    for (const number of accepted.void) expect(list.isVoid(...number)).toBe(true)
    for (const number of accepted.replaced) expect(list.isReplaced(...number)).toBe(true)
    expect(list.isVoid('ZZZ', 13, 1)).toBe(false)
  })
})

test('without a trust list a label is of an unknown key, not a failed one', async () => {
  const [first] = cases<JudgeCase>('judge-valid.json')
  if (!first) throw new Error('no vector')
  const verdict = await judgeLabel(first.text, null, first.today)
  expect(verdict.code).toBe('key_unknown')
  expect(verdict.facts && crateOf(verdict.facts)).toBe('210900113004217/3')
})

test('a letter typed for a digit is offered back as the number that was meant', () => {
  expect(parseNumber('DAL13-OOO123-D')).toEqual({ error: 'malformed', hint: 'DAL13-000123-D' })
  expect(numberOf('DAL', '2013-05-10', 123)).toBe('DAL13-000123-D')
})
