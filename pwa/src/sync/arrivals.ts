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
import { badAnswer, logOf, newestNote, witness } from './witness.ts'

const MAX_ARRIVALS = 200

/** Prove the arrivals that the journal knows of. Throws ApiError. */
export async function proveArrivals(store: Store): Promise<void> {
  const { held, dispute } = await logOf(store)
  if (!held || dispute) return
  const waiting = await store.inner.photosUnproved(held.origin)
  for (let at = 0; at < waiting.length; at += MAX_ARRIVALS) {
    await proveSome(store, waiting.slice(at, at + MAX_ARRIVALS))
  }
}

async function proveSome(store: Store, photos: readonly PhotoRow[]): Promise<void> {
  const json = { photos: photos.map(({ sha256 }) => sha256) }
  const told = await call<PhotoArrivals>('/api/log/photos', { method: 'POST', json })
  if (!Array.isArray(told.arrivals)) throw badAnswer()
  const held = await covering(store, Math.max(...told.arrivals.map(({ entry }) => entry.pos)))
  const there = held ? told.arrivals.filter(({ entry }) => entry.pos < held.size) : []
  if (!held || there.length === 0) return
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

/**
 * A checkpoint that covers this position, where the log has one: the journal hears of a photo a
 * moment after its sender, so the one in hand is often older by that moment.
 */
async function covering(store: Store, pos: number): Promise<Held | null> {
  const { held } = await logOf(store)
  if (!held || pos < held.size) return held
  await witness(store, await newestNote())
  const now = await logOf(store)
  return now.dispute ? null : now.held
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
