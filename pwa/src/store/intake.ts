/**
 * Photos as they came from the camera, kept before anything is done with them.
 *
 * Guarantee: what `take` returned is on disk, whatever becomes of the page while the photo is made
 * small; it stays until its draft names the photo (`drop`). A file on which a page has died twice is
 * not decoded again: it is kept as it is. Losing this store costs photos that no draft names yet.
 */
import { instant } from '../wire/time.ts'
import type { Connection, Tx } from './connection.ts'
import { meta } from './identity.ts'
import type { Intake } from './types.ts'

/** How often a file may have been begun before it is left as it is. */
const TRIES = 2

export class Intakes {
  readonly #db: Connection

  constructor(db: Connection) {
    this.#db = db
  }

  /** Keep files of one draft, for a place in it; the bytes at once, all or none. */
  async take(draft: string, place: string, files: readonly Blob[]): Promise<number[]> {
    // on some phones the file is gone a moment later
    const all = await Promise.all(files.map((file) => file.arrayBuffer()))
    return this.#db.write(['intake', 'meta'], async (tx) => {
      const user = await whose(tx)
      const row = { user, draft, place, at: instant(), begun: 0 }
      return Promise.all(all.map((bytes) => tx.objectStore('intake').add({ ...row, bytes })))
    })
  }

  /** What waits for a draft, the oldest first. */
  async of(draft: string): Promise<Intake[]> {
    return this.#db.read(['intake', 'meta'], async (tx) => {
      const user = await whose(tx)
      const store = tx.objectStore('intake')
      const waiting: Intake[] = []
      let cursor = await store.openCursor()
      while (cursor) {
        const { user: owner, draft: of, place } = cursor.value
        if (owner === user && of === draft) waiting.push({ id: cursor.key, place })
        cursor = await cursor.continue()
      }
      return waiting
    })
  }

  /** The file, to be made small now; `blind` where that has killed the page before. */
  async begin(id: number): Promise<{ file: Blob; blind: boolean } | null> {
    return this.#db.write(['intake'], async (tx) => {
      const store = tx.objectStore('intake')
      const row = await store.get(id)
      if (!row) return null
      await store.put({ ...row, begun: row.begun + 1 }, id)
      return { file: new Blob([row.bytes]), blind: row.begun >= TRIES }
    })
  }

  drop(id: number): Promise<void> {
    return this.#db.write(['intake'], (tx) => tx.objectStore('intake').delete(id))
  }
}

async function whose(tx: Tx<IDBTransactionMode>): Promise<string> {
  return (await meta(tx, 'me'))?.user ?? ''
}
