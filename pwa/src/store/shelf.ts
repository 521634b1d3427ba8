/**
 * One view in memory, as its lists need it: read from the database once, then kept up to date row by
 * row as pages of a pull arrive.
 *
 * Guarantee: what `fresh` leaves behind is the view as the database has it in that transaction. Each
 * pull says from which cursor to which it led; where the chain of those does not lead to the cursor
 * on disk (a tab that slept, a new enrolment), the view is read anew. Losing it costs that reading.
 */
import type { View, Views } from '../wire/types.ts'
import type { Tx } from './connection.ts'
import { meta } from './identity.ts'
import type { Pulled } from './notices.ts'
import { batchesOf } from './rows.ts'

/** Beyond this, reading all of it is quicker than row by row. */
const MOST_ONE_BY_ONE = 2_000

export class Shelf<V extends View, Brief> {
  readonly view: V
  readonly #brief: (doc: Views[V]) => Brief
  #held = new Map<string, Brief>()
  /** Of the database as it was read, null before; and the one that all news since lead to. */
  #cursor: string | null = null
  #stale = new Set<string>()

  constructor(view: V, brief: (doc: Views[V]) => Brief) {
    this.view = view
    this.#brief = brief
  }

  get held(): ReadonlyMap<string, Brief> {
    return this.#held
  }

  /** What a page of a pull changed. */
  pulled({ from, to, keys }: Pulled): void {
    if (this.#cursor === null) return
    this.#cursor = from === this.#cursor && keys ? to : null
    for (const key of keys?.[this.view] ?? []) this.#stale.add(key)
  }

  /** Bring it up to date. Whether anything may have changed. */
  async fresh(tx: Tx<IDBTransactionMode>): Promise<boolean> {
    const cursor = (await meta(tx, 'sync'))?.cursor ?? ''
    const stale = [...this.#stale]
    if (cursor !== this.#cursor || stale.length > MOST_ONE_BY_ONE) {
      this.#held = await this.#all(tx)
      this.#cursor = cursor
    } else {
      const docs = await Promise.all(stale.map((key) => this.doc(tx, key)))
      for (const [at, key] of stale.entries()) this.put(key, docs[at] ?? null)
      if (stale.length === 0) return false
    }
    for (const key of stale) this.#stale.delete(key)
    return true
  }

  /** Hold it as it is here; null where it is gone. */
  put(key: string, doc: Views[V] | null): void {
    if (doc) this.#held.set(key, this.#brief(doc))
    else this.#held.delete(key)
  }

  async doc(tx: Tx<IDBTransactionMode>, key: string): Promise<Views[V] | null> {
    const row = await tx.objectStore('rows').get([this.view, key])
    return row ? (row.doc as Views[V]) : null
  }

  async #all(tx: Tx<IDBTransactionMode>): Promise<Map<string, Brief>> {
    const all = new Map<string, Brief>()
    for await (const batch of batchesOf(tx, this.view)) {
      for (const [key, doc] of batch) all.set(key, this.#brief(doc))
    }
    return all
  }
}
