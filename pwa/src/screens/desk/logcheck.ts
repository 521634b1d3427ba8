/**
 * The whole log, proved from its bytes: every leaf is hashed again, the tree grown again, every
 * signature checked, and the head compared with the signed checkpoint and with what this browser
 * proved before. Nothing that the server says of itself is believed, but for its public key the
 * first time.
 */
import { fromBase64, sameBytes } from '@/wire/base64.ts'
import { leafHash } from '@/wire/merkle.ts'
import { NotANote, openVkey, readNote, verifyNote, type Checkpoint } from '@/wire/notes.ts'
import type { LoggedEntries, LoggedEntry } from '@/wire/types.ts'
import { Signers, type Signed } from './logsigners.ts'
import { GrowingTree } from './logtree.ts'

/** A head that this browser proved, and the log's key at that time. */
export interface Kept extends Checkpoint {
  /** The verifier key of the log. */
  vkey: string
  /** RFC 3339. */
  at: string
}

export interface Asked {
  note: string
  vkey: string
  kept: Kept | null
  /** A checkpoint of earlier that somebody kept elsewhere, as printed; empty for none. */
  old: string
}

/** Entries from a position on. */
export type Source = (from: number) => Promise<LoggedEntries>

export type FaultCode =
  | 'note' // the checkpoint is not validly signed
  | 'key_changed' // the log's key is not the one this browser knows
  | 'misplaced' // an entry stands elsewhere than it says
  | 'short' // fewer entries than the checkpoint counts
  | 'root' // the entries do not lead to the checkpoint
  | 'kept_longer' // the log was longer when this browser proved it
  | 'kept_root' // its beginning was another when this browser proved it
  | 'old_longer' // the log was longer when that checkpoint was made
  | 'old_root' // its beginning was another when that checkpoint was made
  | 'bad' // a signature that does not hold
  | 'no_key' // signed by nobody whom the log enrolled
  | 'unreadable' // no entry at all

export interface Fault {
  code: FaultCode
  /** Where in the log; null where it is about the whole. */
  pos: number | null
}

export interface Verdict {
  /** Null where the note itself does not hold. */
  checkpoint: Checkpoint | null
  /** Entries whose signatures were checked. */
  entries: number
  /** Whether the head that this browser knew is a beginning of the log; null where it knew none. */
  continues: boolean | null
  /** The size of the checkpoint handed in, or that its signature is not of this log's key. */
  old: number | 'not_ours' | null
  /** At most FAULTS of them. */
  faults: Fault[]
  more: number
}

export const FAULTS = 50

type Add = (code: FaultCode, pos?: number) => void

/** What the root has to be once the tree has grown so far. */
interface Mark {
  size: number
  root: string
  differs: () => void
}

export async function checkLog(
  { note, vkey, kept, old }: Asked,
  source: Source,
  onProgress: (done: number, size: number) => void,
): Promise<Verdict> {
  const verdict: Verdict = {
    checkpoint: null,
    entries: 0,
    continues: null,
    old: null,
    faults: [],
    more: 0,
  }
  const add: Add = (code, pos) => {
    if (verdict.faults.length < FAULTS) verdict.faults.push({ code, pos: pos ?? null })
    else verdict.more += 1
  }
  const checkpoint = await opened(note, vkey)
  verdict.checkpoint = checkpoint
  if (!checkpoint) {
    add('note')
    return verdict
  }
  const marks = [
    ...keptMark(kept, vkey, checkpoint, verdict, add),
    ...(await oldMark(old, vkey, checkpoint, verdict, add)),
  ]
  await walk(checkpoint, marks, source, verdict, add, onProgress)
  return verdict
}

function keptMark(
  kept: Kept | null,
  vkey: string,
  { size }: Checkpoint,
  verdict: Verdict,
  add: Add,
): Mark[] {
  if (!kept) return []
  if (keyOf(kept.vkey) !== keyOf(vkey)) add('key_changed')
  verdict.continues = kept.size <= size
  if (kept.size > size) {
    add('kept_longer')
    return []
  }
  const differs = (): void => {
    verdict.continues = false
    add('kept_root', kept.size)
  }
  return [{ size: kept.size, root: kept.root, differs }]
}

async function oldMark(
  note: string,
  vkey: string,
  { size }: Checkpoint,
  verdict: Verdict,
  add: Add,
): Promise<Mark[]> {
  if (!note) return []
  const old = await openedOld(note, vkey)
  if (!old) {
    verdict.old = 'not_ours' // a slip of copying, or a forgery: it says nothing of the log
    return []
  }
  verdict.old = old.size
  if (old.size > size) {
    add('old_longer', old.size)
    return []
  }
  const differs = (): void => {
    add('old_root', old.size)
  }
  return [{ size: old.size, root: old.root, differs }]
}

async function opened(note: string, vkey: string): Promise<Checkpoint | null> {
  try {
    return await verifyNote(note, await openVkey(vkey.trim()))
  } catch (error) {
    if (error instanceof NotANote) return null
    throw error
  }
}

/** A checkpoint by the log's key under whichever name: a restored server goes by another. */
async function openedOld(note: string, vkey: string): Promise<Checkpoint | null> {
  try {
    const { key } = await openVkey(vkey.trim())
    return await verifyNote(note, { name: readNote(note).origin, key })
  } catch (error) {
    if (error instanceof NotANote) return null
    throw error
  }
}

/** Through all entries of the checkpoint; the next page is on its way while one is checked. */
async function walk(
  checkpoint: Checkpoint,
  marks: readonly Mark[],
  source: Source,
  verdict: Verdict,
  add: Add,
  onProgress: (done: number, size: number) => void,
): Promise<void> {
  const { size } = checkpoint
  const tree = new GrowingTree()
  const signers = new Signers()
  let coming: Promise<LoggedEntries> | null = size > 0 ? source(0) : null
  onProgress(0, size)
  while (coming) {
    const page: LoggedEntries = await coming
    const entries = page.entries.slice(0, size - tree.size)
    const { next } = page
    coming = next !== null && next < size && entries.length > 0 ? source(next) : null
    coming?.catch(() => undefined) // it is awaited on the next round, and thrown there
    const signed = await signers.judge(entries)
    for (const [index, entry] of entries.entries()) {
      tellSignature(signed[index], entry, add)
      if (entry.pos !== tree.size) add('misplaced', entry.pos)
      await tree.add(await leafOf(entry))
      for (const mark of marks) {
        if (tree.size === mark.size && !(await isRoot(tree, mark.root))) mark.differs()
      }
    }
    verdict.entries = tree.size
    onProgress(tree.size, size)
  }
  if (tree.size < size) add('short', tree.size)
  else if (!(await isRoot(tree, checkpoint.root))) add('root')
}

const isRoot = async (tree: GrowingTree, root: string): Promise<boolean> =>
  sameBytes(await tree.root(), fromBase64(root))

function tellSignature(
  signed: Signed | undefined,
  entry: LoggedEntry,
  add: Add,
): void {
  if (signed !== undefined && signed !== 'good') add(signed, entry.pos)
}

/** An answer that the log cannot hold is hashed as it stands, and leads to another root. */
function leafOf({ jws, received_at: receivedAt, answer, code }: LoggedEntry): Promise<Uint8Array> {
  return leafHash(jws, receivedAt, answer as 'stored' | 'quarantined', code)
}

/** The key itself: a restored server keeps it under another name. */
const keyOf = (vkey: string): string => vkey.slice(vkey.lastIndexOf('+') + 1).trim()
