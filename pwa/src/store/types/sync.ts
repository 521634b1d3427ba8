/** What only `sync` asks of the store, and how far it has come. */
import type { KeyPair } from '../../wire/keys.ts'
import type { Changes, EntryAnswer } from '../../wire/types.ts'
import type { EntryProof, EntryRow, ToldRow } from './entry.ts'
import type { DisputeSort, Held } from './log.ts'
import type { Unsent } from './outbox.ts'
import type { Enrolment } from './person.ts'
import type { ArrivalProof, PhotoRow, PhotoState } from './photo.ts'

/** How far sync has come; kept across restarts. */
export interface SyncMemory {
  epoch: string
  /** Empty before the first page of an epoch. */
  cursor: string
  /** Whether a whole pull of this epoch has been seen: only then is a missing row a missing one. */
  complete: boolean
  last_success: string | null
  /** Of the rows in hand, as the server named it; absent where it did not. */
  shape?: string | undefined
  /** How far the rows have been pulled again in another shape, beside those in hand; null while they are not. */
  reshaping?: Reshaping | null
}

export interface Reshaping {
  shape: string
  /** Empty before the first page. */
  cursor: string
}

/** The store's side doors, for `sync` alone. */
export interface SyncStore {
  /** Store a key, read it back, sign with it: a phone that cannot must not enrol. */
  tryKey(privateKey: CryptoKey, publicKey: CryptoKey): Promise<void>
  enrol(enrolment: Enrolment): Promise<void>
  /** The public key of a device that this phone is or was; null where it never was. */
  keyOf(dev: string): Promise<CryptoKey | null>
  /** The newest key of this phone by which the server refused entries as those of a stranger. */
  forgottenKey(): Promise<KeyPair | null>
  memory(): Promise<SyncMemory | null>
  succeeded(at: string): Promise<void>
  /** Pull all rows again in another shape; those in hand stay until the new ones are complete. */
  reshape(shape: string): Promise<void>
  /** One page of a pull, with its cursor, in one transaction. */
  applyChanges(page: Changes): Promise<void>
  /**
   * A new epoch (the server was restored) under a new log of the same key: pull from nothing, offer
   * retained entries and photos again. The rows pulled before stay in use until the new ones are
   * complete; the checkpoint of the log before is kept.
   */
  restart(epoch: string, vkey: string, held: Held): Promise<void>

  /**
   * Take a checkpoint that follows the one in hand, whose note is `after` (null for none). Ends a
   * dispute. False where another tab took one meanwhile: compare with that, then.
   */
  hold(after: string | null, checkpoint: Held): Promise<boolean>
  /** Keep the evidence, and offer again all that is retained, the first time. */
  dispute(sort: DisputeSort, shown: string | null, entry?: string | null): Promise<void>
  handedIn(note: string): Promise<void>
  /** At most `limit` entries in the journal below `size` that are not proved yet, the oldest first. */
  unproved(size: number, limit: number): Promise<EntryRow[]>
  /** Keep proofs, by id of the entry; these entries are sealed. */
  proved(proofs: readonly (readonly [string, EntryProof])[]): Promise<void>
  /** Photos that the server took and whose arrival is not proved under this log, the oldest first. */
  photosUnproved(origin: string): Promise<PhotoRow[]>
  /** Keep proofs, by hash of the photo; these photos are sealed. */
  photosProved(proofs: readonly (readonly [string, ArrivalProof])[]): Promise<void>
  /**
   * Drop the bytes of photos that are 已存证 with all of their entry since before `proved_before`.
   * Returns how many. Entries, proofs and small pictures stay.
   */
  release(provedBefore: Date): Promise<number>
  /** Drop the rows of crates that were closed long ago. Reads all crates. Returns how many went. */
  letGo(now: Date): Promise<number>

  /** Queued entries, by device and seq. */
  queued(): Promise<EntryRow[]>
  /** What the server said, by id of the entry. */
  answered(answers: readonly (readonly [string, EntryAnswer])[]): Promise<void>
  /**
   * Put what the server lacks, `dev` from `seq` on, back into the queue. Returns the entry that
   * stands at `seq` (a refused one where there is no other), null where there is none.
   */
  requeue(dev: string, seq: number): Promise<EntryRow | null>
  /** Seal a refused entry's seq again, as entry.withheld; once, however often it is asked. */
  withhold(refused: EntryRow): Promise<EntryRow>

  /** Freezes that this phone was told of and the server has said nothing of, the oldest first. */
  carried(): Promise<ToldRow[]>
  /** What the server said to one of them. */
  carriedAnswered(id: string, answer: EntryAnswer): Promise<void>

  /** The photos to send, those of the oldest entry first. Entries go before their photos. */
  photosToSend(): Promise<PhotoRow[]>
  /** Keep a photo that came from the server, so that a record can name it again. */
  keepPhoto(bytes: ArrayBuffer): Promise<PhotoRow>
  photoSent(sha256: string, sent: number): Promise<void>
  photoState(sha256: string, state: PhotoState, error: string | null): Promise<void>
  /** Bytes not yet sent, and the age of the oldest entry among them. */
  unsent(): Promise<Unsent>
}
