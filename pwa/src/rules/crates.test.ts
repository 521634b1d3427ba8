import { describe, expect, test } from 'vitest'
import type { Bodies, Crate } from '../wire/types.ts'
import { concerns, crateOfBody, isUnpacked, overlay, type Pending } from './crates.ts'
import { FREE } from './life.ts'
import { FAR_M, metresBetween, seenElsewhere } from './sightings.ts'

const crate = {
  id: '210900113004200/1',
  declaration: '210900113004200',
  goods: { class: 'bulbs', name: '郁金香种球', latin: 'Tulipa gesneriana', origin: 'NL' },
  state: 'labelled',
  standing: FREE,
  record: null,
  result: null,
  since: 't0',
} as Crate
const MINE = { dev: 'd1', actor: 'wang' }
const arrived: Pending = {
  ...MINE,
  id: 'e1',
  kind: 'crate.arrived',
  at: 't1',
  body: { crate: crate.id, number: null, gate: null },
}
const recorded: Pending = {
  ...MINE,
  id: 'e2',
  kind: 'inspection.recorded',
  at: 't2',
  body: { crate: crate.id, result: 'treatment' } as Bodies['inspection.recorded'],
}
const amended: Pending = {
  ...MINE,
  id: 'e3',
  kind: 'inspection.amended',
  at: 't3',
  body: {
    amends: 'e2',
    reason: '补拍',
    record: { crate: crate.id, result: 'release' } as Bodies['inspection.recorded'],
  },
}

describe('own entries on a crate', () => {
  test('arrival, inspection and amendment show in order', () => {
    expect(overlay(crate, [arrived])).toMatchObject({ state: 'arrived', since: 't1' })
    expect(overlay(crate, [arrived, recorded])).toMatchObject({
      state: 'inspecting',
      record: 'e2',
      result: 'treatment',
    })
    expect(overlay(crate, [arrived, recorded, amended])).toMatchObject({ record: 'e3', result: 'release' })
  })

  test('the first record stays: a second one is for the supervisor to choose', () => {
    const taken = { ...crate, record: 'other' }
    expect(overlay(taken, [recorded])).toEqual(taken)
    expect(overlay(taken, [amended])).toEqual(taken)
  })

  test('a held crate does not move by being scanned', () => {
    expect(overlay({ ...crate, state: 'held' }, [arrived]).state).toBe('held')
  })

  test('a frozen lot freezes each of its crates, whichever one it was found in', () => {
    const frozen: Pending = {
      ...MINE,
      id: 'e4',
      kind: 'lot.frozen',
      at: 't4',
      body: {
        lot: '210900113004200/NL/bulbs/Tulipa gesneriana',
        crate: '210900113004200/9',
        reason: '发现活虫',
        suspect: null,
        steps: [],
        photos: [],
      },
    }
    const other = { ...crate, goods: { ...crate.goods, latin: 'Narcissus' } }
    expect(concerns(frozen, crate)).toBe(true)
    expect(concerns(frozen, other)).toBe(false)
    expect(overlay(crate, [frozen]).standing.frozen).toBe('e4')
    const shown: Pending = {
      ...MINE,
      id: 'e5',
      kind: 'crate.displayed',
      at: 't5',
      body: { crate: crate.id, stand: 'N01', remark: null, photos: [] },
    }
    const released = { ...crate, state: 'released' as const }
    expect(overlay(released, [shown]).state).toBe('displayed')
    expect(overlay(released, [frozen, shown]).state).toBe('released')
  })

  test('each kind says which crate it is about', () => {
    expect(crateOfBody(amended.kind, amended.body as Bodies['inspection.amended'])).toBe(crate.id)
    expect(crateOfBody('crate.arrived', arrived.body as Bodies['crate.arrived'])).toBe(crate.id)
    expect(crateOfBody('entry.withheld', { sha256: '0' })).toBeNull()
  })

  test('a crate counts as unpacked once somebody recorded it', () => {
    expect(isUnpacked(crate)).toBe(false)
    expect(isUnpacked(overlay(crate, [recorded]))).toBe(true)
  })
})

describe('one number at two places', () => {
  const at = (latitude: number | null, longitude: number | null, token: string | null = 'T') => ({
    token,
    latitude,
    longitude,
    accuracy_m: 20,
  })

  test('distances are those of the globe', () => {
    const metres = metresBetween(at(41.1, 121.1), at(38.9, 121.6)) // Jinzhou to Dalian
    expect(metres).toBeGreaterThan(245_000)
    expect(metres).toBeLessThan(255_000)
  })

  test('the second face of the same crate, and a walk across the grounds, are no clone', () => {
    expect(seenElsewhere(at(41.1, 121.1), [at(41.1, 121.1)])).toBe(false)
    expect(seenElsewhere(at(41.1, 121.1), [at(41.1 + (FAR_M - 100) / 111_195, 121.1)])).toBe(false)
    expect(seenElsewhere(at(null, null), [at(41.1, 121.1)])).toBe(false)
  })

  test('a far place, or another token under the number, is', () => {
    expect(seenElsewhere(at(41.1, 121.1), [at(38.9, 121.6)])).toBe(true)
    expect(seenElsewhere(at(null, null, 'U'), [at(null, null)])).toBe(true)
    expect(seenElsewhere(at(null, null, null), [at(null, null)])).toBe(false)
  })
})
