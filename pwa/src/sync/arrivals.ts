/**
 * Proves that the office holds this phone's photos: 已收 becomes 已存证.
 *
 * Guarantee: a photo is sealed only by a proof computed here, of the entry in which the office's
 * desk says that it stored a photo of this very hash and size, which the journal took at its word.
 */
import type { ArrivalProof, Held, PhotoRow, Store } from '../store/types.ts'
import { openEntry } from '../wire/seal.ts'
import type { PhotoArrival, PhotoArrivals } from '../wire/types.ts'
import { call } from './client.ts'
import { isIncluded, type Leaf, pathsOf, proofOf } from './proofs.ts'
import { badAnswer, logOf } from './witness.ts'

const MAX_ARRIVALS = 200

/** Prove the arrivals that the checkpoint in hand covers. Throws ApiError. */
export async function proveArrivals(store: Store): Promise<void> {
  const { held, dispute } = await logOf(store)
  if (!held || dispute) return
  const waiting = await store.inner.photosUnproved(held.origin)
  for (let at = 0; at < waiting.length; at += MAX_ARRIVALS) {
    await proveSome(store, held, waiting.slice(at, at + MAX_ARRIVALS))
  }
}

async function proveSome(store: Store, held: Held, photos: readonly PhotoRow[]): Promise<void> {
  const json = { photos: photos.map(({ sha256 }) => sha256) }
  const told = await call<PhotoArrivals>('/api/log/photos', { method: 'POST', json })
  if (!Array.isArray(told.arrivals)) throw badAnswer()
  // the journal may have heard of one since the checkpoint in hand: that is for the next time
  const there = told.arrivals.filter(({ entry }) => entry.pos < held.size)
  if (there.length === 0) return
  const paths = await pathsOf(store, held, there.map(({ entry }) => entry.pos))
  const good: [string, ArrivalProof][] = []
  for (const [i, arrival] of there.entries()) {
    const [leaf, path] = [leafOf(arrival), paths[i] ?? []]
    const photo = photos.find(({ sha256 }) => sha256 === arrival.sha256)
    if (!photo || !speaksOf(leaf, photo) || !(await isIncluded(leaf, path, held))) {
      await store.inner.photosProved(good)
      throw badAnswer()
    }
    good.push([photo.sha256, { ...proofOf(leaf, path, held), jws: leaf.jws }])
  }
  await store.inner.photosProved(good)
}

/** As the journal took it; in any other way it would be no leaf of the log. */
function leafOf({ entry: { jws, pos, received_at } }: PhotoArrival): Leaf {
  return { jws, pos, received_at, judged: 'stored', code: null }
}

function speaksOf({ jws }: Leaf, { sha256, size }: PhotoRow): boolean {
  try {
    const { kind, body } = openEntry<{ sha256: string; size: number }>(jws)
    // of the office's kinds this phone knows only those that it is sent
    return (kind as string) === 'photo.stored' && body.sha256 === sha256 && body.size === size
  } catch {
    return false // no entry at all
  }
}
