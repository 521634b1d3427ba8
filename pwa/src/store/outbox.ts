/** What is on this phone, and how much of it the server has. */
import type { Connection } from './connection.ts'
import { meta, RECEIVED } from './identity.ts'
import { arrivalOf } from './photos.ts'
import type { EntryRow, OutboxPhoto, OutboxRow, PhotoRow, TrustWord, Unsent } from './types.ts'

export class Outbox {
  readonly #db: Connection

  constructor(db: Connection) {
    this.#db = db
  }

  /** Every entry this phone made, the oldest first. */
  async rows(): Promise<OutboxRow[]> {
    return this.#db.read(['entries', 'photos', 'meta'], async (tx) => {
      const entries = (await tx.objectStore('entries').getAll()).sort(byPlace)
      const photos = await tx.objectStore('photos').getAll()
      const byHash = new Map(photos.map((photo) => [photo.sha256, photo]))
      const origin = (await meta(tx, 'log'))?.held?.origin
      return entries.map((entry) => rowOf(entry, byHash, origin))
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

function rowOf(
  entry: EntryRow,
  byHash: ReadonlyMap<string, PhotoRow>,
  origin: string | undefined,
): OutboxRow {
  const { id, seq, kind, crate, at, actor, state, answer, jws } = entry
  const photos = entry.photos.map(({ sha256, size, type }): OutboxPhoto => {
    const photo = byHash.get(sha256)
    const proof = photo ? arrivalOf(photo, origin) : null
    return {
      sha256,
      size,
      type,
      sent: photo?.sent ?? 0,
      state: photo?.state ?? 'refused',
      error: photo ? photo.error : 'photo_missing',
      trust: photoTrust(photo?.state ?? 'refused', proof !== null),
      proof,
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
