/** A signed entry as the phone keeps it, with the proofs that it is in the log. */
import type { Word } from '../../wire/open.ts'
import type { EntryAnswer, Kind, LotFrozen, PhotoRef } from '../../wire/types.ts'

/**
 * `queued` 待传: on this phone only. `received` 已收: in the journal, under a signed checkpoint in hand.
 * `sealed` 已存证: its inclusion proved here, under a checkpoint that follows all that this phone held
 * before. `quarantined`: received (and perhaps proved), without effect until the desk admits it.
 * `refused` and `conflict`: not taken, kept here, exportable.
 */
export type EntryState = 'queued' | 'received' | 'sealed' | 'quarantined' | 'refused' | 'conflict'

/** The three words that are never blurred, and `error` for what was not taken. */
export type TrustWord = 'queued' | 'received' | 'sealed' | 'error'

/** That an entry is in a log, provable to anybody who has the log's key. */
export interface EntryProof {
  origin: string
  pos: number
  /** The head that covers it, as a signed note. */
  checkpoint: string
  size: number
  /** RFC 9162, from the leaf up, base64. */
  path: string[]
  /** What the leaf says of the entry: when it was received, and how it was judged. */
  received_at: string
  judged: string
  proved_at: string
}

/** A sealed entry as the phone keeps it. */
export interface EntryRow {
  id: string
  dev: string
  seq: number
  /** A running number of this phone, over all its enrolments: clocks and ids order nothing. */
  place: number
  kind: Kind
  /** The crate it is about, where it is about one. */
  crate: string | null
  at: string
  actor: string
  jws: string
  /** Its personal values, sent beside it; absent in entries of before, gone where redacted. */
  beside?: string[]
  photos: PhotoRef[]
  state: EntryState
  /** The server's last answer to it. */
  answer: EntryAnswer | null
  /** Kept for good; more than one where the server was restored, or contradicted itself. */
  proofs: EntryProof[]
}

/** A freeze that a colleague's phone showed, as it was signed there. */
export interface ToldRow {
  id: string
  jws: string
  dev: string
  actor: string
  at: string
  body: LotFrozen
  crate: string | null
  /** Whether the office had named the phone's key when it was scanned. */
  word: Word
  told_at: string
  /** Why the server did not take it; null while it says no such thing. */
  refused: string | null
}

/** `own`: this phone's own entry. `not_genuine`: a signature that does not hold, or no freeze. */
export type Heard = ToldRow | 'own' | 'not_genuine'
