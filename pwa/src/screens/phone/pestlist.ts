/** The index of the pest lists on this phone, built once and again only when an edition changes. */
import type { ShallowRef } from 'vue'
import { useLive } from '../shared/core.ts'
import type { Store } from '@/store/types.ts'
import { inForce, PestIndex } from '../shared/pests.ts'

let built: { signature: string; index: PestIndex } | null = null

async function load(store: Store): Promise<PestIndex> {
  const [seeds, parts] = await Promise.all([store.rows('pestlist'), store.rows('pestpart')])
  const signature = JSON.stringify([
    seeds.map(({ list }) => [list.id, list.edition, list.pests.length]),
    parts.map(({ part }) => [part.id, part.digest, part.edition, part.part]),
  ])
  if (built?.signature !== signature) built = { signature, index: new PestIndex(inForce(seeds, parts)) }
  return built.index
}

export function usePests(): ShallowRef<PestIndex | undefined> {
  return useLive(['rows'], load)
}
