/** Which crates wait for an inspector, and how they are found; `urgency.ts` puts them in order. */
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
