/** Which crates wait for an inspector, and how they are found and put in order. */
import type { Crate, CrateState } from '@/wire/types.ts'

const DUE: readonly CrateState[] = ['labelled', 'port_released', 'in_transit', 'arrived']

/** It may be unpacked and nobody has yet. */
export function isDue(crate: Crate): boolean {
  return DUE.includes(crate.state) && crate.record === null
}

/** Whether every word of what was typed is in something that names the crate. */
export function fits(crate: Crate, query: string): boolean {
  const named = [
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
  const words = query.normalize('NFKC').trim().toLowerCase().split(/\s+/)
  return words.every((word) => named.includes(word))
}

export interface StandGroup {
  stand: string
  crates: Crate[]
  /** How many of them are at the expo already. */
  arrived: number
}

/** By stand, those with arrived crates first; within a stand arrived first, then by number. */
export function byStand(crates: readonly Crate[]): StandGroup[] {
  const stands = new Map<string, Crate[]>()
  for (const crate of crates) stands.set(crate.stand, [...(stands.get(crate.stand) ?? []), crate])
  return [...stands]
    .map(([stand, of]) => ({
      stand,
      crates: of.sort(arrivedFirst),
      arrived: of.filter((crate) => crate.state === 'arrived').length,
    }))
    .sort(
      (a, b) =>
        Number(b.arrived > 0) - Number(a.arrived > 0) ||
        a.stand.localeCompare(b.stand, 'zh', { numeric: true }),
    )
}

function arrivedFirst(a: Crate, b: Crate): number {
  return (
    Number(b.state === 'arrived') - Number(a.state === 'arrived') ||
    a.declaration.localeCompare(b.declaration) ||
    a.n - b.n
  )
}
