/** What the rest of the app may ask of the store. Every promise of a write resolves on `complete`. */
import type { Checkpoint } from '../wire/notes.ts'
import type { KeyPair } from '../wire/keys.ts'
import type { PhotoInfo } from '../wire/photo.ts'
import type { CrateBrief, RecordBrief } from '../rules/brief.ts'
import type { Locks } from './lock.ts'
import type { Word } from '../wire/open.ts'
import type { News } from './news.ts'
import type { Box } from '../wire/parcel.ts'
import type {
  Bodies,
  Changes,
  Claim,
  Crate,
  EntryAnswer,
  Isolation,
  Kind,
  LabelIndex,
  LotFrozen,
  Objection,
  PhotoRef,
  Treatment,
  Trust,
  View,
  Views,
} from '../wire/types.ts'

/** Who this phone is. */
export interface Me {
  dev: string
  user: string
  /** The phone's name as given at enrolment. */
  name: string
  /** Set while signed out: the data is there, and nothing of it is to be shown. */
  hidden: boolean
  /** The uncompressed point (65 bytes) of the office's root key, base64url. */
  root_key: string
  enrolled_at: string
}

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

/** That the office holds a photo's bytes: its desk's entry that says so, and that this is in the log. */
export interface ArrivalProof extends EntryProof {
  jws: string
}

/** `draft`: no sealed entry owns it yet. `refused`: the server will not take these bytes. */
export type PhotoState = 'draft' | 'queued' | 'stored' | 'refused'

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

/** A photo as the phone keeps it; its bytes lie beside it (`photoBytes`). */
export interface PhotoRow extends PhotoRef {
  /** A JPEG of 320 px, empty where none could be made (a film clip), and in lists: `photo` has it. */
  thumb: ArrayBuffer
  /** The first entry that names it; null while it belongs to a draft. */
  owner: Pick<EntryRow, 'id' | 'place' | 'at'> | null
  state: PhotoState
  sent: number
  /** Why it does not go, as a code (`wrong_hash`, `too_large`, `not_a_photo`), or null. */
  error: string | null
  added_at: string
  /** When its bytes made room: long after the entry and all its photos were 已存证. */
  released_at: string | null
  /** What was known of the file as the camera made it. */
  original: PhotoInfo
  /** Kept for good, one for each log; absent before the first. */
  arrivals?: ArrivalProof[]
}

/**
 * `asItIs`: not a byte is changed, as the evidence behind a finding asks. `blind`: nor is it looked
 * at, since doing so has killed the page.
 */
export interface Keeping {
  asItIs?: boolean
  blind?: boolean
}

/** A file from the camera that waits to become a photo of its draft. */
export interface Intake {
  id: number
  /** Where in the draft it goes. */
  place: string
}

/** A photo just taken, already on disk. */
export interface AddedPhoto extends PhotoRef {
  original: PhotoInfo
}

export interface OutboxPhoto extends PhotoRef {
  sent: number
  state: PhotoState
  error: string | null
  /** `sealed`: that the office holds it is proved here, under a checkpoint of the log in hand. */
  trust: TrustWord
  /** The newest proof of that. */
  proof: ArrivalProof | null
}

/** One line of the outbox: an entry, its photos, and what the server said. */
export interface OutboxRow {
  id: string
  seq: number
  kind: Kind
  crate: string | null
  at: string
  actor: string
  state: EntryState
  trust: TrustWord
  /** The newest proof of it. */
  proof: EntryProof | null
  /** Where in the journal, and when it came there; null before. */
  pos: number | null
  received_at: string | null
  /** Why it was refused, quarantined or in conflict. */
  code: string | null
  objections: Objection[]
  photos: OutboxPhoto[]
  /** Of the entry and all its photos. */
  bytes: number
  sent: number
  /** Entry received and every photo stored. */
  complete: boolean
}

/** A draft, saved as it is typed. `value` is the screen's own, as JSON. */
export interface Draft<Value = unknown> {
  key: string
  value: Value
  updated_at: string
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

/** A label that this phone has scanned before. */
export interface Sighting {
  number: string
  token: string | null
  at: string
  /** Where, in words (a gate, a hall), where it was known. */
  place: string | null
  latitude: number | null
  longitude: number | null
  accuracy_m: number | null
}

export interface StorageState {
  usage_bytes: number | null
  quota_bytes: number | null
  free_bytes: number | null
  /** Below 200 MB: 存储不足. */
  low: boolean
  /** Whether the browser promised not to evict. Null where it cannot say. */
  persisted: boolean | null
  oldest_unsent: string | null
}

/** `sealed`: a new entry waits to be sent; it comes besides `entries`. */
export type Topic = 'me' | 'rows' | 'entries' | 'sealed' | 'photos' | 'drafts' | 'sightings' | 'log'
export type Listener = (topics: ReadonlySet<Topic>) => void

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

/** A checkpoint in hand: signed by the log, and following every one held before it. */
export interface Held extends Checkpoint {
  note: string
  /** When this phone took it. */
  at: string
}

/**
 * How the server's log contradicts what it signed before. `rolled_back`: smaller than it was.
 * `rewritten`: another tree. `not_included`: an entry that it acknowledged is not there.
 * `another_log`: a log of another name, with no restore to explain it. `another_key`: a restore
 * whose log is signed by somebody else.
 */
export type DisputeSort =
  | 'rolled_back'
  | 'rewritten'
  | 'not_included'
  | 'another_log'
  | 'another_key'

/** A contradiction, with both sides as they were signed. Never overwritten. */
export interface Dispute {
  sort: DisputeSort
  found_at: string
  /** The note in hand when it was found. */
  held: string | null
  /** The notes that contradict it, as far as the server showed any; the first twenty. */
  shown: string[]
  /** The entry that is not there. */
  entry: string | null
  /** When the log agreed again with all that this phone holds. */
  ended_at: string | null
}

/** What this phone knows of the server's log: it is one of its witnesses. */
export interface LogMemory {
  vkey: string
  held: Held | null
  /** The newest checkpoints of logs before a restore, the last one at the end. */
  former: Held[]
  dispute: Dispute | null
  /** Disputes that have ended. */
  past: Dispute[]
  /** Notes that were handed in as evidence. */
  handed_in: string[]
}

export interface Enrolment {
  dev: string
  user: string
  name: string
  epoch: string
  root_key: string
  log_vkey: string
  trust: Trust
  privateKey: CryptoKey
  publicKey: CryptoKey
}

export interface Store {
  /** Of the database; tabs that share it share a name. */
  readonly name: string
  /** Who this phone is, or null before enrolment. Look at `hidden`. */
  me(): Promise<Me | null>
  /** Hide everything (sign-out). Deletes nothing; what is queued still goes out. */
  hide(): Promise<void>
  /** Show it again, to the person it belongs to. Throws StoreError `another_person`. */
  unhide(user: string): Promise<void>

  crate(key: string): Promise<Crate | null>
  /** All, as lists show them; the same array where nothing changed. */
  crates(): Promise<readonly CrateBrief[]>
  /** All, as lists show them; the same array where nothing changed. */
  records(): Promise<readonly RecordBrief[]>
  /** Whether there is any row of that view. */
  any(view: View): Promise<boolean>
  cratesOf(declaration: string): Promise<Crate[]>
  crateByLabel(number: string): Promise<Crate | null>
  label(number: string): Promise<LabelIndex | null>
  row<V extends View>(view: V, key: string): Promise<Views[V] | null>
  rows<V extends View>(view: V): Promise<Views[V][]>
  /** Who has taken which crate, by crate; those whose time is over among them. */
  claims(): Promise<Map<string, Claim[]>>
  /** All, with the visits and checks that were signed here and not pulled yet. */
  isolations(): Promise<Isolation[]>
  treatments(): Promise<Treatment[]>
  /** What syncs have brought since somebody last looked; null before the first. */
  news(): Promise<News | null>
  /** Somebody has looked. */
  readNews(): Promise<void>

  /** Keep a draft's newest word without waiting, for the page may die at any moment. */
  jotDraft(key: string, value: unknown): void
  saveDraft(key: string, value: unknown): Promise<void>
  draft<Value>(key: string): Promise<Draft<Value> | null>
  drafts(): Promise<Draft[]>
  deleteDraft(key: string): Promise<void>

  /** Keep files for a place of a draft, as they came, before anything is done with them. */
  takeIn(draft: string, place: string, files: readonly Blob[]): Promise<number[]>
  /** What was taken in for a draft and never became a photo of it. */
  takenIn(draft: string): Promise<Intake[]>
  /** Such a file, now to be made a photo; null where it is gone. */
  beginIntake(id: number): Promise<{ file: Blob; blind: boolean } | null>
  /** Its draft names the photo, and is kept. */
  dropIntake(id: number): Promise<void>
  /** Prepare a photo and keep it. Throws StoreError `not_a_photo`, `too_large`, `storage_full`. */
  addPhoto(file: Blob, how?: Keeping): Promise<AddedPhoto>
  photo(sha256: string): Promise<PhotoRow | null>
  /** The bytes as they are hashed and sent. */
  photoBytes(sha256: string): Promise<ArrayBuffer | null>

  /**
   * Seal and keep an entry with its photos, and drop the draft it came from, all or nothing.
   * Throws StoreError `not_enrolled`, `photo_missing`, `too_many_photos`, `entry_too_large`,
   * `storage_full`; then nothing has changed.
   */
  record<K extends Kind>(
    kind: K,
    body: Bodies[K],
    photos?: readonly string[],
    draftKey?: string,
  ): Promise<EntryRow>
  entry(id: string): Promise<EntryRow | null>
  /** Try again what was set aside of an entry: its photos, or itself where the phone was unknown. */
  retry(id: string): Promise<void>
  outbox(): Promise<OutboxRow[]>
  /** A ZIP of every JWS and photo that the server does not have yet. */
  exportUnsent(): Promise<Blob>

  /** Freeze a lot on a colleague's signed word, at once. */
  hearFreeze(jws: string): Promise<Heard>
  told(id: string): Promise<ToldRow | null>
  /** Where drafts of colleagues are awaited; made when first asked for, or anew. */
  box(anew?: boolean): Promise<Box>

  saw(sighting: Omit<Sighting, 'at'>): Promise<void>
  sightings(number: string): Promise<Sighting[]>

  storageEstimate(): Promise<StorageState>
  /** Ask the browser never to evict; says what it answered. */
  persist(): Promise<boolean>

  /** What this phone holds of the server's log; null before enrolment. */
  log(): Promise<LogMemory | null>

  /** Told after each commit, here or in another tab. Returns how to stop. */
  subscribe(listener: Listener): () => void
  close(): void

  /** What stands before a signature. */
  readonly lock: Locks

  /** What only `sync` uses. */
  readonly inner: SyncStore
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
  /** One page of a pull, with its cursor, in one transaction. */
  /** Pull all rows again in another shape; those in hand stay until the new ones are complete. */
  reshape(shape: string): Promise<void>
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

export interface Unsent {
  entries: number
  photos: number
  bytes_sent: number
  bytes_total: number
  oldest: string | null
}
