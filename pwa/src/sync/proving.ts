/**
 * 证明一下: proves one record anew, from the bytes on this phone, saying each step as it is done.
 *
 * Guarantee: nothing is taken on trust but the log's key and this phone's own; a step is `good` only
 * by what was computed here. Without a network it works by the proof kept, and says so.
 */
import type { EntryProof, EntryRow, Held, Store } from '../store/types.ts'
import { fromBase64, sameBytes } from '../wire/base64.ts'
import { fromBase64url, sha256Hex, toHex } from '../wire/base64url.ts'
import { ES256 } from '../wire/keys.ts'
import { leafHash, rootFrom } from '../wire/merkle.ts'
import { ApiError } from './client.ts'
import { freshProof } from './proofs.ts'
import { logOf, signed } from './witness.ts'

export type StepName = 'signature' | 'leaf' | 'fetched' | 'path' | 'checkpoint' | 'signed' | 'photos'

export interface Step {
  name: StepName
  good: boolean
  /** What the words of the step are filled with. */
  said: Record<string, string | number>
}

export interface Proving {
  outcome: 'good' | 'bad' | 'no_proof'
  offline: boolean
}

const SHOWN = 12 // hex digits of a hash that people compare
const utf8 = new TextEncoder()

/** Prove it, telling each step. Throws only where the store fails. */
export async function proveOne(store: Store, id: string, tell: (step: Step) => void): Promise<Proving> {
  const entry = await store.entry(id)
  if (!entry) return { outcome: 'no_proof', offline: false }
  let sound = true
  const step = (name: StepName, good: boolean, said: Step['said'] = {}): boolean => {
    sound &&= good
    tell({ name, good, said })
    return good
  }
  step('signature', await isOwn(store, entry).catch(() => false))
  const { proof, offline } = await proofFor(store, entry)
  if (!proof) return { outcome: sound ? 'no_proof' : 'bad', offline }
  const [judged, code = null] = proof.judged.split(':')
  const leaf = await leafHash(entry.jws, proof.received_at, judged as 'stored' | 'quarantined', code)
  step('leaf', true, { hash: toHex(leaf).slice(0, SHOWN) })
  step('fetched', true, { pos: proof.pos + 1, n: proof.path.length })
  const root = await rootOf(leaf, proof).catch(() => null)
  step('path', root !== null, { hash: root ? toHex(root).slice(0, SHOWN) : '' })
  const head = await signed(store, proof.checkpoint).catch(() => null)
  step('signed', head !== null)
  const same = head !== null && root !== null && sameBytes(root, fromBase64(head.root))
  step('checkpoint', same && head.size === proof.size, { n: proof.size })
  const { whole, n } = await photosOf(store, entry)
  if (n) step('photos', whole, { n })
  return { outcome: sound ? 'good' : 'bad', offline }
}

/** Where the path leads. Rejects where a hash of it is none. */
async function rootOf(leaf: Uint8Array, { pos, size, path }: EntryProof): Promise<Uint8Array | null> {
  return rootFrom(leaf, pos, size, path.map(fromBase64))
}

/** Whether the device key kept here signed exactly these bytes. */
async function isOwn(store: Store, { jws, dev }: EntryRow): Promise<boolean> {
  const key = await store.inner.keyOf(dev)
  const [head, payload, signature] = jws.split('.')
  if (!key || !head || !payload || !signature) return false
  return crypto.subtle.verify(ES256, key, fromBase64url(signature), utf8.encode(`${head}.${payload}`))
}

/** A proof fetched now under the checkpoint in hand; else the newest one kept. */
async function proofFor(
  store: Store,
  entry: EntryRow,
): Promise<{ proof: EntryProof | null; offline: boolean }> {
  const { held }: { held: Held | null } = await logOf(store)
  try {
    const proof = held && (await freshProof(store, held, entry))
    if (proof) return { proof, offline: false }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { proof: entry.proofs.at(-1) ?? null, offline: true }
  }
  return { proof: entry.proofs.at(-1) ?? null, offline: false }
}

/** The photos that are still here, hashed anew. */
async function photosOf(store: Store, entry: EntryRow): Promise<{ whole: boolean; n: number }> {
  let [whole, n] = [true, 0]
  for (const { sha256 } of entry.photos) {
    const bytes = await store.photoBytes(sha256)
    if (!bytes) continue // its bytes have made room, long after they were 已存证
    n += 1
    whole &&= (await sha256Hex(bytes)) === sha256
  }
  return { whole, n }
}
