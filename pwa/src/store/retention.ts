/**
 * Makes room, and only where nothing can be lost by it.
 *
 * Guarantee: the bytes of a photo go only once it and every other photo of its entry are 已存证 and a
 * grace period has passed. Entries, proofs and small pictures are never deleted.
 */
import { instant } from '../wire/time.ts'
import type { Connection, Tx } from './connection.ts'
import { meta } from './identity.ts'
import type { Notices } from './notices.ts'
import { arrivalOf } from './photos.ts'
import type { EntryRow } from './types.ts'

export async function release(db: Connection, notices: Notices, provedBefore: Date): Promise<number> {
  const released = await db.write(['entries', 'photos', 'photo_bytes', 'meta'], async (tx) => {
    const [entries, photos] = [tx.objectStore('entries'), tx.objectStore('photos')]
    const origin = (await meta(tx, 'log'))?.held?.origin
    let count = 0
    for (const photo of await photos.index('by_state').getAll('stored')) {
      const entry = photo.owner && photo.released_at === null ? await entries.get(photo.owner.id) : null
      const proof = entry?.state === 'sealed' ? entry.proofs.at(-1) : undefined
      if (!entry || !proof || Date.parse(proof.proved_at) > provedBefore.getTime()) continue
      if (!(await allArrived(tx, entry, origin, provedBefore))) continue
      await tx.objectStore('photo_bytes').delete(photo.sha256)
      await photos.put({ ...photo, released_at: instant() })
      count += 1
    }
    return count
  })
  if (released > 0) notices.tell('photos')
  return released
}

/** Whether the arrival of every photo of an entry has been proved for that long. */
async function allArrived(
  tx: Tx<'readwrite'>,
  entry: EntryRow,
  origin: string | undefined,
  provedBefore: Date,
): Promise<boolean> {
  for (const { sha256 } of entry.photos) {
    const photo = await tx.objectStore('photos').get(sha256)
    const proof = photo ? arrivalOf(photo, origin) : null
    if (!proof || Date.parse(proof.proved_at) > provedBefore.getTime()) return false
  }
  return true
}
