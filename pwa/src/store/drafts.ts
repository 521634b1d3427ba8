/** Drafts, saved as they are typed. Losing one costs what one inspector typed for one crate. */
import { instant } from '../wire/time.ts'
import type { Connection } from './connection.ts'
import { meta } from './identity.ts'
import type { Notices } from './notices.ts'
import type { Draft } from './types.ts'

export class Drafts {
  readonly #db: Connection
  readonly #notices: Notices

  constructor(db: Connection, notices: Notices) {
    this.#db = db
    this.#notices = notices
  }

  async save(key: string, value: unknown): Promise<void> {
    // JSON, since a screen's reactive proxies cannot be cloned into the database
    const plain: unknown = JSON.parse(JSON.stringify(value))
    await this.#db.write(['drafts', 'meta'], async (tx) => {
      const user = (await meta(tx, 'me'))?.user ?? ''
      await tx.objectStore('drafts').put({ user, key, value: plain, updated_at: instant() })
    })
    this.#notices.tell('drafts')
  }

  async draft<Value>(key: string): Promise<Draft<Value> | null> {
    return this.#db.read(['drafts', 'meta'], async (tx) => {
      const user = (await meta(tx, 'me'))?.user ?? ''
      const found = await tx.objectStore('drafts').get([user, key])
      return found ? { key, value: found.value as Value, updated_at: found.updated_at } : null
    })
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
    this.#notices.tell('drafts')
  }
}
