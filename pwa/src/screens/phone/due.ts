/** Which crates wait for an inspector, and how they are found and put in order. */
import type { Crate, CrateState } from '@/wire/types.ts'

const DUE: readonly CrateState[] = ['labelled', 'port_released', 'in_transit', 'arrived']

/** It may be unpacked and nobody has yet. */
export function isDue(crate: Crate): boolean {
  return DUE.includes(crate.state) && crate.record === null
}

/** What names a crate, of each that was looked through: a search looks anew with every letter. */
const names = new WeakMap<Crate, string>()

function named(crate: Crate): string {
  const known = names.get(crate)
  if (known !== undefined) return known
  const text = [
    crate.stand,
    crate.goods.name,
    crate.goods.latin ?? '',
    crate.exhibitor,
    crate.declaration,
    crate.label?.number ?? '',
    crate.label?.number.replaceAll('-', '') ?? '',
    `${String(crate.n)}/${String(crate.total)}`,
    crate.marks ?? '',
  ]
    .join('\n')
    .toLowerCase()
  names.set(crate, text)
  return text
}

const wordsIn = (query: string): string[] =>
  query.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)

/** Whether every word of what was typed is in something that names the crate. */
export function fits(crate: Crate, query: string): boolean {
  return wordsIn(query).every((word) => named(crate).includes(word))
}

/** All that fit. */
export function search(crates: readonly Crate[], query: string): Crate[] {
  const words = wordsIn(query)
  return crates.filter((crate) => words.every((word) => named(crate).includes(word)))
}

const inOrder = new Intl.Collator('zh', { numeric: true })

export interface StandGroup {
  stand: string
  crates: Crate[]
  /** How many of them are at the expo already. */
  arrived: number
}

/** By stand, those with arrived crates first; within a stand arrived first, then by number. */
export function byStand(crates: readonly Crate[]): StandGroup[] {
  const stands = new Map<string, Crate[]>()
  for (const crate of crates) {
    const there = stands.get(crate.stand)
    if (there) there.push(crate)
    else stands.set(crate.stand, [crate])
  }
  return [...stands]
    .map(([stand, of]) => ({
      stand,
      crates: of.sort(arrivedFirst),
      arrived: of.filter((crate) => crate.state === 'arrived').length,
    }))
    .sort(
      (a, b) =>
        Number(b.arrived > 0) - Number(a.arrived > 0) ||
        inOrder.compare(a.stand, b.stand),
    )
}

function arrivedFirst(a: Crate, b: Crate): number {
  return (
    Number(b.state === 'arrived') - Number(a.state === 'arrived') ||
    Number(a.declaration > b.declaration) - Number(a.declaration < b.declaration) ||
    a.n - b.n
  )
}
