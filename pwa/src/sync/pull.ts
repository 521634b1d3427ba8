/**
 * Fetches what changed since the cursor.
 *
 * Guarantees: a page and its cursor are kept together, so nothing is skipped and nothing is needed
 * twice, but for once after the server gave its rows another shape; a page without a checkpoint that the log's key signed is not taken; a trust list that the office's root key did not sign is never taken.
 */
import { openTrust, TrustRefused } from '../labels/trust.ts'
import type { Store, SyncMemory } from '../store/types.ts'
import { fromBase64url } from '../wire/base64url.ts'
import type { Changes, Trust } from '../wire/types.ts'
import { ApiError, call } from './client.ts'
import { afterRestore, signed } from './witness.ts'

const PAGE_ROWS = 1000
const TIMEOUT_MS = 60_000

/**
 * Pull until there is no more. Returns the newest checkpoint that came with the pages. Throws
 * ApiError; the pages taken by then are kept.
 */
export async function pull(store: Store): Promise<string | null> {
  let refused: TrustRefused | null = null
  let note: string | null = null
  for (;;) {
    const memory = await store.inner.memory()
    if (!memory) return null
    const cursor = memory.reshaping?.cursor ?? memory.cursor
    const page = await fetchPage(cursor)
    if (page.epoch === memory.epoch && cursor !== '' && isReshaped(page, memory)) {
      await store.inner.reshape(page.shape)
      continue // this page is of rows that stay as they are until all have come again
    }
    if (page.epoch !== memory.epoch) {
      const { vkey, held } = await afterRestore(store, page.checkpoint)
      await store.inner.restart(page.epoch, vkey, held)
    }
    note = (await signed(store, page.checkpoint)).note
    const [checked, problem] = await withoutBadTrust(store, page)
    refused ??= problem
    await store.inner.applyChanges(checked)
    if (!page.more) break
    if (page.cursor === cursor) throw endless()
  }
  if (refused) throw trustRefused(refused)
  return note
}

/** Whether the rows in hand, or those pulled again so far, are of another shape than the server's now. */
function isReshaped({ shape }: Changes, { reshaping, shape: held }: SyncMemory): boolean {
  return shape !== (reshaping ? reshaping.shape : held)
}

/** The page after `cursor`; where the server has another epoch, the first page of that. */
async function fetchPage(cursor: string): Promise<Changes> {
  try {
    return await ask(cursor)
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'wrong_epoch') throw error
    return ask('')
  }
}

async function ask(cursor: string): Promise<Changes> {
  const query = { cursor, limit: PAGE_ROWS }
  const page = await call<Changes>('/api/changes', { query, timeoutMs: TIMEOUT_MS })
  if (!Array.isArray(page.changes) || typeof page.cursor !== 'string') throw endless()
  return page
}

async function withoutBadTrust(
  store: Store,
  page: Changes,
): Promise<[Changes, TrustRefused | null]> {
  const given = page.changes.find(({ view, doc }) => view === 'trust' && doc !== null)
  const me = await store.me()
  if (!given || !me) return [page, null]
  const { token, version } = given.doc as Trust
  try {
    const list = await openTrust(token, fromBase64url(me.root_key))
    // the store goes by the row's version, which nobody signed: an old list must not pose as a new
    if (list.version !== version) throw new TrustRefused('its version is not the one that is signed')
    return [page, null]
  } catch (error) {
    if (!(error instanceof TrustRefused)) throw error
    return [{ ...page, changes: page.changes.filter((change) => change !== given) }, error]
  }
}

function trustRefused(cause: TrustRefused): ApiError {
  return new ApiError(
    0,
    'trust_refused',
    `信任列表未被接受，仍用原有列表。 The trust list was not accepted, the old one stays (${cause.message}).`,
    '请联系管理员。 Call the administrator.',
  )
}

function endless(): ApiError {
  return new ApiError(
    200,
    'bad_answer',
    '服务器的应答无法识别。 The server gave an answer that makes no sense.',
    '请稍后再试；仍不行请联系管理员。 Try again later; if it stays, call the administrator.',
  )
}
