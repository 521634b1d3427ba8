/**
 * Which crates wait for an inspector, and how they are found and put in order.
 *
 * They are put in order once, when they change; a letter that is typed only goes through them.
 */
import type { CrateBrief } from '@/rules/brief.ts'
import type { Crate, CrateState } from '@/wire/types.ts'

const DUE: readonly CrateState[] = ['labelled', 'port_released', 'in_transit', 'arrived']

/** It may be unpacked and nobody has yet. */
export function isDue({ state, record }: Pick<Crate, 'state' | 'record'>): boolean {
  return DUE.includes(state) && record === null
}

export const wordsIn = (query: string): string[] =>
  query.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)

/** Whether every word is in something that names the crate. */
export function names({ text }: Pick<CrateBrief, 'text'>, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word))
}

/** All that fit what was typed, in the order in which they came. */
export function search<Brief extends Pick<CrateBrief, 'text'>>(
  crates: readonly Brief[],
  query: string,
): readonly Brief[] {
  const words = wordsIn(query)
  return words.length === 0 ? crates : crates.filter((crate) => names(crate, words))
}

const inOrder = new Intl.Collator('zh', { numeric: true })

/** By stand; within a stand arrived first, then by number. */
export function inStands(crates: readonly CrateBrief[]): CrateBrief[] {
  const stands = [...new Set(crates.map(({ stand }) => stand))].sort((a, b) => inOrder.compare(a, b))
  const place = new Map(stands.map((stand, at) => [stand, at]))
  const placeOf = ({ stand }: CrateBrief): number => place.get(stand) ?? 0
  return [...crates].sort((a, b) => placeOf(a) - placeOf(b) || arrivedFirst(a, b))
}

function arrivedFirst(a: CrateBrief, b: CrateBrief): number {
  return (
    Number(b.state === 'arrived') - Number(a.state === 'arrived') ||
    Number(a.declaration > b.declaration) - Number(a.declaration < b.declaration) ||
    a.n - b.n
  )
}

export interface StandGroup {
  stand: string
  crates: CrateBrief[]
  /** How many of them are at the expo already. */
  arrived: number
}

/** Groups of crates that are `inStands`; those with arrived crates first. */
export function byStand(crates: readonly CrateBrief[]): StandGroup[] {
  const groups: StandGroup[] = []
  for (const crate of crates) {
    let group = groups.at(-1)
    if (group?.stand !== crate.stand) {
      group = { stand: crate.stand, crates: [], arrived: 0 }
      groups.push(group)
    }
    group.crates.push(crate)
    if (crate.state === 'arrived') group.arrived += 1
  }
  return [...groups.filter(({ arrived }) => arrived > 0), ...groups.filter(({ arrived }) => arrived === 0)]
}
