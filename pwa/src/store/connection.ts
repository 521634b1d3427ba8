/**
 * The one database of the phone, and the one way to it.
 *
 * Guarantees: a promise of a write resolves only when IndexedDB says `complete` under strict
 * durability; a transaction that throws leaves nothing behind; a connection that the system took
 * away is opened anew. Losing this database costs every record that was not yet received.
 */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb'
import { storeFailure } from './errors.ts'
import type { Box } from '../wire/parcel.ts'
import type { Lock } from './lock.ts'
import type { News } from './news.ts'
import type { Draft, EntryRow, LogMemory, Me, PhotoRow, Sighting, SyncMemory, ToldRow } from './types.ts'

export const DATABASE = 'greenlane'
const VERSION = 4

/** A pulled row, under its view and key. */
export interface Row {
  view: string
  key: string
  pos: number
  /** The journal it was pulled from. */
  epoch: string
  /** As the server named it; absent where it did not. */
  shape?: string | undefined
  doc: unknown
}

/** A device key and the last seq sealed with it. */
export interface Head {
  dev: string
  privateKey: CryptoKey
  publicKey: CryptoKey
  seq: number
}

/** A file that came from the camera and is not a photo of its draft yet. */
export interface TakenIn {
  user: string
  draft: string
  /** Where in the draft it goes. */
  place: string
  at: string
  /** How often it was begun to be made small. */
  begun: number
  bytes: ArrayBuffer
}

export interface MetaValues {
  me: Me
  sync: SyncMemory
  /** The place of the newest entry. */
  place: number
  log: LogMemory
  news: News
  /** The signer's lock. */
  lock: Lock
  /** Where drafts of colleagues are awaited. */
  box: Box
  trial: { privateKey: CryptoKey; publicKey: CryptoKey }
}

export interface Schema extends DBSchema {
  meta: { key: keyof MetaValues; value: MetaValues[keyof MetaValues] }
  heads: { key: string; value: Head }
  rows: { key: [string, string]; value: Row }
  entries: {
    key: string
    value: EntryRow
    indexes: { by_seq: [string, number]; by_state: string }
  }
  photos: { key: string; value: PhotoRow; indexes: { by_state: string } }
  photo_bytes: { key: string; value: ArrayBuffer }
  drafts: { key: [string, string]; value: Draft & { user: string } }
  sightings: { key: number; value: Sighting; indexes: { by_number: string } }
  /** Freezes that another phone told of. */
  told: { key: string; value: ToldRow }
  intake: { key: number; value: TakenIn }
}

export type StoreName = StoreNames<Schema>
export type Tx<Mode extends IDBTransactionMode> = IDBPTransaction<Schema, StoreName[], Mode>

export class Connection {
  readonly #name: string
  #opening: Promise<IDBPDatabase<Schema>> | null = null
  #closed = false

  constructor(name: string = DATABASE) {
    this.#name = name
  }

  /** Reads of several stores, of one moment. */
  read<T>(stores: StoreName[], work: (tx: Tx<'readonly'>) => Promise<T>): Promise<T> {
    return this.#withConnection(async (db) => {
      const tx = db.transaction(stores, 'readonly')
      return settled(tx, work)
    })
  }

  /** Writes, all or nothing. `work` may run twice when the connection is lost: make it repeatable. */
  write<T>(stores: StoreName[], work: (tx: Tx<'readwrite'>) => Promise<T>): Promise<T> {
    return this.#withConnection(async (db) => {
      const tx = db.transaction(stores, 'readwrite', { durability: 'strict' })
      return settled(tx, work)
    })
  }

  close(): void {
    this.#closed = true
    void this.#opening?.then((db) => {
      db.close()
    })
    this.#opening = null
  }

  async #withConnection<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      const db = await this.#connect()
      try {
        return await work(db)
      } catch (error) {
        if (!isLost(error) || this.#closed) throw error
        this.#drop(db)
      }
      return await work(await this.#connect())
    } catch (error) {
      throw storeFailure(error)
    }
  }

  #connect(): Promise<IDBPDatabase<Schema>> {
    this.#opening ??= openDB<Schema>(this.#name, VERSION, {
      upgrade: (db, from, _to, tx) => {
        if (from < 1) create(db)
        // what cannot be carried over whole stays as it was
        else if (from < 2) sinceProofs(tx).catch(() => { tx.abort() })
        if (from < 3) db.createObjectStore('told', { keyPath: 'id' })
        if (from < 4) db.createObjectStore('intake', { autoIncrement: true })
      },
      // a newer version of the app in another tab wants to upgrade: step aside, reopen when needed
      blocking: (_current, _blocked, event) => {
        this.#drop(event.target as unknown as IDBPDatabase<Schema>)
      },
      terminated: () => {
        this.#opening = null
      },
    }).catch((error: unknown) => {
      this.#opening = null
      throw error
    })
    return this.#opening
  }

  #drop(db: { close(): void }): void {
    this.#opening = null
    db.close()
  }
}

/** Runs the work and waits for `complete`; on an error aborts and passes on the first cause. */
async function settled<T, Mode extends IDBTransactionMode>(
  tx: Tx<Mode>,
  work: (tx: Tx<Mode>) => Promise<T>,
): Promise<T> {
  try {
    const result = await work(tx)
    await tx.done
    return result
  } catch (error) {
    await aborted(tx)
    throw tx.error?.name === 'QuotaExceededError' ? tx.error : error
  }
}

async function aborted(tx: Tx<IDBTransactionMode>): Promise<void> {
  try {
    tx.abort()
  } catch {
    // it had ended by itself
  }
  await tx.done.catch(() => undefined)
}

/** Whether the connection itself is gone. Phones drop it when they put the browser to sleep. */
function isLost(error: unknown): boolean {
  if (!(error instanceof DOMException)) return false
  if (error.name === 'InvalidStateError') return true
  return error.name === 'UnknownError' && /connection|closing|lost/i.test(error.message)
}

/** To version 2: proofs, the log, and photos that make room. A version 1 had none of it. */
async function sinceProofs(tx: IDBPTransaction<Schema, StoreName[], 'versionchange'>): Promise<void> {
  const [meta, entries, photos] = [
    tx.objectStore('meta'),
    tx.objectStore('entries'),
    tx.objectStore('photos'),
  ]
  for (const entry of await entries.getAll()) await entries.put({ ...entry, proofs: [] })
  for (const photo of await photos.getAll()) await photos.put({ ...photo, released_at: null })
  const vkey: unknown = await meta.get('log_vkey' as 'log')
  await meta.delete('log_vkey' as 'log')
  if (typeof vkey !== 'string') return
  await meta.put({ vkey, held: null, former: [], dispute: null, past: [], handed_in: [] }, 'log')
}

function create(db: IDBPDatabase<Schema>): void {
  db.createObjectStore('meta')
  db.createObjectStore('heads', { keyPath: 'dev' })
  db.createObjectStore('rows', { keyPath: ['view', 'key'] })
  const entries = db.createObjectStore('entries', { keyPath: 'id' })
  entries.createIndex('by_seq', ['dev', 'seq']) // not unique: a refused entry's seq is sealed again
  entries.createIndex('by_state', 'state')
  db.createObjectStore('photos', { keyPath: 'sha256' }).createIndex('by_state', 'state')
  db.createObjectStore('photo_bytes')
  db.createObjectStore('drafts', { keyPath: ['user', 'key'] })
  const sightings = db.createObjectStore('sightings', { autoIncrement: true })
  sightings.createIndex('by_number', 'number')
}
