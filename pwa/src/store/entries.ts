/**
 * Sealed entries: made here, kept here, until long after the server has them.
 *
 * Guarantees: seqs of a device are dense, each sealed once (again only as entry.withheld); entry,
 * photos and draft change in one transaction; what `record` returned is on disk.
 */
import { crateOfBody } from '../rules/crates.ts'
import { sha256Hex } from '../wire/base64url.ts'
import { PERSONAL, veil, type Veiled } from '../wire/disclosures.ts'
import { kvOf, MAX_PHOTOS, sealEntry, uuidv7 } from '../wire/seal.ts'
import { instant } from '../wire/time.ts'
import type { Bodies, EntryAnswer, Kind, PhotoRef, Seen } from '../wire/types.ts'
import type { Connection, Head, Tx } from './connection.ts'
import { StoreError } from './errors.ts'
import { meta, RECEIVED } from './identity.ts'
import type { Notices } from './notices.ts'
import type { EntryRow, EntryState } from './types.ts'

/** What is needed to seal: read, signed with, and compared again when the entry is written. */
interface Ready {
  head: Head
  actor: string
  photos: PhotoRef[]
  /** The newest checkpoint in hand: the entry was made after it. */
  seen: Seen | null
}

/** Sealed; its place on this phone is given when it is written. */
type Unplaced = Omit<EntryRow, 'place'>

export class Entries {
  readonly #db: Connection
  readonly #notices: Notices
  #last: Promise<unknown> = Promise.resolve()

  constructor(db: Connection, notices: Notices) {
    this.#db = db
    this.#notices = notices
  }

  /** One at a time in this tab; against other tabs the head is compared before the write. */
  record<K extends Kind>(
    kind: K,
    body: Bodies[K],
    photos: readonly string[] = [],
    draftKey?: string,
  ): Promise<EntryRow> {
    const made = this.#last.then(() => this.#record(kind, body, photos, draftKey))
    this.#last = made.catch(() => undefined)
    return made
  }

  async #record<K extends Kind>(
    kind: K,
    body: Bodies[K],
    photos: readonly string[],
    draftKey: string | undefined,
  ): Promise<EntryRow> {
    if (photos.length > MAX_PHOTOS) {
      throw new StoreError('too_many_photos', `at most ${String(MAX_PHOTOS)} in one entry`)
    }
    for (;;) {
      const ready = await this.#ready([...new Set(photos)])
      const sealed = await seal(ready, kind, body, ready.head.seq + 1)
      const entry = await this.#keep(ready, sealed, draftKey).catch(async (error: unknown) => {
        // a connection may be lost just after all had been written
        const there = await this.entry(sealed.id).catch(() => null)
        if (there) return there
        throw error
      })
      if (!entry) continue
      this.#notices.tell('entries', 'sealed', 'photos', 'drafts', 'rows')
      return entry
    }
  }

  /** Null when another tab has sealed in between. */
  #keep(ready: Ready, sealed: Unplaced, draftKey: string | undefined): Promise<EntryRow | null> {
    return this.#db.write(['meta', 'heads', 'entries', 'photos', 'drafts'], async (tx) => {
      const [metas, heads, entries] = [
        tx.objectStore('meta'),
        tx.objectStore('heads'),
        tx.objectStore('entries'),
      ]
      const there = await entries.get(sealed.id)
      if (there) return there // the first attempt did succeed
      const head = await heads.get(ready.head.dev)
      if (head?.seq !== ready.head.seq) return null
      const entry = { ...sealed, place: ((await meta(tx, 'place')) ?? 0) + 1 }
      await heads.put({ ...head, seq: entry.seq })
      await metas.put(entry.place, 'place')
      await entries.put(entry)
      await own(tx, entry)
      const user = (await meta(tx, 'me'))?.user ?? ''
      if (draftKey !== undefined) await tx.objectStore('drafts').delete([user, draftKey])
      return entry
    })
  }

  #ready(sha256s: string[]): Promise<Ready> {
    return this.#db.read(['meta', 'heads', 'photos'], async (tx) => {
      const me = await meta(tx, 'me')
      const head = me && (await tx.objectStore('heads').get(me.dev))
      if (!head) throw new StoreError('not_enrolled', 'this phone has no key yet')
      const photos = await Promise.all(
        sha256s.map(async (sha256) => {
          const photo = await tx.objectStore('photos').get(sha256)
          if (!photo) throw new StoreError('photo_missing', `photo ${sha256} is not on this phone`)
          return { sha256, size: photo.size, type: photo.type }
        }),
      )
      return { head, actor: me.user, photos, seen: await seenIn(tx) }
    })
  }

  async withhold(refused: EntryRow): Promise<EntryRow> {
    const { head, seen } = await this.#db.read(['heads', 'meta'], async (tx) => ({
      head: await tx.objectStore('heads').get(refused.dev),
      seen: await seenIn(tx),
    }))
    if (!head) throw new StoreError('not_enrolled', `the key of ${refused.dev} is not on this phone`)
    const sha256 = await sha256Hex(new TextEncoder().encode(refused.jws))
    const ready = { head, actor: refused.actor, photos: [], seen }
    const sealed = await seal(ready, 'entry.withheld', { sha256 }, refused.seq)
    const entry = { ...sealed, place: refused.place }
    const kept = await this.#db.write(['entries'], async (tx) => {
      const there = await tx.objectStore('entries').index('by_seq').getAll([refused.dev, refused.seq])
      const before = there.find((other) => other.kind === 'entry.withheld')
      if (!before) await tx.objectStore('entries').put(entry)
      return before ?? entry
    })
    this.#notices.tell('entries')
    return kept
  }

  entry(id: string): Promise<EntryRow | null> {
    return this.#db.read(['entries'], async (tx) => (await tx.objectStore('entries').get(id)) ?? null)
  }

  async queued(): Promise<EntryRow[]> {
    const queued = await this.#db.read(['entries'], (tx) =>
      tx.objectStore('entries').index('by_state').getAll('queued'),
    )
    return queued.sort((a, b) => (a.dev === b.dev ? a.seq - b.seq : a.dev < b.dev ? -1 : 1))
  }

  async answered(answers: readonly (readonly [string, EntryAnswer])[]): Promise<void> {
    await this.#db.write(['entries'], async (tx) => {
      const entries = tx.objectStore('entries')
      for (const [id, answer] of answers) {
        const entry = await entries.get(id)
        // what is proved stays proved when another tab's answer comes in late
        if (!entry || entry.state === 'sealed') continue
        await entries.put({ ...entry, answer, state: stateAfter(answer) })
      }
    })
    this.#notices.tell('entries')
  }

  async retry(id: string): Promise<void> {
    await this.#db.write(['entries', 'photos'], async (tx) => {
      const [entries, photos] = [tx.objectStore('entries'), tx.objectStore('photos')]
      const entry = await entries.get(id)
      const answer = entry?.answer
      // any other refusal has its place withheld: these bytes can never be taken again
      if (answer?.answer === 'refused' && answer.code === 'unknown_device') {
        await entries.put({ ...entry, state: 'queued', answer: null } as EntryRow)
      }
      for (const { sha256 } of entry?.photos ?? []) {
        const photo = await photos.get(sha256)
        if (photo?.state === 'refused') await photos.put({ ...photo, state: 'queued', error: null })
      }
    })
    this.#notices.tell('entries', 'sealed', 'photos')
  }

  async requeue(dev: string, seq: number): Promise<EntryRow | null> {
    const at = await this.#db.write(['entries'], async (tx) => {
      const entries = tx.objectStore('entries')
      const range = IDBKeyRange.bound([dev, seq], [dev, Infinity])
      const lost = await entries.index('by_seq').getAll(range)
      for (const entry of lost) {
        if (!RECEIVED.includes(entry.state)) continue
        await entries.put({ ...entry, state: 'queued', answer: null })
      }
      const there = lost.filter((entry) => entry.seq === seq)
      return there.find((entry) => entry.state !== 'refused') ?? there[0] ?? null
    })
    this.#notices.tell('entries')
    return at
  }
}

async function seal<K extends Kind>(
  { head, actor, photos, seen }: Ready,
  kind: K,
  body: Bodies[K],
  seq: number,
): Promise<Unplaced> {
  const [id, at, { dev }] = [uuidv7(), instant(), head]
  const kv = kvOf(kind, body)
  const { signed, beside } = await veiled(kind, kv, body)
  const envelope = { v: 1, id, seq, kind, kv, at, actor, seen, body: signed, photos } as const
  const jws = await sealEntry(head.privateKey, dev, envelope).catch((error: unknown) => {
    throw error instanceof RangeError ? new StoreError('entry_too_large', error.message) : error
  })
  const crate = crateOfBody(kind, body)
  return { id, dev, seq, kind, crate, at, actor, jws, beside, photos, state: 'queued', answer: null, proofs: [] }
}

/** The first version of a kind signs all that it says. */
function veiled(kind: Kind, kv: number, body: object): Promise<Veiled> {
  return veil(body, kv === 1 ? [] : (PERSONAL[kind] ?? []))
}

async function seenIn(tx: Tx<IDBTransactionMode>): Promise<Seen | null> {
  const held = (await meta(tx, 'log'))?.held
  return held ? { origin: held.origin, size: held.size, root: held.root } : null
}

/** The entry's photos are no draft any more. One that the server has stays as it is. */
async function own(tx: Tx<'readwrite'>, entry: EntryRow): Promise<void> {
  const photos = tx.objectStore('photos')
  for (const { sha256 } of entry.photos) {
    const photo = await photos.get(sha256)
    if (!photo) throw new StoreError('photo_missing', `photo ${sha256} is not on this phone`)
    const state = photo.state === 'draft' ? 'queued' : photo.state
    const { id, place, at } = entry
    await photos.put({ ...photo, state, owner: photo.owner ?? { id, place, at } })
  }
}

function stateAfter(answer: EntryAnswer): EntryState {
  switch (answer.answer) {
    case 'stored':
    case 'duplicate':
      return 'received'
    case 'gap':
      return 'queued'
    default:
      return answer.answer
  }
}
