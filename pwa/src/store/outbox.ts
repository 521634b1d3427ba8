/** What is on this phone, and how much of it the server has. */
import type { RecordDoc } from '../wire/types.ts'
import type { Connection, Tx } from './connection.ts'
import { RECEIVED } from './identity.ts'
import type { EntryRow, OutboxPhoto, OutboxRow, PhotoRow, TrustWord, Unsent } from './types.ts'

export class Outbox {
  readonly #db: Connection

  constructor(db: Connection) {
    this.#db = db
  }

  /** Every entry this phone made, the oldest first. */
  async rows(): Promise<OutboxRow[]> {
    return this.#db.read(['entries', 'photos', 'rows'], async (tx) => {
      const entries = (await tx.objectStore('entries').getAll()).sort(byPlace)
      const photos = await tx.objectStore('photos').getAll()
      const byHash = new Map(photos.map((photo) => [photo.sha256, photo]))
      const journalled = await Promise.all(entries.map((entry) => photosJournalled(tx, entry)))
      return entries.map((entry, i) => rowOf(entry, byHash, journalled[i] === true))
    })
  }

  async unsent(): Promise<Unsent> {
    const { queued, photos } = await this.#db.read(['entries', 'photos'], async (tx) => ({
      queued: await tx.objectStore('entries').index('by_state').getAll('queued'),
      photos: await tx.objectStore('photos').index('by_state').getAll('queued'),
    }))
    const waiting = photos.filter((photo) => photo.owner !== null)
    return {
      entries: queued.length,
      photos: waiting.length,
      bytes_sent: sum(waiting, (photo) => photo.sent),
      bytes_total: sum(queued, (entry) => entry.jws.length) + sum(waiting, (photo) => photo.size),
      oldest: oldestOf([...queued, ...waiting.flatMap((photo) => photo.owner ?? [])]),
    }
  }

  /** What the server does not have: entries not received, and photos not stored, with their bytes. */
  async missing(): Promise<{ entries: EntryRow[]; photos: [PhotoRow, ArrayBuffer][] }> {
    const [all, photos] = await this.#everything()
    const unsent = photos.filter((photo) => photo.owner !== null && photo.state !== 'stored')
    const withBytes = await this.#db.read(['photo_bytes'], (tx) =>
      Promise.all(
        unsent.map(async (photo) => {
          const bytes = await tx.objectStore('photo_bytes').get(photo.sha256)
          return [photo, bytes ?? new ArrayBuffer(0)] satisfies [PhotoRow, ArrayBuffer]
        }),
      ),
    )
    return { entries: all.filter(({ state }) => state !== 'received' && state !== 'sealed'), photos: withBytes }
  }

  #everything(): Promise<[EntryRow[], PhotoRow[]]> {
    return this.#db.read(['entries', 'photos'], async (tx) => [
      (await tx.objectStore('entries').getAll()).sort(byPlace),
      await tx.objectStore('photos').getAll(),
    ])
  }
}

/**
 * Whether the arrival of every photo of a record is in the journal: the phone does not learn where,
 * so the record as it was pulled, under the checkpoint in hand, is taken at its word.
 */
export async function photosJournalled(tx: Tx<IDBTransactionMode>, entry: EntryRow): Promise<boolean> {
  if (entry.photos.length === 0) return true
  const row = await tx.objectStore('rows').get(['record', entry.id])
  return (row?.doc as RecordDoc | undefined)?.photos_missing === 0
}

function rowOf(
  entry: EntryRow,
  byHash: ReadonlyMap<string, PhotoRow>,
  journalled: boolean,
): OutboxRow {
  const { id, seq, kind, crate, at, actor, state, answer, jws } = entry
  const isSealed = state === 'sealed' && journalled
  const photos = entry.photos.map(({ sha256, size, type }): OutboxPhoto => {
    const photo = byHash.get(sha256)
    return {
      sha256,
      size,
      type,
      sent: photo?.sent ?? 0,
      state: photo?.state ?? 'refused',
      error: photo ? photo.error : 'photo_missing',
      trust: photoTrust(photo?.state ?? 'refused', isSealed),
    }
  })
  const received = RECEIVED.includes(state)
  const place = answer && 'pos' in answer ? answer : null
  return {
    id,
    seq,
    kind,
    crate,
    at,
    actor,
    state,
    trust: entryTrust(state),
    proof: entry.proofs.at(-1) ?? null,
    pos: place?.pos ?? null,
    received_at: place?.received_at ?? null,
    code: answer && 'code' in answer ? answer.code : null,
    objections: answer && 'objections' in answer ? answer.objections : [],
    photos,
    bytes: jws.length + sum(photos, (photo) => photo.size),
    sent: (received ? jws.length : 0) + sum(photos, (photo) => photo.sent),
    complete: received && photos.every((photo) => photo.state === 'stored'),
  }
}

function entryTrust(state: EntryRow['state']): TrustWord {
  if (state === 'refused' || state === 'conflict') return 'error'
  return state === 'quarantined' ? 'received' : state
}

function photoTrust(state: PhotoRow['state'], isSealed: boolean): TrustWord {
  if (state === 'refused') return 'error'
  if (state === 'stored') return isSealed ? 'sealed' : 'received'
  return 'queued'
}

function oldestOf(waiting: Pick<EntryRow, 'place' | 'at'>[]): string | null {
  return waiting.sort((a, b) => a.place - b.place)[0]?.at ?? null
}

function sum<T>(items: readonly T[], size: (item: T) => number): number {
  return items.reduce((total, item) => total + size(item), 0)
}

/** As they were made; a placeholder after what it stands for. */
export function byPlace(a: EntryRow, b: EntryRow): number {
  return a.place - b.place || Number(a.kind === 'entry.withheld') - Number(b.kind === 'entry.withheld')
}
