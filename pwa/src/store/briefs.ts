/**
 * All crates and records as lists show them, with what this phone's own entries make of the crates.
 *
 * Guarantee: an answer is the database's as of one moment. The same array comes again where nothing
 * changed, and the same brief in it where that crate did not: a list draws only what is new.
 */
import { crateOfBody, type Pending } from '../rules/crates.ts'
import { briefOf, recordBriefOf, type CrateBrief, type RecordBrief } from '../rules/brief.ts'
import { lotOf } from '../rules/lots.ts'
import type { Connection, Tx } from './connection.ts'
import type { Notices } from './notices.ts'
import { pending, WITH_PENDING, withOwn } from './rows.ts'
import { Shelf } from './shelf.ts'

export class Briefs {
  readonly #db: Connection
  readonly #crates = new Shelf('crate', briefOf)
  readonly #records = new Shelf('record', recordBriefOf)
  /** Crates that own entries concern, and those entries. */
  #overlaid: ReadonlySet<string> = new Set()
  #own = ''
  #crateList: readonly CrateBrief[] | null = null
  #recordList: readonly RecordBrief[] | null = null
  #last: Promise<unknown> = Promise.resolve()

  constructor(db: Connection, notices: Notices) {
    this.#db = db
    notices.onPulled((pulled) => {
      this.#crates.pulled(pulled)
      this.#records.pulled(pulled)
    })
  }

  crates(): Promise<readonly CrateBrief[]> {
    return this.#next(() => this.#db.read(WITH_PENDING, (tx) => this.#readCrates(tx)))
  }

  records(): Promise<readonly RecordBrief[]> {
    return this.#next(() =>
      this.#db.read(['rows', 'meta'], async (tx) => {
        if (await this.#records.fresh(tx)) this.#recordList = null
        return (this.#recordList ??= [...this.#records.held.values()])
      }),
    )
  }

  async #readCrates(tx: Tx<IDBTransactionMode>): Promise<readonly CrateBrief[]> {
    if (await this.#crates.fresh(tx)) this.#crateList = null
    const own = await pending(tx)
    const ids = own.map(({ id }) => id).join()
    if (this.#crateList && ids === this.#own) return this.#crateList
    this.#crateList = null // until all of it is as it is on disk, also where reading breaks off
    const concerned = this.#concerned(own)
    for (const id of new Set([...this.#overlaid, ...concerned])) {
      const crate = await this.#crates.doc(tx, id)
      this.#crates.put(id, crate && withOwn(crate, own))
    }
    this.#overlaid = concerned
    this.#own = ids
    return (this.#crateList = [...this.#crates.held.values()])
  }

  #concerned(own: readonly Pending[]): ReadonlySet<string> {
    const found = new Set<string>()
    const lots = new Set<string>()
    for (const { kind, body, crates } of own) {
      if (kind === 'lot.frozen') lots.add(body.lot)
      else if (crates) for (const id of crates) found.add(id)
      else if (kind === 'sample.drawn') for (const id of body.crates) found.add(id)
      else {
        const id = crateOfBody(kind, body)
        if (id !== null) found.add(id)
      }
    }
    if (lots.size === 0) return found
    for (const [id, brief] of this.#crates.held) if (lots.has(lotOf(brief))) found.add(id)
    return found
  }

  /** One after the other: what is held is changed in place. */
  #next<T>(read: () => Promise<T>): Promise<T> {
    const answer = this.#last.then(read)
    this.#last = answer.catch(() => undefined)
    return answer
  }
}
