/** What comes first: at a stand, and by the clock. */
import { expect, test } from 'vitest'
import type { ClockPlan, Crate } from '@/wire/types.ts'
import { briefOf, type CrateBrief } from '@/rules/brief.ts'
import { aCrate as whole } from './fixtures.ts'
import { byStand, byUrgency, clocksOf, inPlace, passedBy } from './urgency.ts'

const aCrate = (n: number, more: Partial<Crate> = {}): CrateBrief => briefOf(whole(n, more))
const hours = (n: number) => ({ n, unit: 'hours' as const })
const PLAN: ClockPlan = {
  terms: { acceptance: hours(1), attendance: hours(4), inspection: hours(8), signing: hours(24), near_minutes: 60 },
  calendar: { zone_minutes: 480, first: '2013-01-01', last: '2013-12-31', off: [], on: [] },
}
const NOON = Date.parse('2013-05-10T12:00:00+08:00')
const label = { number: 'DAL13-000123-D' } as Crate['label']
const none = new Set<string>()
const here = (n: number, at: string, more: Partial<Crate> = {}): CrateBrief =>
  aCrate(n, { state: 'arrived', since: `2013-05-10T${at}:00+08:00`, label, ...more })
const food = { ...whole(1).goods, class: 'food' as const }
const order = (crates: CrateBrief[]): number[] =>
  byUrgency(inPlace(crates), clocksOf(crates, PLAN, none, none), NOON).map(({ n }) => n)

test('what is over its time leads, then the nearest deadline, then what is not here yet', () => {
  const crates = [aCrate(9, { label }), here(1, '11:00'), here(2, '09:30'), here(3, '07:00'), aCrate(8, { label })]
  expect(order(crates)).toEqual([3, 2, 1, 8, 9])
})

test('goods of the expo go before others, what is alive before the rest, whatever the clock', () => {
  const crates = [
    here(1, '06:00', { label: null }),
    here(2, '06:30', { goods: food }),
    here(3, '11:30'),
    here(4, '07:30'),
  ]
  expect(order(crates)).toEqual([4, 3, 2, 1])
})

test('what is equally urgent goes by stand as people count, then by declaration and number', () => {
  const at = [
    ['S10', 'B', 1],
    ['S9', 'B', 2],
    ['S9', 'B', 1],
    ['S9', 'A', 3],
  ] as const
  const crates = at.map(([stand, declaration, n]) => aCrate(n, { stand, declaration }))
  const sorted = byUrgency(inPlace(crates), new Map(), NOON)
  expect(sorted.map(({ stand, declaration, n }) => [stand, declaration, n])).toEqual([at[3], at[2], at[1], at[0]])
})

test('until the next deadline passes, time alone moves nothing', () => {
  const crates = [here(1, '11:00'), here(2, '09:30'), here(3, '07:00')]
  const clocks = clocksOf(crates, PLAN, none, none)
  const dues = [...clocks.values()].map(({ due }) => due ?? NaN).sort((a, b) => a - b)
  const [first = NaN, second = NaN] = dues
  expect(passedBy(clocks, first - 1)).toBe(-Infinity)
  expect(passedBy(clocks, second - 1)).toBe(first)
  expect(passedBy(clocks, second)).toBe(second)
  for (const now of [first - 1, first, second - 1, second, NOON]) {
    expect(byUrgency(inPlace(crates), clocks, passedBy(clocks, now))).toEqual(byUrgency(inPlace(crates), clocks, now))
  }
})

test('a crate that was begun has until the end of its inspection', () => {
  const crate = here(1, '07:00')
  const clocks = clocksOf([crate], PLAN, new Set([crate.id]), none)
  expect([...clocks.values()].map(({ name }) => name)).toEqual(['inspection'])
})

test('without the plan what is here still leads', () => {
  const crates = [aCrate(1, { label }), here(2, '11:00')]
  expect(byUrgency(inPlace(crates), clocksOf(crates, null, none, none), NOON).map(({ n }) => n)).toEqual([2, 1])
})

test('what is near comes first, then its hall, then by urgency', () => {
  const crates = ['C03-1', 'B12-07', 'A01-2', 'B12-09', 'C03-1'].map((stand, n) => aCrate(n + 1, { stand }))
  const groups = byStand(crates, 'B12-09').map(({ stand, near, crates: of }) => [stand, near, of.length])
  expect(groups).toEqual([
    ['B12-09', 'here', 1],
    ['B12-07', 'hall', 1],
    ['C03-1', null, 2],
    ['A01-2', null, 1],
  ])
  expect(byStand(crates, null)[0]?.stand).toBe('C03-1')
})

test('halls are letters where stands have no hyphen', () => {
  const crates = ['E03', 'N01', 'N11'].map((stand, n) => aCrate(n + 1, { stand }))
  expect(byStand(crates, 'N02').map(({ stand }) => stand)).toEqual(['N01', 'N11', 'E03'])
})
