/**
 * Freezes that a colleague's phone told this one of, with neither in touch.
 *
 * Guarantee: a lot that was told of is frozen here from the moment `hear` returns until the server
 * says something of that very freeze; the entry is kept as it was signed and offered to the server
 * by this phone as well. Losing it costs the freeze until the other phone is in touch.
 */
import { crateOfBody } from '../rules/crates.ts'
import { opened, signerOf } from '../wire/open.ts'
import { instant } from '../wire/time.ts'
import type { Device, EntryAnswer, Lot, LotFrozen } from '../wire/types.ts'
import type { Connection, Tx } from './connection.ts'
import { meta } from './identity.ts'
import type { Notices } from './notices.ts'
import type { Heard, ToldRow } from './types.ts'

/** The server says that it is no entry of ours: its word counts. */
const NOT_OURS: readonly EntryAnswer['answer'][] = ['refused', 'conflict']

export class Told {
  readonly #db: Connection
  readonly #notices: Notices

  constructor(db: Connection, notices: Notices) {
    this.#db = db
    this.#notices = notices
  }

  async hear(jws: string): Promise<Heard> {
    const dev = signerOf(jws)
    const device = dev === null ? null : await this.#device(dev)
    const found = await opened<LotFrozen>(jws, device)
    if (!found || found.envelope.kind !== 'lot.frozen') return 'not_genuine'
    const { id, at, actor, body } = found.envelope
    if (!isFreeze(body)) return 'not_genuine'
    const row: ToldRow = {
      ...{ id, jws, dev: found.dev, actor, at, body, word: found.word },
      ...{ crate: crateOfBody('lot.frozen', body), told_at: instant(), refused: null },
    }
    const heard = await this.#db.write(['told', 'entries', 'meta'], async (tx) => {
      if ((await meta(tx, 'me')) === null) return 'not_genuine'
      if (await tx.objectStore('entries').get(id)) return 'own'
      const before = await tx.objectStore('told').get(id)
      if (before && (before.word === 'verified' || row.word === 'unverified')) return before
      await tx.objectStore('told').put(row)
      return row
    })
    this.#notices.tell('rows')
    return heard
  }

  told(id: string): Promise<ToldRow | null> {
    return this.#db.read(['told'], async (tx) => (await tx.objectStore('told').get(id)) ?? null)
  }

  /** What the server has said nothing of yet, the oldest first. */
  carried(): Promise<ToldRow[]> {
    return this.#db.read(['told', 'rows'], (tx) => standing(tx))
  }

  async answered(id: string, answer: EntryAnswer): Promise<void> {
    if (!NOT_OURS.includes(answer.answer)) return
    await this.#db.write(['told'], async (tx) => {
      const row = await tx.objectStore('told').get(id)
      const code = 'code' in answer ? answer.code : answer.answer
      if (row) await tx.objectStore('told').put({ ...row, refused: code })
    })
    this.#notices.tell('rows')
  }

  async #device(dev: string): Promise<Device | null> {
    const row = await this.#db.read(['rows'], (tx) => tx.objectStore('rows').get(['device', dev]))
    return row ? (row.doc as Device) : null
  }
}

/** Told of, not refused, and in no lot as the server has it: each stands. */
export async function standing(tx: Tx<IDBTransactionMode>): Promise<ToldRow[]> {
  const rows = await tx.objectStore('told').getAll()
  const known = await Promise.all(rows.map((row) => isSettled(tx, row)))
  return rows.filter((_, i) => !known[i]).sort((a, b) => a.told_at.localeCompare(b.told_at))
}

async function isSettled(tx: Tx<IDBTransactionMode>, { id, body, refused }: ToldRow): Promise<boolean> {
  if (refused !== null) return true
  const lot = (await tx.objectStore('rows').get(['lot', body.lot]))?.doc as Lot | undefined
  return lot?.freezes.some(({ act }) => act.entry === id) ?? false
}

function isFreeze(body: unknown): body is LotFrozen {
  if (typeof body !== 'object' || body === null) return false
  const { lot, crate, reason } = body as Partial<Record<keyof LotFrozen, unknown>>
  return typeof lot === 'string' && typeof reason === 'string' && (crate === null || typeof crate === 'string')
}
