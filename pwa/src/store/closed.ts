/**
 * Lets go of crates that were closed long ago, with their labels and records: what the server does
 * not send to a new phone need not fill an old one. Losing rows costs a pull; entries, photos and
 * proofs of this phone are no rows, and stay.
 */
import type { Crate } from '../wire/types.ts'
import type { Connection, Tx } from './connection.ts'
import { meta } from './identity.ts'
import type { Notices } from './notices.ts'
import { batchesOf } from './rows.ts'

/** So long a closed crate stays; `CLOSED_KEPT` in backend/views/changes.py. */
export const CLOSED_KEPT_DAYS = 30

/** How many crates went. */
export async function letGo(db: Connection, notices: Notices, now: Date): Promise<number> {
  const before = now.getTime() - CLOSED_KEPT_DAYS * 86_400_000
  const over = await db.read(['rows'], (tx) => overSince(tx, before))
  if (over.length === 0) return 0
  const ids = new Set(over.map(({ id }) => id))
  const labels = over.flatMap(({ label, former_labels }) => [label, ...former_labels])
  const numbers = labels.flatMap((label) => label?.number ?? [])
  const pulled = await db.write(['rows', 'meta'], async (tx) => {
    const records = await recordsOf(tx, ids)
    const rows = tx.objectStore('rows')
    for (const id of ids) await rows.delete(['crate', id])
    for (const number of numbers) await rows.delete(['label', number])
    for (const record of records) await rows.delete(['record', record])
    const cursor = (await meta(tx, 'sync'))?.cursor ?? ''
    return { from: cursor, to: cursor, keys: { crate: [...ids], record: records } }
  })
  notices.tellPulled(pulled)
  notices.tell('rows')
  return ids.size
}

/** What is closed stays closed: nothing can happen to it between this look and the writing. */
async function overSince(tx: Tx<IDBTransactionMode>, before: number): Promise<Crate[]> {
  const found: Crate[] = []
  for await (const batch of batchesOf(tx, 'crate')) {
    for (const [, crate] of batch) {
      if (crate.state === 'closed' && Date.parse(crate.since) < before) found.push(crate)
    }
  }
  return found
}

async function recordsOf(tx: Tx<IDBTransactionMode>, crates: ReadonlySet<string>): Promise<string[]> {
  const found: string[] = []
  for await (const batch of batchesOf(tx, 'record')) {
    for (const [key, { crate }] of batch) if (crates.has(crate)) found.push(key)
  }
  return found
}
