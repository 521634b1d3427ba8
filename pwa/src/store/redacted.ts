/**
 * What the office deleted of a person, this phone keeps no longer.
 *
 * Guarantee: once a record is pulled without its witness's name, or without a signature's strokes,
 * the phone holds them neither beside its own entries nor in what is left of the record's draft: a
 * copy that was handed over, one that amends it, and what the next crate would have had from it. A
 * draft of somebody's own, not signed yet, keeps its witness: that is another record to be.
 */
import type { RecordDoc } from '../wire/types.ts'
import type { Tx } from './connection.ts'
import type { Draft } from './types.ts'

const CARRIED = 'carried/'

/** As much of what screens keep as speaks of a witness. */
interface Naming {
  /** Of what is carried to the next crate: `3/60`. */
  crate?: string
  /** Of what is carried: the crate that it comes from; absent in what was kept before. */
  from?: string
  witness?: { name?: string }
  given?: unknown
  offered?: unknown
  amends?: { record?: string } | null
}

/** Returns whether a draft has changed. */
export async function forgetRedacted(
  tx: Tx<'readwrite'>,
  id: string,
  doc: Partial<RecordDoc>,
): Promise<boolean> {
  const { body, crate, cosigned = [] } = doc // an older server says less
  const bare = cosigned.filter((item) => item.body.method === 'finger' && item.body.strokes === null)
  const redacted = bare.map(({ entry }) => entry)
  const unnamed = body?.witness?.name === null
  if (unnamed) redacted.push(id)
  for (const one of redacted) {
    const entry = await tx.objectStore('entries').get(one)
    if (entry?.beside?.length) await tx.objectStore('entries').put({ ...entry, beside: [] })
  }
  return unnamed && crate !== undefined && (await forgetInDrafts(tx, id, crate))
}

async function forgetInDrafts(tx: Tx<'readwrite'>, id: string, crate: string): Promise<boolean> {
  const drafts = tx.objectStore('drafts')
  const naming = (await drafts.getAll()).filter((draft) => isOf(draft, id, crate))
  for (const draft of naming) {
    const value = draft.value as Naming
    await drafts.put({ ...draft, value: { ...value, witness: { ...value.witness, name: '' } } })
  }
  return naming.length > 0
}

function isOf({ key, value }: Draft, id: string, crate: string): boolean {
  const { witness, given, offered, amends, from, crate: of } = value as Naming
  if (!witness?.name) return false
  if (key.endsWith(`/${crate}`)) return Boolean(given ?? offered) || amends?.record === id
  if (!key.startsWith(CARRIED)) return false
  return from === undefined ? of?.split('/')[0] === crate.split('/')[1] : from === crate
}
