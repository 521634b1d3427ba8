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

/** Where an entry stands, by the server's own answer. */
type Placed = Extract<EntryAnswer, { pos: number }>

/** Prove what is received and not proved yet. Throws ApiError. */
export async function prove(store: Store): Promise<void> {
  for (;;) {
    const { held, dispute } = await logOf(store)
    // under a checkpoint in dispute nothing is proved, but for the very entry that was missing
    if (!held || (dispute && dispute.sort !== 'not_included')) return
    const waiting = placed(await store.inner.unproved(held.size, MAX_PROOFS))
    if (waiting.length === 0) return
    const proofs = await fetchProofs(store, held, waiting)
    const good: [string, EntryProof][] = []
    for (const [i, [entry, answer]] of waiting.entries()) {
      const path = proofs[i] ?? []
      if (await holds(entry, answer, path, held)) {
        good.push([entry.id, proofOf(answer, path, held)])
      } else {
        await store.inner.proved(good)
        await store.inner.dispute('not_included', held.note, entry.id)
        return
      }
    }
    await store.inner.proved(good)
  }
}

function placed(entries: readonly EntryRow[]): [EntryRow, Placed][] {
  return entries.flatMap((entry): [EntryRow, Placed][] =>
    entry.answer && 'pos' in entry.answer ? [[entry, entry.answer]] : [],
  )
}

/** The paths, in the order asked. */
async function fetchProofs(
  store: Store,
  held: Held,
  waiting: readonly (readonly [EntryRow, Placed])[],
): Promise<Uint8Array[][]> {
  const json = { size: held.size, pos: waiting.map(([, { pos }]) => pos) }
  const shared = await call<SharedProofs>('/api/log/proofs', { method: 'POST', json })
  const { size, root, note } = await signed(store, shared.checkpoint)
  if (size === held.size && root !== held.root) await store.inner.dispute('rewritten', note)
  if (size !== held.size || root !== held.root) throw badAnswer()
  const nodes = hashesOf(shared.nodes)
  if (!Array.isArray(shared.paths) || shared.paths.length !== waiting.length) throw badAnswer()
  return shared.paths.map((path) =>
    path.map((at) => {
      const node = nodes[at]
      if (!node) throw badAnswer()
      return node
    }),
  )
}

async function holds(
  { jws }: EntryRow,
  answer: Placed,
  path: readonly Uint8Array[],
  { size, root }: Held,
): Promise<boolean> {
  const code = answer.answer === 'quarantined' ? answer.code : null
  const judged = answer.answer === 'quarantined' ? 'quarantined' : 'stored'
  const leaf = await leafHash(jws, answer.received_at, judged, code)
  return verifyInclusion(leaf, answer.pos, size, path, fromBase64(root))
}

function proofOf(answer: Placed, path: readonly Uint8Array[], held: Held): EntryProof {
  const { pos, received_at } = answer
  const { origin, size, note } = held
  const judged = answer.answer === 'quarantined' ? `quarantined:${answer.code}` : 'stored'
  return {
    ...{ origin, pos, size, received_at, judged },
    checkpoint: note,
    path: path.map((hash) => toBase64(hash)),
    proved_at: instant(),
  }
}
