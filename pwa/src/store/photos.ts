/**
 * Photos, by the hash of their bytes.
 *
 * Guarantee: a photo that `add` returned is on disk. Losing one costs the evidence it held, until
 * the server has it.
 */
import { instant } from '../wire/time.ts'
import type { Connection } from './connection.ts'
import { StoreError } from './errors.ts'
import type { Notices } from './notices.ts'
import type { Prepare } from './prepare.ts'
import { untouched, type Prepared } from './shrink.ts'
import type { AddedPhoto, ArrivalProof, Keeping, PhotoRow, PhotoState } from './types.ts'

/** The small picture lies beside the bytes: whoever goes through all photos does not read it. */
const thumbKey = (sha256: string): string => `thumb/${sha256}`
const NO_THUMB = new ArrayBuffer(0)

/** What the server takes at most. */
export const MAX_PHOTO_BYTES = 20 * 1024 * 1024

export class Photos {
  readonly #db: Connection
  readonly #notices: Notices
  readonly #prepare: Prepare

  constructor(db: Connection, notices: Notices, prepare: Prepare) {
    this.#db = db
    this.#notices = notices
    this.#prepare = prepare
  }

  async add(file: Blob, how: Keeping = {}): Promise<AddedPhoto> {
    // the bytes at once: on some phones the file is gone a moment later
    const { sha256, size, type, original } = await this.#keep(await file.arrayBuffer(), 'draft', how)
    return { sha256, size, type, original }
  }

  /** A photo that the server has already. Its hash must not change, so it is kept as it is. */
  async keepStored(bytes: ArrayBuffer): Promise<PhotoRow> {
    return this.#keep(bytes, 'stored', { asItIs: true })
  }

  photo(sha256: string): Promise<PhotoRow | null> {
    return this.#db.read(['photos', 'photo_bytes'], async (tx) => {
      const photo = await tx.objectStore('photos').get(sha256)
      if (!photo || photo.thumb.byteLength > 0) return photo ?? null // as it was kept before
      return { ...photo, thumb: (await tx.objectStore('photo_bytes').get(thumbKey(sha256))) ?? NO_THUMB }
    })
  }

  bytes(sha256: string): Promise<ArrayBuffer | null> {
    return this.#db.read(
      ['photo_bytes'],
      async (tx) => (await tx.objectStore('photo_bytes').get(sha256)) ?? null,
    )
  }

  /** Photos whose entry is in the journal, in the order of their entries. */
  toSend(): Promise<PhotoRow[]> {
    return this.#db.read(['photos', 'entries'], async (tx) => {
      const queued = await tx.objectStore('photos').index('by_state').getAll('queued')
      const ids = [...new Set(queued.flatMap(({ owner }) => owner?.id ?? []))]
      const owners = new Map(
        await Promise.all(ids.map(async (id) => [id, await tx.objectStore('entries').get(id)] as const)),
      )
      return queued
        .flatMap((photo) => {
          const owner = owners.get(photo.owner?.id ?? '')
          const held = !owner || owner.state === 'queued' || owner.state === 'refused'
          return held ? [] : [{ photo, place: owner.place }]
        })
        .sort((a, b) => a.place - b.place)
        .map(({ photo }) => photo)
    })
  }

  sent(sha256: string, sent: number): Promise<void> {
    return this.#change(sha256, (photo) => ({ ...photo, sent }))
  }

  state(sha256: string, state: PhotoState, error: string | null): Promise<void> {
    return this.#change(sha256, (photo) => ({
      ...photo,
      state,
      error,
      sent: state === 'stored' ? photo.size : 0,
    }))
  }

  /** What the server took, whose arrival in the log of that name is not proved here. */
  unproved(origin: string): Promise<PhotoRow[]> {
    return this.#db.read(['photos'], async (tx) => {
      const stored = await tx.objectStore('photos').index('by_state').getAll('stored')
      return stored
        .filter((photo) => photo.owner !== null && arrivalOf(photo, origin) === null)
        .sort((a, b) => a.added_at.localeCompare(b.added_at))
    })
  }

  async proved(proofs: readonly (readonly [string, ArrivalProof])[]): Promise<void> {
    if (proofs.length === 0) return
    await this.#db.write(['photos'], async (tx) => {
      const photos = tx.objectStore('photos')
      for (const [sha256, proof] of proofs) {
        const photo = await photos.get(sha256)
        if (!photo || arrivalOf(photo, proof.origin)) continue
        await photos.put({ ...photo, arrivals: [...(photo.arrivals ?? []), proof] })
      }
    })
    this.#notices.tell('photos')
  }

  async #change(sha256: string, change: (photo: PhotoRow) => PhotoRow): Promise<void> {
    await this.#db.write(['photos'], async (tx) => {
      const photo = await tx.objectStore('photos').get(sha256)
      if (photo) await tx.objectStore('photos').put(change(photo))
    })
    this.#notices.tell('photos')
  }

  async #keep(
    bytes: ArrayBuffer,
    state: 'draft' | 'stored',
    { asItIs = false, blind = false }: Keeping,
  ): Promise<PhotoRow> {
    const prepared = blind ? await untouched(bytes) : await this.#prepare(bytes, { asItIs })
    if (!prepared) throw new StoreError('not_a_photo', 'neither a photo nor a clip')
    if (prepared.bytes.byteLength > MAX_PHOTO_BYTES) {
      throw new StoreError('too_large', `${String(prepared.bytes.byteLength)} bytes, at most 20 MiB`)
    }
    const fresh = rowFor(prepared, state)
    const kept = await this.#db.write(['photos', 'photo_bytes'], async (tx) => {
      const photos = tx.objectStore('photos')
      const before = await photos.get(fresh.sha256)
      if (before) return before // the very same photo, chosen twice
      const bytes = tx.objectStore('photo_bytes')
      await bytes.put(prepared.bytes, fresh.sha256)
      await bytes.put(prepared.thumb, thumbKey(fresh.sha256))
      await photos.put(fresh)
      return fresh
    })
    this.#notices.tell('photos')
    return kept
  }
}

/** The proof, under the log of that name, that the office holds this photo. */
export function arrivalOf(photo: PhotoRow, origin: string | undefined): ArrivalProof | null {
  return photo.arrivals?.find((proof) => proof.origin === origin) ?? null
}

function rowFor({ bytes, sha256, type, original }: Prepared, state: PhotoState): PhotoRow {
  const size = bytes.byteLength
  return {
    sha256,
    size,
    type,
    thumb: NO_THUMB,
    original,
    owner: null,
    state,
    sent: state === 'stored' ? size : 0,
    error: null,
    added_at: instant(),
    released_at: null,
  }
}
