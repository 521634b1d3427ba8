/**
 * Proves this phone's entries: 已收 becomes 已存证.
 *
 * Guarantee: an entry is sealed only by a proof computed here, from its own bytes, under the
 * checkpoint in hand. Proofs are fetched together, since neighbours share most of their hashes.
 */
import type { EntryProof, EntryRow, Held, Store } from '../store/types.ts'
import { fromBase64, toBase64 } from '../wire/base64.ts'
import { leafHash, verifyInclusion } from '../wire/merkle.ts'
import { instant } from '../wire/time.ts'
import type { EntryAnswer, SharedProofs } from '../wire/types.ts'
import { call } from './client.ts'
import { badAnswer, hashesOf, logOf, signed } from './witness.ts'

export const MAX_PROOFS = 1000

/** What a leaf of the log commits to, and where it stands. */
export interface Leaf {
  jws: string
  pos: number
  received_at: string
  judged: 'stored' | 'quarantined'
  code: string | null
}

/** Prove what is received and not proved yet. Throws ApiError. */
export async function prove(store: Store): Promise<void> {
  for (;;) {
    const { held, dispute } = await logOf(store)
    // under a checkpoint in dispute nothing is proved, but for the very entry that was missing
    if (!held || (dispute && dispute.sort !== 'not_included')) return
    const waiting = placed(await store.inner.unproved(held.size, MAX_PROOFS))
    if (waiting.length === 0) return
    const paths = await pathsOf(store, held, waiting.map(([, { pos }]) => pos))
    const good: [string, EntryProof][] = []
    for (const [i, [entry, leaf]] of waiting.entries()) {
      const path = paths[i] ?? []
      if (await isIncluded(leaf, path, held)) {
        good.push([entry.id, proofOf(leaf, path, held)])
      } else {
        await store.inner.proved(good)
        await store.inner.dispute('not_included', held.note, entry.id)
        return
      }
    }
    await store.inner.proved(good)
  }
}

/** A proof of one entry under the checkpoint in hand, unverified; null where that does not cover it. */
export async function freshProof(store: Store, held: Held, entry: EntryRow): Promise<EntryProof | null> {
  const [one] = placed([entry])
  if (!one || one[1].pos >= held.size) return null
  const [path] = await pathsOf(store, held, [one[1].pos])
  return path ? proofOf(one[1], path, held) : null
}

function placed(entries: readonly EntryRow[]): [EntryRow, Leaf][] {
  return entries.flatMap((entry): [EntryRow, Leaf][] =>
    entry.answer && 'pos' in entry.answer ? [[entry, leafOf(entry.jws, entry.answer)]] : [],
  )
}

/** By the server's own answer. */
function leafOf(jws: string, answer: Extract<EntryAnswer, { pos: number }>): Leaf {
  const { pos, received_at } = answer
  return answer.answer === 'quarantined'
    ? { jws, pos, received_at, judged: 'quarantined', code: answer.code }
    : { jws, pos, received_at, judged: 'stored', code: null }
}

/** Paths from these positions up to the checkpoint in hand, in that order. Throws ApiError. */
export async function pathsOf(store: Store, held: Held, pos: readonly number[]): Promise<Uint8Array[][]> {
  const json = { size: held.size, pos }
  const shared = await call<SharedProofs>('/api/log/proofs', { method: 'POST', json })
  const { size, root, note } = await signed(store, shared.checkpoint)
  if (size === held.size && root !== held.root) await store.inner.dispute('rewritten', note)
  if (size !== held.size || root !== held.root) throw badAnswer()
  const nodes = hashesOf(shared.nodes)
  if (!Array.isArray(shared.paths) || shared.paths.length !== pos.length) throw badAnswer()
  return shared.paths.map((path) =>
    path.map((at) => {
      const node = nodes[at]
      if (!node) throw badAnswer()
      return node
    }),
  )
}

/** Whether a leaf is in the tree of the checkpoint in hand, by hashes made here. */
export async function isIncluded(
  { jws, pos, received_at, judged, code }: Leaf,
  path: readonly Uint8Array[],
  { size, root }: Held,
): Promise<boolean> {
  const leaf = await leafHash(jws, received_at, judged, code)
  return verifyInclusion(leaf, pos, size, path, fromBase64(root))
}

export function proofOf(leaf: Leaf, path: readonly Uint8Array[], held: Held): EntryProof {
  const { pos, received_at } = leaf
  const { origin, size, note } = held
  const judged = leaf.code === null ? leaf.judged : `${leaf.judged}:${leaf.code}`
  return {
    ...{ origin, pos, size, received_at, judged },
    checkpoint: note,
    path: path.map((hash) => toBase64(hash)),
    proved_at: instant(),
  }
}
