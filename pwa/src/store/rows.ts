/**
 * What was pulled, and what this phone's own entries add to it.
 *
 * Guarantee: a page of a pull and its cursor are kept together or not at all. Losing rows costs a
 * pull.
 */
import { FREE } from '../rules/life.ts'
import { concerns, overlay, type Pending } from '../rules/crates.ts'
import { checkedBy, withOwnChecks, withOwnVisits } from '../rules/followed.ts'
import { withOwnClaims } from '../rules/tasks.ts'
import { openEntry } from '../wire/seal.ts'
import { instant } from '../wire/time.ts'
import type {
  Bodies,
  Changes,
  Claim,
  Crate,
  Isolation,
  LabelIndex,
  RecordDoc,
  Treatment,
  Trust,
  View,
  Views,
} from '../wire/types.ts'
import type { Connection, StoreName, Tx } from './connection.ts'
import { StoreError } from './errors.ts'
import { meta } from './identity.ts'
import { crateNews, recordNews, withNews, type News, type NewsItem } from './news.ts'
import type { Notices, Pulled } from './notices.ts'
import { byPlace } from './outbox.ts'
import { forgetRedacted } from './redacted.ts'
import { standing } from './told.ts'
import type { EntryRow, SyncMemory, ToldRow } from './types.ts'

export const WITH_PENDING: StoreName[] = ['rows', 'entries', 'meta', 'told']

export class Rows {
  readonly #db: Connection
  readonly #notices: Notices

  constructor(db: Connection, notices: Notices) {
    this.#db = db
    this.#notices = notices
  }

  row<V extends View>(view: V, key: string): Promise<Views[V] | null> {
    return this.#db.read(['rows'], (tx) => rowOf(tx, view, key))
  }

  rows<V extends View>(view: V): Promise<Views[V][]> {
    return this.#db.read(['rows'], (tx) => rowsOf(tx, view))
  }

  crate(key: string): Promise<Crate | null> {
    return this.#db.read(WITH_PENDING, async (tx) => {
      const crate = await rowOf(tx, 'crate', key)
      return crate && withOwn(crate, await pending(tx))
    })
  }

  /** Whether there is any row of that view. */
  any(view: View): Promise<boolean> {
    return this.#db.read(['rows'], async (tx) => (await tx.objectStore('rows').count(of(view))) > 0)
  }

  /** The crates of one declaration. */
  cratesOf(declaration: string): Promise<Crate[]> {
    return this.#db.read(WITH_PENDING, async (tx) => {
      const own = await pending(tx)
      const range = IDBKeyRange.bound(['crate', `${declaration}/`], ['crate', `${declaration}/\uffff`])
      const rows = await tx.objectStore('rows').getAll(range)
      return rows.map(({ doc }) => withOwn(doc as Crate, own))
    })
  }

  async crateByLabel(number: string): Promise<Crate | null> {
    const label = await this.label(number)
    return label && this.crate(label.crate)
  }

  label(number: string): Promise<LabelIndex | null> {
    return this.row('label', number)
  }

  /** Who has taken which crate, by crate; with what was taken on this phone. */
  claims(): Promise<Map<string, Claim[]>> {
    return this.#db.read(WITH_PENDING, async (tx) =>
      withOwnClaims(await rowsOf(tx, 'task'), await pending(tx)),
    )
  }

  /** All, with the visits that were signed on this phone. */
  isolations(): Promise<Isolation[]> {
    return this.#db.read(WITH_PENDING, async (tx) =>
      withOwnVisits(await rowsOf(tx, 'isolation'), await pending(tx)),
    )
  }

  /** All, with the checks that were signed on this phone. */
  treatments(): Promise<Treatment[]> {
    return this.#db.read(WITH_PENDING, async (tx) =>
      withOwnChecks(await rowsOf(tx, 'treatment'), await pending(tx)),
    )
  }

  news(): Promise<News | null> {
    return this.#db.read(['meta'], (tx) => meta(tx, 'news'))
  }

  async readNews(): Promise<void> {
    await this.#db.write(['meta'], (tx) =>
      tx.objectStore('meta').put({ since: instant(), items: [], more: 0 }, 'news'),
    )
    this.#notices.tell('rows')
  }

  async applyChanges(page: Changes): Promise<void> {
    const isChanged: boolean[] = []
    const pulled = await this.#db.write([...WITH_PENDING, 'drafts'], async (tx): Promise<Pulled> => {
      const memory = await meta(tx, 'sync')
      if (memory?.epoch !== page.epoch) throw new StoreError('wrong_epoch', 'a page of another epoch')
      await keepNews(tx, page, memory)
      // asked for all at once: the database answers in its own order, and fails all or none
      isChanged.push(...(await Promise.all(page.changes.map((change) => applyChange(tx, change, page)))))
      const now = after(memory, page)
      const whole = now.complete && !now.reshaping && (!memory.complete || Boolean(memory.reshaping))
      if (whole) await dropOthers(tx, page)
      await tx.objectStore('meta').put(now, 'sync')
      return { from: memory.cursor, to: now.cursor, keys: whole ? null : keysOf(page) }
    })
    this.#notices.tellPulled(pulled)
    this.#notices.tell('rows', ...(isChanged.includes(true) ? (['drafts'] as const) : []))
  }

  async reshape(shape: string): Promise<void> {
    await this.#db.write(['meta'], async (tx) => {
      const memory = await meta(tx, 'sync')
      if (!memory || memory.reshaping?.shape === shape) return // another tab was first
      await tx.objectStore('meta').put({ ...memory, reshaping: { shape, cursor: '' } }, 'sync')
    })
  }
}

/** How far sync has come with a page: while rows are pulled again, the cursor of those in hand stays. */
function after(memory: SyncMemory, { cursor, more, shape }: Changes): SyncMemory {
  const { reshaping, complete } = memory
  if (reshaping && more) return { ...memory, reshaping: { ...reshaping, cursor } }
  return { ...memory, cursor, complete: complete || !more, shape, reshaping: null }
}

/** Of the views that are kept in memory. */
function keysOf({ changes }: Changes): Pulled['keys'] {
  const keys = { crate: [] as string[], record: [] as string[] }
  for (const { view, key } of changes) {
    if (view === 'crate' || view === 'record') keys[view].push(key)
  }
  return keys
}

async function rowOf<V extends View>(
  tx: Tx<IDBTransactionMode>,
  view: V,
  key: string,
): Promise<Views[V] | null> {
  const row = await tx.objectStore('rows').get([view, key])
  return row ? (row.doc as Views[V]) : null
}

async function rowsOf<V extends View>(tx: Tx<IDBTransactionMode>, view: V): Promise<Views[V][]> {
  return (await tx.objectStore('rows').getAll(of(view))).map((row) => row.doc as Views[V])
}

/** So many rows are read at a time: the page stays awake in between. */
const BATCH_ROWS = 250

/** All rows of a view, in batches. */
export async function* batchesOf<V extends View>(
  tx: Tx<IDBTransactionMode>,
  view: V,
): AsyncGenerator<(readonly [string, Views[V]])[]> {
  const { upper } = of(view)
  let after: [string] | [string, string] = [view]
  for (;;) {
    const batch = await tx.objectStore('rows').getAll(IDBKeyRange.bound(after, upper, true), BATCH_ROWS)
    yield batch.map(({ key, doc }) => [key, doc as Views[V]] as const)
    const last = batch.at(-1)
    if (!last || batch.length < BATCH_ROWS) return
    after = [view, last.key]
  }
}

/** All keys of the view: an array sorts after every string, so [view, []] lies behind them. */
function of(view: View): IDBKeyRange {
  return IDBKeyRange.bound([view], [view, []])
}

/** Before the page is applied: what of it changes what this phone shows. */
async function keepNews(tx: Tx<'readwrite'>, page: Changes, memory: SyncMemory): Promise<void> {
  const fresh: News = { since: instant(), items: [], more: 0 }
  if (!memory.complete) {
    await tx.objectStore('meta').put(fresh, 'news') // the first filling is no news
    return
  }
  const found = await newsOf(tx, page)
  if (found.length === 0) return
  await tx.objectStore('meta').put(withNews((await meta(tx, 'news')) ?? fresh, found), 'news')
}

async function newsOf(tx: Tx<'readwrite'>, page: Changes): Promise<NewsItem[]> {
  const me = await meta(tx, 'me')
  const own = await pending(tx)
  const found = page.changes.map(async ({ view, key, doc }) => {
    if (doc === null || !me) return []
    if (view === 'record') return recordNews(await rowOf(tx, 'record', key), doc as RecordDoc, me.user)
    if (view !== 'crate') return []
    const before = await rowOf(tx, 'crate', key)
    return crateNews(before && withOwn(before, own), withOwn(doc as Crate, []))
  })
  return (await Promise.all(found)).flat()
}

/** Returns whether a draft has changed with it. */
async function applyChange(
  tx: Tx<'readwrite'>,
  { view, key, pos, doc }: Changes['changes'][number],
  { epoch, shape }: Changes,
): Promise<boolean> {
  const rows = tx.objectStore('rows')
  if (view === 'trust') {
    const held = await rowOf(tx, 'trust', 'trust')
    // an older list, or none, never replaces a newer one
    if (doc === null || (held && held.version >= (doc as Trust).version)) return false
  }
  const drafts = view === 'record' && doc !== null && (await forgetRedacted(tx, key, doc as Partial<RecordDoc>))
  if (doc === null) await rows.delete([view, key])
  else await rows.put({ view, key, pos, epoch, shape, doc })
  return drafts
}

/** What an earlier epoch or shape left behind; the trust list stays, whose version only grows. */
async function dropOthers(tx: Tx<'readwrite'>, { epoch, shape }: Changes): Promise<void> {
  let cursor = await tx.objectStore('rows').openCursor()
  while (cursor) {
    const { value } = cursor
    const isOther = value.epoch !== epoch || value.shape !== shape
    if (isOther && value.view !== 'trust') await cursor.delete()
    cursor = await cursor.continue()
  }
}

/** With what an older server did not say yet: a phone may hold rows from before its update. */
export function withOwn(row: Crate, own: readonly Pending[]): Crate {
  const crate: Crate = Object.assign({ standing: FREE, closed: null, arrived: null }, row)
  return overlay(
    crate,
    own.filter((entry) => concerns(entry, crate)),
  )
}

/** Own entries, whose effect has not come back in a pull yet, in order; then what was told. */
export async function pending(tx: Tx<IDBTransactionMode>): Promise<Pending[]> {
  const memory = await meta(tx, 'sync')
  const me = await meta(tx, 'me')
  // rows in hand are as of the one cursor, those pulled again as of the other
  const cursors = [memory?.cursor, memory?.reshaping?.cursor]
  const pulled = Math.max(...cursors.map((cursor) => Number(cursor?.split(':').at(-1) ?? 0)))
  const entries = await tx.objectStore('entries').index('by_state').getAll('queued')
  if (me) entries.push(...(await notPulled(tx, me.dev, pulled)))
  const own = entries.sort(byPlace).map((entry) => {
    const { id, at, actor, body } = openEntry<Bodies[typeof entry.kind]>(entry.jws)
    return { id, kind: entry.kind, body, at, dev: entry.dev, actor } as Pending
  })
  return [...(await withReach(tx, own)), ...(await standing(tx)).map(asPending)]
}

/** With the crates that a check moves: once for each run, as the journal takes it. */
async function withReach(tx: Tx<IDBTransactionMode>, own: Pending[]): Promise<Pending[]> {
  const orders = new Map<string, Treatment | null>()
  for (const entry of own) {
    if (entry.kind !== 'treatment.checked') continue
    const { order } = entry.body
    const doc = orders.get(order) ?? (await rowOf(tx, 'treatment', order))
    const after = doc && checkedBy(doc, entry)
    if (doc && after !== doc) entry.crates = doc.crates
    orders.set(order, after)
  }
  return own
}

/** What another phone told of counts as if it were this one's own. */
function asPending({ id, body, at, dev, actor }: ToldRow): Pending {
  return { id, kind: 'lot.frozen', body, at, dev, actor }
}

/** Received, but behind the cursor: newest first, until one that the cursor has passed. */
async function notPulled(
  tx: Tx<IDBTransactionMode>,
  dev: string,
  pulled: number,
): Promise<EntryRow[]> {
  const found: EntryRow[] = []
  const range = IDBKeyRange.bound([dev, 0], [dev, Infinity])
  let cursor = await tx.objectStore('entries').index('by_seq').openCursor(range, 'prev')
  while (cursor) {
    const entry = cursor.value
    if (entry.state === 'received' || entry.state === 'sealed') {
      // the cursor is the position of the next entry to come
      if (entry.answer && 'pos' in entry.answer && entry.answer.pos < pulled) break
      found.push(entry)
    }
    cursor = await cursor.continue()
  }
  return found
}
