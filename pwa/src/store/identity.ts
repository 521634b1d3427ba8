/** Who this phone is, and how far it is with the server. */
import { ES256, type KeyPair } from '../wire/keys.ts'
import { type Box, makeBox } from '../wire/parcel.ts'
import { instant } from '../wire/time.ts'
import type { Connection, MetaValues, Tx } from './connection.ts'
import { StoreError } from './errors.ts'
import type { Notices } from './notices.ts'
import type { Enrolment, EntryRow, EntryState, Held, LogMemory, Me, SyncMemory } from './types.ts'

export class Identity {
  readonly #db: Connection
  readonly #notices: Notices

  constructor(db: Connection, notices: Notices) {
    this.#db = db
    this.#notices = notices
  }

  me(): Promise<Me | null> {
    return this.#db.read(['meta'], (tx) => meta(tx, 'me'))
  }

  memory(): Promise<SyncMemory | null> {
    return this.#db.read(['meta'], (tx) => meta(tx, 'sync'))
  }

  async setHidden(hidden: boolean, user?: string): Promise<void> {
    await this.#db.write(['meta'], async (tx) => {
      const me = await meta(tx, 'me')
      if (!me) return
      if (user !== undefined && user !== me.user) {
        throw new StoreError('another_person', `this phone is enrolled for ${me.user}`)
      }
      await tx.objectStore('meta').put({ ...me, hidden }, 'me')
    })
    this.#notices.tell('me')
  }

  /** Through a transaction of its own each way, as a later start of the app would find it. */
  async tryKey(privateKey: CryptoKey, publicKey: CryptoKey): Promise<void> {
    try {
      await this.#db.write(['meta'], (tx) =>
        tx.objectStore('meta').put({ privateKey, publicKey }, 'trial'),
      )
      const kept = await this.#db.read(['meta'], (tx) => meta(tx, 'trial'))
      const probe = new TextEncoder().encode('绿色通道')
      const signature = kept && (await crypto.subtle.sign(ES256, kept.privateKey, probe))
      const holds = signature && (await crypto.subtle.verify(ES256, publicKey, signature, probe))
      if (holds !== true) throw new Error('the key that was kept does not sign as the key made')
    } catch (error) {
      throw new StoreError('key_unusable', 'this browser cannot keep a key', error)
    } finally {
      await this.#db.write(['meta'], (tx) => tx.objectStore('meta').delete('trial'))
    }
  }

  keyOf(dev: string): Promise<CryptoKey | null> {
    return this.#db.read(['heads'], async (tx) => (await tx.objectStore('heads').get(dev))?.publicKey ?? null)
  }

  async box(anew: boolean): Promise<Box> {
    const held = anew ? null : await this.#db.read(['meta'], (tx) => meta(tx, 'box'))
    if (held) return held
    const made = await makeBox()
    return this.#db.write(['meta'], async (tx) => {
      const there = anew ? null : await meta(tx, 'box') // another tab was first
      if (!there) await tx.objectStore('meta').put(made, 'box')
      return there ?? made
    })
  }

  async forgottenKey(): Promise<KeyPair | null> {
    return this.#db.read(['entries', 'heads'], async (tx) => {
      const newest = (await strangers(tx)).sort((a, b) => a.place - b.place).at(-1)
      return (newest && (await tx.objectStore('heads').get(newest.dev))) ?? null
    })
  }

  /**
   * Become that device; where it is one that this phone was before, its sequence goes on, and what
   * was refused of it is offered again. What was pulled for somebody else goes; entries, photos and
   * drafts stay, and where the epoch is a new one, entries are offered again.
   */
  async enrol(enrolment: Enrolment): Promise<void> {
    const { dev, user, name, epoch, root_key, log_vkey, trust, privateKey, publicKey } = enrolment
    await this.#db.write(['meta', 'heads', 'rows', 'entries', 'photos'], async (tx) => {
      const before = await meta(tx, 'sync')
      const [metas, rows] = [tx.objectStore('meta'), tx.objectStore('rows')]
      const seq = (await tx.objectStore('heads').get(dev))?.seq ?? 0
      await metas.delete('lock') // the desk has just seen who this is
      await metas.delete('box')
      await tx.objectStore('heads').put({ dev, privateKey, publicKey, seq })
      for (const entry of await strangers(tx)) {
        if (entry.dev !== dev) continue
        await tx.objectStore('entries').put({ ...entry, state: 'queued', answer: null })
      }
      await metas.put({ dev, user, name, hidden: false, root_key, enrolled_at: instant() }, 'me')
      await metas.put({ epoch, cursor: '', complete: false, last_success: null }, 'sync')
      await metas.put(logAfterEnrolment(await meta(tx, 'log'), log_vkey), 'log')
      await rows.clear()
      await rows.put({ view: 'trust', key: 'trust', pos: 0, epoch, doc: trust })
      if (before && before.epoch !== epoch) await offerAgain(tx)
    })
    this.#notices.tell('me', 'rows', 'entries', 'photos')
  }

  async succeeded(at: string): Promise<void> {
    await this.#db.write(['meta'], async (tx) => {
      const memory = await meta(tx, 'sync')
      if (memory) await tx.objectStore('meta').put({ ...memory, last_success: at }, 'sync')
    })
  }

  async restart(epoch: string, vkey: string, held: Held): Promise<void> {
    await this.#db.write(['meta', 'entries', 'photos'], async (tx) => {
      const memory = await meta(tx, 'sync')
      if (memory?.epoch === epoch) return // another tab was first
      const fresh = { epoch, cursor: '', complete: false, last_success: memory?.last_success ?? null }
      await tx.objectStore('meta').put(fresh, 'sync')
      const log = logAfterEnrolment(await meta(tx, 'log'), vkey)
      await tx.objectStore('meta').put({ ...log, held }, 'log')
      await offerAgain(tx)
    })
    this.#notices.tell('entries', 'sealed', 'photos', 'log')
  }
}

/** What was refused because the server did not know the key that signed it. */
async function strangers(tx: Tx<IDBTransactionMode>): Promise<EntryRow[]> {
  const refused = await tx.objectStore('entries').index('by_state').getAll('refused')
  return refused.filter(({ answer }) => answer?.answer === 'refused' && answer.code === 'unknown_device')
}

/** The log goes on under the same key and name, or a new one begins and the old one is kept. */
function logAfterEnrolment(before: LogMemory | null, vkey: string): LogMemory {
  if (before?.vkey === vkey) return before
  const { held = null, former = [], dispute = null, past = [], handed_in = [] } = before ?? {}
  return {
    ...{ vkey, held: null, handed_in, dispute: null },
    former: held ? [...former, held] : former,
    past: dispute ? [...past, { ...dispute, ended_at: instant() }] : past,
  }
}

/** A value of the meta store, or null. */
export async function meta<K extends keyof MetaValues, Mode extends IDBTransactionMode>(
  tx: Tx<Mode>,
  key: K,
): Promise<MetaValues[K] | null> {
  const value = await tx.objectStore('meta').get(key)
  return (value as MetaValues[K] | undefined) ?? null
}

/** In the journal, as far as its answers say. */
export const RECEIVED: readonly EntryState[] = ['received', 'sealed', 'quarantined']

/** Whatever the journal may have lost goes back into the queue. Proofs stay as they are. */
export async function offerAgain(tx: Tx<'readwrite'>): Promise<void> {
  const [entries, photos] = [tx.objectStore('entries'), tx.objectStore('photos')]
  for (const state of RECEIVED) {
    for (const entry of await entries.index('by_state').getAll(state)) {
      await entries.put({ ...entry, state: 'queued', answer: null })
    }
  }
  for (const photo of await photos.index('by_state').getAll('stored')) {
    const isHere = photo.owner !== null && photo.released_at === null
    if (isHere) await photos.put({ ...photo, state: 'queued', sent: 0 })
  }
}
