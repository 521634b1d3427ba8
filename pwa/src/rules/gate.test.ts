/** A truck at the gate, as its guard meets it. */
import { describe, expect, test } from 'vitest'
import type { VerdictCode } from '../wire/types.ts'
import {
  declarationsOf, earlier, fateOf, type Fate, type GateCrate, type GateRead, type GateRun, gridOf, mayLetIn, newRun,
  ranges, tallyOf,
} from './gate.ts'

const NO = '210900113004217'
const crate = (n: number, more: Partial<GateCrate> = {}): GateCrate => ({
  ...{ id: `${NO}/${String(n)}`, n, total: 9, goods: '郁金香', state: 'labelled', label: `DAL13-00000${String(n)}-X` },
  ...more,
})
const read = (n: number, verdict: VerdictCode = 'valid'): GateRead => ({
  ...{ text: `TOKEN${String(n)}`, verdict, also: [], number: `DAL13-00000${String(n)}-X` },
  ...{ crate: `${NO}/${String(n)}`, typed: false, token: `TOKEN${String(n)}` },
})
function ran(...scans: [n: number, fate: Fate, verdict?: VerdictCode][]): GateRun {
  const run = newRun('2013-04-26T09:00:00+08:00')
  for (const [n, fate, verdict = 'valid'] of scans) {
    run.scans.push({ ...read(n, verdict), at: run.started_at, fate, doubt: verdict === 'valid' ? null : verdict })
  }
  return run
}

describe('a scan', () => {
  test('of a valid label lets its crate in, listed or not', () => {
    expect(fateOf(read(1), crate(1))).toEqual({ fate: 'in', doubt: null })
    expect(fateOf(read(1), null)).toEqual({ fate: 'in', doubt: null })
  })

  test('of a crate that is here already records nothing again', () => {
    for (const state of ['arrived', 'inspecting', 'released', 'displayed', 'closed'] as const) {
      expect(fateOf(read(1), crate(1, { state })).fate).toBe('before')
    }
  })

  test('of a crate on its way lets it in, whatever the port has noted of its journey', () => {
    for (const state of ['labelled', 'port_released', 'in_transit'] as const) {
      expect(fateOf(read(1), crate(1, { state })).fate).toBe('in')
    }
  })

  test('of any other verdict, or of a crate that the port holds, sets it aside', () => {
    expect(fateOf(read(1, 'void'), crate(1))).toEqual({ fate: 'aside', doubt: 'void' })
    expect(fateOf(read(1), crate(1, { state: 'held' }))).toEqual({ fate: 'aside', doubt: 'held' })
  })

  test('of the other face, or again, is known', () => {
    const run = ran([1, 'in'])
    expect(earlier(run, read(1))?.number).toBe(read(1).number)
    expect(earlier(run, read(2))).toBeNull()
    expect(earlier(run, read(1, 'signature_failed'))).toBeNull() // the same number, another label
  })
})

test('a person may let in what only needs comparing, and nothing that is not genuine', () => {
  const [late] = ran([1, 'aside', 'expired']).scans
  const [dead] = ran([1, 'aside', 'void']).scans
  if (!late || !dead) throw new Error('no scans')
  expect(mayLetIn(late)).toBe(true)
  expect(mayLetIn({ ...late, crate: null })).toBe(false)
  expect(mayLetIn({ ...late, fate: 'let_in' })).toBe(false)
  expect(mayLetIn({ ...late, also: ['not_listed'] })).toBe(true)
  expect(mayLetIn({ ...late, also: ['unpacked'] })).toBe(false)
  expect(mayLetIn(dead)).toBe(false)
})

describe('the grid of a consignment', () => {
  const crates = [
    ...[crate(3), crate(1), crate(2), crate(4, { state: 'arrived' })],
    ...[crate(5, { label: null, state: 'accepted' }), crate(6, { state: 'held' }), crate(7)],
  ]
  const grid = gridOf(ran([1, 'in'], [2, 'aside', 'expired'], [3, 'let_in', 'expired']), NO, crates)

  test('fills in the order of the crates', () => {
    expect(grid.cells.map(({ state }) => state)).toEqual(
      ['seen', 'doubt', 'seen', 'before', 'apart', 'apart', 'unseen'],
    )
  })

  test('names what is missing, and never what may not travel', () => {
    expect(grid.missing.map(({ n }) => n)).toEqual([7])
    expect([grid.here, grid.travelling]).toEqual([3, 5])
  })
})

test('consignments stand in the order in which they were last scanned', () => {
  const run = ran([1, 'in'])
  const [first] = run.scans
  if (!first) throw new Error('no scan')
  run.scans.push({ ...first, crate: '310000113009913/1' })
  expect(declarationsOf(run)).toEqual(['310000113009913', NO])
})

test('the summary counts what was recorded, what was here before and what stands aside', () => {
  const tally = tallyOf(ran([1, 'in'], [2, 'let_in', 'expired'], [3, 'before'], [4, 'aside', 'void']))
  expect([tally.recorded, tally.before, tally.aside.length]).toEqual([2, 1, 1])
})

test('numbers in a row are told as a range', () => {
  expect(ranges([1, 2, 3, 7, 9, 10])).toEqual([[1, 3], [7, 7], [9, 10]])
  expect(ranges([])).toEqual([])
})
