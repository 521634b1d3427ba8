/**
 * Drafts, saved as they are typed. Losing one costs what one inspector typed for one crate.
 *
 * Guarantee: what was jotted down before a page died is in the draft when it is opened again. A
 * database answers only after a while, so the newest word of a draft also stands where writing
 * takes no waiting, until the database has that very word.
 */
import { instant } from '../wire/time.ts'
import type { Connection, Tx } from './connection.ts'
import { meta } from './identity.ts'
import type { Jotter } from './jotter.ts'
import type { Notices } from './notices.ts'
import type { Draft } from './types.ts'

export class Drafts {
  readonly #db: Connection
  readonly #notices: Notices
  readonly #jotter: Jotter
  /** Whose drafts were read last: jotting cannot wait to ask. */
  #user = ''

  constructor(db: Connection, notices: Notices, jotter: Jotter) {
    this.#db = db
    this.#notices = notices
    this.#jotter = jotter
  }

  /** At once and without waiting; `save` is to follow. */
  jot(key: string, value: unknown): void {
    this.#jotter.put(this.#user, key, JSON.stringify(value))
  }

  async save(key: string, value: unknown): Promise<void> {
    // JSON, since a screen's reactive proxies cannot be cloned into the database
    const text = JSON.stringify(value)
    await this.#db.write(['drafts', 'meta'], async (tx) => {
      const user = await this.#whose(tx)
      const plain: unknown = JSON.parse(text)
      await tx.objectStore('drafts').put({ user, key, value: plain, updated_at: instant() })
    })
    this.#jotter.drop(this.#user, key, text)
    this.#notices.tell('drafts')
  }

  async draft<Value>(key: string): Promise<Draft<Value> | null> {
    const found = await this.#db.read(['drafts', 'meta'], async (tx) => {
      return tx.objectStore('drafts').get([await this.#whose(tx), key])
    })
    // a draft that is gone was signed or dropped: its last word says nothing new
    if (!found) return null
    const value = (this.#jotter.take(this.#user, key) ?? found.value) as Value
    return { key, value, updated_at: found.updated_at }
  }

  /** The newest first. */
  async all(): Promise<Draft[]> {
    const found = await this.#db.read(['drafts', 'meta'], async (tx) => {
      const user = (await meta(tx, 'me'))?.user ?? ''
      return tx.objectStore('drafts').getAll(IDBKeyRange.bound([user], [user, []]))
    })
    return found
      .map(({ key, value, updated_at }) => ({ key, value, updated_at }))
      .sort((a, b) => Date.parse(b.updated_at) - Date.parse(a.updated_at))
  }

  async drop(key: string): Promise<void> {
    await this.#db.write(['drafts', 'meta'], async (tx) => {
      const user = (await meta(tx, 'me'))?.user ?? ''
      await tx.objectStore('drafts').delete([user, key])
    })
    this.forget(key)
    this.#notices.tell('drafts')
  }

  /** The draft was signed: what was jotted down of it is no news any more. */
  forget(key: string): void {
    this.#jotter.drop(this.#user, key)
  }

  async #whose(tx: Tx<IDBTransactionMode>): Promise<string> {
    this.#user = (await meta(tx, 'me'))?.user ?? ''
    return this.#user
  }
}
