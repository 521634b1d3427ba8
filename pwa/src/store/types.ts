/**
 * What the rest of the app may ask of the store. Every promise of a write resolves on `complete`.
 * What is kept is in `types/`, by noun, and named from here.
 */
import type { CrateBrief, RecordBrief } from '../rules/brief.ts'
import type { Box } from '../wire/parcel.ts'
import type {
  Bodies,
  Claim,
  Crate,
  Isolation,
  Kind,
  LabelIndex,
  Treatment,
  View,
  Views,
} from '../wire/types.ts'
import type { Locks } from './lock.ts'
import type { News } from './news.ts'
import type { EntryRow, Heard, ToldRow } from './types/entry.ts'
import type { LogMemory } from './types/log.ts'
import type { OutboxRow } from './types/outbox.ts'
import type { Me } from './types/person.ts'
import type { AddedPhoto, Intake, Keeping, PhotoRow } from './types/photo.ts'
import type { SyncStore } from './types/sync.ts'

export type * from './types/person.ts'
export type * from './types/entry.ts'
export type * from './types/photo.ts'
export type * from './types/outbox.ts'
export type * from './types/log.ts'
export type * from './types/sync.ts'

/** A draft, saved as it is typed. `value` is the screen's own, as JSON. */
export interface Draft<Value = unknown> {
  key: string
  value: Value
  updated_at: string
}

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
