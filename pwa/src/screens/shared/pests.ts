/**
 * Finding an organism in lists of any size by whatever a person types of it.
 *
 * The index is built once for the editions in hand and searched by plain string scans: ten thousand
 * organisms take a few milliseconds a keystroke, on a slow phone as well.
 */
import type { Pest, PestListDoc, PestListPartDoc } from '@/wire/types.ts'

export interface Edition {
  id: string
  edition: string
  source_zh: string
  source_en: string
  organisms: number
}

/** An organism, and the edition on whose word it is regulated or not. */
export interface Listed extends Omit<Pest, 'eppo' | 'pinyin' | 'initials'> {
  eppo: string | null
  list: string
  edition: string
}

interface Entry {
  pest: Listed
  /** All that it is called, lower case, a line each; words of a line stand behind a space. */
  names: string
}

type Source = Pick<Edition, 'id' | 'edition' | 'source_zh' | 'source_en'> & {
  pests: (Omit<Pest, 'eppo'> & { eppo: string | null })[]
}

/** The lists that count: an official one, in parts, takes the place of the seed list of its id. */
export function inForce(
  seeds: readonly PestListDoc[],
  parts: readonly PestListPartDoc[],
): Source[] {
  const official = parts.map(({ part }) => part).sort((a, b) => a.part - b.part)
  const ids = [...new Set(official.map(({ id }) => id))]
  const whole = ids.flatMap((id) => newest(official.filter((part) => part.id === id)))
  return [...whole, ...seeds.map(({ list }) => list).filter(({ id }) => !ids.includes(id))]
}

/** The parts of the newest edition; while some of them are still on their way, whatever is here. */
function newest<P extends { part: number; parts: number; digest: string }>(parts: P[]): P[] {
  const [first] = parts
  const same = parts.filter(({ digest }) => digest === first?.digest)
  return first?.part === 1 && same.length === first.parts ? same : parts
}

export class PestIndex {
  readonly editions: Edition[]
  readonly #entries: Entry[]

  constructor(sources: readonly Source[]) {
    this.#entries = sources.flatMap((source) => source.pests.map((pest) => entryOf(pest, source)))
    this.editions = editionsOf(sources)
  }

  get size(): number {
    return this.#entries.length
  }

  /** Those that fit, best first, then in the order of the list. */
  find(query: string, limit: number): Listed[] {
    const wanted = query.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ')
    if (!wanted) return this.#entries.slice(0, limit).map(({ pest }) => pest)
    const words = wanted.split(' ')
    const ranked: Listed[][] = [[], [], [], [], []]
    for (const { pest, names } of this.#entries) {
      const rank = rankOf(names, wanted, words)
      if (rank !== null) ranked[rank]?.push(pest)
    }
    return ranked.flat().slice(0, limit)
  }

  /** Those that live on a genus, the regulated first: what to look for in a crate of it. */
  livingOn(genus: string, limit: number): Listed[] {
    const wanted = genus.toLowerCase()
    const found = this.#entries
      .map(({ pest }) => pest)
      .filter(({ hosts }) => hosts.toLowerCase().includes(wanted))
    return [...found.filter((one) => one.regulated), ...found.filter((one) => !one.regulated)].slice(0, limit)
  }
}

function entryOf(
  { eppo, latin, zh, pinyin, initials, class: kind, regulated, hosts }: Source['pests'][number],
  { id, edition }: Source,
): Entry {
  const names = `\n${zh}\n${latin}\n${pinyin}\n${initials}\n${eppo ?? ''}\n`
  return {
    pest: { eppo, latin, zh, class: kind, regulated, hosts, list: id, edition },
    names: names.normalize('NFKC').toLowerCase(),
  }
}

function editionsOf(sources: readonly Source[]): Edition[] {
  const found = new Map<string, Edition>()
  for (const { id, edition, source_zh, source_en, pests } of sources) {
    const key = JSON.stringify([id, edition])
    const before = found.get(key)?.organisms ?? 0
    found.set(key, { id, edition, source_zh, source_en, organisms: before + pests.length })
  }
  return [...found.values()]
}

/** 0 a whole name, 1 its beginning, 2 beginnings of its words, 3 a piece, 4 pieces; null none. */
function rankOf(names: string, wanted: string, words: readonly string[]): number | null {
  if (words.length === 1 && !names.includes(wanted)) return null // most of them
  const joined = words.join('')
  if (names.includes(`\n${wanted}\n`)) return 0
  if (names.includes(`\n${wanted}`) || names.includes(`\n${joined}`)) return 1
  if (words.every((word) => names.includes(` ${word}`) || names.includes(`\n${word}`))) return 2
  if (names.includes(wanted)) return 3
  return words.every((word) => names.includes(word)) ? 4 : null
}
