/**
 * What this phone holds of the server's log: the newest checkpoint, the proofs of its own entries,
 * and every contradiction it met.
 *
 * Guarantees: a checkpoint is replaced only by one that was shown to follow it; evidence is added
 * and never overwritten. Losing this costs the office a witness, and no record.
 */
import { instant } from '../wire/time.ts'
import type { Connection, Tx } from './connection.ts'
import { meta, offerAgain } from './identity.ts'
import type { Notices } from './notices.ts'
import { byPlace } from './outbox.ts'
import type { Dispute, DisputeSort, EntryProof, EntryRow, Held, LogMemory, Topic } from './types.ts'

/** A server that contradicts itself anew each minute must not fill the phone. */
const MAX_SHOWN = 20
/** What changes where everything is offered again. */
const OFFERED: readonly Topic[] = ['entries', 'sealed', 'photos']

export class LogBook {
  readonly #db: Connection
  readonly #notices: Notices

  constructor(db: Connection, notices: Notices) {
    this.#db = db
    this.#notices = notices
  }

  log(): Promise<LogMemory | null> {
    return this.#db.read(['meta'], (tx) => meta(tx, 'log'))
  }

  async hold(after: string | null, checkpoint: Held): Promise<boolean> {
    const outcome = await this.#db.write(['meta', 'entries', 'photos'], async (tx) => {
      const log = await meta(tx, 'log')
      if (!log || (log.held?.note ?? null) !== after) return 'overtaken'
      // that an entry is missing is not answered by a tree that grows as it should
      const ended = log.dispute?.sort === 'not_included' ? log : withoutDispute(log)
      await tx.objectStore('meta').put({ ...ended, held: checkpoint }, 'log')
      if (ended === log) return 'held'
      await offerAgain(tx) // what was answered meanwhile may stand elsewhere in the true log
      return 'agreed'
    })
    this.#notices.tell('log', ...(outcome === 'agreed' ? OFFERED : []))
    return outcome !== 'overtaken'
  }

  async dispute(sort: DisputeSort, shown: string | null, entry: string | null): Promise<void> {
    const isNew = await this.#db.write(['meta', 'entries', 'photos'], async (tx) => {
      const log = await meta(tx, 'log')
      if (!log) return false
      const standing = log.dispute
      const dispute: Dispute = standing ?? {
        ...{ sort, found_at: instant(), held: log.held?.note ?? null },
        ...{ shown: [], entry, ended_at: null },
      }
      await tx.objectStore('meta').put({ ...log, dispute: withShown(dispute, shown) }, 'log')
      if (standing) return false
      await offerAgain(tx)
      return true
    })
    this.#notices.tell('log', ...(isNew ? OFFERED : []))
  }

  async handedIn(note: string): Promise<void> {
    await this.#db.write(['meta'], async (tx) => {
      const log = await meta(tx, 'log')
      if (!log || log.handed_in.includes(note)) return
      await tx.objectStore('meta').put({ ...log, handed_in: [...log.handed_in, note] }, 'log')
    })
  }

  async unproved(size: number, limit: number): Promise<EntryRow[]> {
    const waiting = await this.#db.read(['entries', 'meta'], async (tx) => {
      const origin = (await meta(tx, 'log'))?.held?.origin
      const by = tx.objectStore('entries').index('by_state')
      const aside = await by.getAll('quarantined')
      return [
        ...(await by.getAll('received')),
        ...aside.filter(({ proofs }) => proofs.at(-1)?.origin !== origin),
      ]
    })
    return waiting
      .filter(({ answer }) => answer && 'pos' in answer && answer.pos < size)
      .sort(byPlace)
      .slice(0, limit)
  }

  async proved(proofs: readonly (readonly [string, EntryProof])[]): Promise<void> {
    await this.#db.write(['entries', 'meta'], async (tx) => {
      const entries = tx.objectStore('entries')
      for (const [id, proof] of proofs) {
        const entry = await entries.get(id)
        if (!entry?.answer || !('pos' in entry.answer) || entry.answer.pos !== proof.pos) continue
        const state = entry.state === 'received' ? 'sealed' : entry.state
        await entries.put({ ...entry, state, proofs: withProof(entry.proofs, proof) })
      }
      await endDispute(tx, new Set(proofs.map(([id]) => id)))
    })
    this.#notices.tell('entries', 'log')
  }
}

/** An entry that was missing has been proved after all. */
async function endDispute(tx: Tx<'readwrite'>, proved: ReadonlySet<string>): Promise<void> {
  const log = await meta(tx, 'log')
  const missing = log?.dispute?.sort === 'not_included' ? log.dispute.entry : null
  if (!log || missing === null || !proved.has(missing)) return
  await tx.objectStore('meta').put(withoutDispute(log), 'log')
}

/** A second proof of the same leaf says nothing new; any other is kept beside the first. */
function withProof(proofs: readonly EntryProof[], proof: EntryProof): EntryProof[] {
  const { origin, pos, received_at, judged } = proof
  const isKnown = proofs.some(
    (old) =>
      old.origin === origin && old.pos === pos && old.received_at === received_at && old.judged === judged,
  )
  return isKnown ? [...proofs] : [...proofs, proof]
}

function withoutDispute(log: LogMemory): LogMemory {
  if (!log.dispute) return log
  return { ...log, dispute: null, past: [...log.past, { ...log.dispute, ended_at: instant() }] }
}

function withShown(dispute: Dispute, shown: string | null): Dispute {
  const isNew = shown !== null && !dispute.shown.includes(shown) && dispute.shown.length < MAX_SHOWN
  return isNew ? { ...dispute, shown: [...dispute.shown, shown] } : dispute
}
