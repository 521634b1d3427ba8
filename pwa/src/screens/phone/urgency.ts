/**
 * In which order tasks are done: what is here first; of that the expo's goods, then what is alive, then
 * what is over its time, then the nearest deadline. What is near goes before all of it
 * where tasks are shown by stand.
 */
import type { CrateBrief } from '@/rules/brief.ts'
import { clockOf, type Clock } from '@/rules/clocks.ts'
import type { ClockPlan, GoodsClass } from '@/wire/types.ts'

/** 活体与鲜活材料: what suffers by waiting. */
const LIVE: readonly GoodsClass[] = ['animals', 'plants', 'bulbs', 'cut_flowers']

const inOrder = new Intl.Collator('zh', { numeric: true })

export type Clocks = ReadonlyMap<string, Clock>

/** The clocks that run or are stopped, by crate. `begun`: crates with a draft; `returned`: sent back. */
export function clocksOf(
  crates: readonly CrateBrief[],
  plan: ClockPlan | null,
  begun: ReadonlySet<string>,
  returned: ReadonlySet<string>,
): Map<string, Clock> {
  const clocks = new Map<string, Clock>()
  if (!plan) return clocks
  for (const { id, state, since } of crates) {
    const clock = clockOf({ state, since, begun: begun.has(id), returned: returned.has(id) }, plan)
    if (clock) clocks.set(id, clock)
  }
  return clocks
}

/** By stand, declaration and number: the order of what is equally urgent. It stays as time goes by. */
export function inPlace(crates: readonly CrateBrief[]): CrateBrief[] {
  const stands = [...new Set(crates.map(({ stand }) => stand))].sort(inOrder.compare)
  const placeOf = new Map(stands.map((stand, place) => [stand, place]))
  return crates
    .map((crate) => ({ crate, place: placeOf.get(crate.stand) ?? 0 }))
    .sort(
      (a, b) =>
        a.place - b.place ||
        Number(a.crate.declaration > b.crate.declaration) - Number(a.crate.declaration < b.crate.declaration) ||
        a.crate.n - b.crate.n,
    )
    .map(({ crate }) => crate)
}

/** The latest deadline that has passed: while it stays, time alone moves nothing in `byUrgency`. */
export function passedBy(clocks: Clocks, now: number): number {
  let passed = -Infinity
  for (const { due } of clocks.values()) if (due !== null && due <= now && due > passed) passed = due
  return passed
}

/** What `inPlace` gave, most urgent first; `passed` is the time now, or the last deadline before it. */
export function byUrgency(placed: readonly CrateBrief[], clocks: Clocks, passed: number): CrateBrief[] {
  const ranked = placed.map((crate) => {
    const due = clocks.get(crate.id)?.due ?? null
    const rank =
      (crate.state === 'arrived' ? 0 : 8) +
      (crate.number === null ? 4 : 0) +
      (LIVE.includes(crate.goods.class) ? 0 : 2) +
      (due !== null && due <= passed ? 0 : 1)
    return { crate, rank, due: due ?? 0 }
  })
  ranked.sort((a, b) => a.rank - b.rank || a.due - b.due) // stable: the rest stays in place
  return ranked.map(({ crate }) => crate)
}

/** The hall or field that a stand is in: `B12` of `B12-07`, `N` of `N01`. */
const hallOf = (stand: string): string =>
  stand.includes('-') ? stand.slice(0, stand.indexOf('-')) : stand.replace(/\d+$/, '')

export interface StandGroup {
  stand: string
  crates: CrateBrief[]
  /** How many of them are at the expo already. */
  arrived: number
  /** Where the last scan or record was, or in the same hall. */
  near: 'here' | 'hall' | null
}

/** By stand, in the order in which `crates` first name it; what is near `at` comes first. */
export function byStand(crates: readonly CrateBrief[], at: string | null): StandGroup[] {
  const stands = new Map<string, CrateBrief[]>()
  for (const crate of crates) {
    const there = stands.get(crate.stand)
    if (there) there.push(crate)
    else stands.set(crate.stand, [crate])
  }
  const groups = [...stands].map(([stand, of]): StandGroup => ({
    stand,
    crates: of,
    arrived: of.filter((crate) => crate.state === 'arrived').length,
    near: stand === at ? 'here' : at !== null && hallOf(stand) === hallOf(at) ? 'hall' : null,
  }))
  const far = ({ near }: StandGroup): number => (near === 'here' ? 0 : near === 'hall' ? 1 : 2)
  return groups.sort((a, b) => far(a) - far(b)) // stable: the order of urgency stays
}
