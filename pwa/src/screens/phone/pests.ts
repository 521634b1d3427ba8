/** Finding an organism in a list by whatever a person types of it. */
import type { Pest } from '@/wire/types.ts'

/** 0 best; null no match. */
function rank(pest: Pest, query: string): number | null {
  const names = [pest.zh, pest.latin.toLowerCase(), pest.pinyin, pest.initials, pest.eppo.toLowerCase()]
  if (names.some((name) => name === query)) return 0
  if (names.some((name) => name.startsWith(query))) return 1
  // `Ditylenchus dipsaci` by `dips`, and by `dit dip`.
  const words = pest.latin.toLowerCase().split(/\s+/)
  const parts = query.split(/\s+/)
  if (parts.every((part) => words.some((word) => word.startsWith(part)))) return 2
  if (names.some((name) => name.includes(query))) return 3
  return null
}

/** Those that fit, best first, else in the order of the list; all of them for an empty query. */
export function findPests(pests: readonly Pest[], query: string): Pest[] {
  const wanted = query.normalize('NFKC').trim().toLowerCase()
  if (!wanted) return [...pests]
  return pests
    .flatMap((pest) => {
      const found = rank(pest, wanted)
      return found === null ? [] : [{ pest, found }]
    })
    .sort((a, b) => a.found - b.found)
    .map(({ pest }) => pest)
}
