/**
 * The phone as a witness of the server's log.
 *
 * Guarantees: no answer counts without a checkpoint that the log's key signed; a checkpoint is taken
 * only when it was shown to follow the one in hand; where it does not, both are kept as evidence,
 * everything retained is offered again, and the checkpoint in hand stays.
 */
import type { DisputeSort, Held, LogMemory, Store } from '../store/types.ts'
import { fromBase64 } from '../wire/base64.ts'
import { verifyConsistency } from '../wire/merkle.ts'
import {
  type Checkpoint,
  type LogKey,
  NotANote,
  openVkey,
  readNote,
  verifyNote,
  vkeyOf,
} from '../wire/notes.ts'
import { instant } from '../wire/time.ts'
import type { ConsistencyProof } from '../wire/types.ts'
import { ApiError, call, request } from './client.ts'

/** Other tabs may take a checkpoint at the same time, but not for ever. */
const MAX_TRIES = 8

/** A checkpoint as it came with an answer, its signature verified. */
export interface Signed extends Checkpoint {
  note: string
}

/**
 * Throws ApiError `unsigned` for what this log's key did not sign (a portal, another server), and
 * for a checkpoint of another log that it did sign, which is kept as evidence.
 */
export async function signed(store: Store, note: unknown): Promise<Signed> {
  const { vkey } = await logOf(store)
  if (typeof note !== 'string') throw unsigned()
  try {
    return { ...(await verifyNote(note, await openVkey(vkey))), note }
  } catch (error) {
    if (!(error instanceof NotANote)) throw error
  }
  const renamed = await signedUnderAnotherName(note, vkey)
  if (!renamed) throw unsigned()
  await store.inner.dispute('another_log', note)
  throw disputed()
}

/** Compare with the checkpoint in hand, and take it where it follows. Throws ApiError. */
export async function witness(store: Store, given: string): Promise<void> {
  let note = given
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const [seen, { held, dispute }] = [await signed(store, note), await logOf(store)]
    if (held?.note === note && !dispute) return
    const found = await compare(held, seen)
    if (found === 'older') {
      note = await newestNote() // an answer overtaken by another tab's, unless the log itself went back
      const fresh = await signed(store, note)
      if (fresh.size < (held?.size ?? 0)) {
        await store.inner.dispute('rolled_back', note)
        return
      }
    } else if (found === 'rewritten') {
      await store.inner.dispute('rewritten', note)
      return
    } else if (await store.inner.hold(held?.note ?? null, { ...seen, at: instant() })) return
  }
}

/**
 * The checkpoint and key of the log that a restored server begins: the same key under a name that
 * this phone never saw. Throws ApiError `log_disputed` for any other, and keeps the evidence.
 */
export async function afterRestore(
  store: Store,
  note: unknown,
): Promise<{ vkey: string; held: Held }> {
  const { vkey, former } = await logOf(store)
  if (typeof note !== 'string') throw unsigned()
  const name = originOf(note)
  const known = [(await openVkey(vkey)).name, ...former.map((log) => log.origin)]
  const renamed = await signedUnderAnotherName(note, vkey)
  const sort: DisputeSort | null = known.includes(name) ? 'another_log' : renamed ? null : 'another_key'
  if (sort !== null || !renamed) {
    await store.inner.dispute(sort ?? 'another_key', note)
    throw disputed()
  }
  return { vkey: await vkeyOf(renamed.key), held: { ...renamed.checkpoint, note, at: instant() } }
}

/** Hand in what the office may need to see for itself. What fails is tried again at the next sync. */
export async function handIn(store: Store): Promise<void> {
  const { dispute, former, handed_in } = await logOf(store)
  const evidence = [dispute?.held ?? null, ...former.map(({ note }) => note)]
  for (const note of evidence) {
    if (note === null || handed_in.includes(note)) continue
    try {
      await call('/api/log/held', { method: 'POST', json: { note } })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.status !== 400) return
    }
    await store.inner.handedIn(note)
  }
}

async function compare(
  held: Held | null,
  seen: Signed,
): Promise<'follows' | 'older' | 'rewritten'> {
  if (held === null) return 'follows'
  if (seen.size < held.size) return 'older'
  if (seen.size === held.size) return seen.root === held.root ? 'follows' : 'rewritten'
  if (held.size === 0) return 'follows' // any log begins with nothing
  return (await isConsistent(held, seen)) ? 'follows' : 'rewritten'
}

async function isConsistent(held: Held, seen: Signed): Promise<boolean> {
  const query = { first: held.size, second: seen.size }
  const { proof } = await call<ConsistencyProof>('/api/log/consistency', { query })
  const [older, newer] = [fromBase64(held.root), fromBase64(seen.root)]
  return verifyConsistency(held.size, older, seen.size, newer, hashesOf(proof))
}

/** Base64 hashes as bytes. Throws ApiError where the answer is something else altogether. */
export function hashesOf(texts: unknown): Uint8Array[] {
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string')) throw badAnswer()
  try {
    return texts.map(fromBase64)
  } catch {
    throw badAnswer()
  }
}

/** The log's newest checkpoint, as a note that is yet to be verified. Throws ApiError. */
export function newestNote(): Promise<string> {
  return request('/api/log/checkpoint', {}, (response) => response.text())
}

async function signedUnderAnotherName(
  note: string,
  vkey: string,
): Promise<{ checkpoint: Checkpoint; key: LogKey } | null> {
  const key: LogKey = { ...(await openVkey(vkey)), name: originOf(note) }
  try {
    return { checkpoint: await verifyNote(note, key), key }
  } catch (error) {
    if (error instanceof NotANote) return null
    throw error
  }
}

/** Whose log a note says it is of. Throws ApiError `unsigned` where it is no note. */
function originOf(note: string): string {
  try {
    return readNote(note).origin
  } catch {
    throw unsigned()
  }
}

export async function logOf(store: Store): Promise<LogMemory> {
  const log = await store.log()
  if (!log) throw unsigned()
  return log
}

export function unsigned(): ApiError {
  return new ApiError(
    200,
    'unsigned',
    '应答没有本系统的签名，不作数。 The answer does not bear our log’s signature and does not count.',
    '记录已存本机。请检查网络；仍不行请联系管理员。 ' +
      'Everything is kept on this phone. Check the network; if it stays, call the administrator.',
  )
}

export function badAnswer(): ApiError {
  return new ApiError(
    200,
    'bad_answer',
    '服务器的应答无法识别。 The server gave an answer that makes no sense.',
    '请稍后再试；仍不行请联系管理员。 Try again later; if it stays, call the administrator.',
  )
}

export function disputed(): ApiError {
  return new ApiError(
    200,
    'log_disputed',
    '服务器记录与本机回执不一致。 The server’s journal contradicts what it confirmed to this phone.',
    '记录已存本机，请联系管理员。 Everything is kept on this phone; call the administrator.',
  )
}
