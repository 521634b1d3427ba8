/** The state of sync as the screens show it; the tab that does the work tells the others. */
import { StoreError } from '../store/errors.ts'
import type { Store, Topic } from '../store/types.ts'
import { ApiError } from './client.ts'
import type { SyncState, SyncStatus } from './types.ts'

const BEGINNING: SyncStatus = {
  state: 'idle',
  lastSuccess: null,
  lastError: null,
  bytesSent: 0,
  bytesTotal: 0,
  unsentEntries: 0,
  unsentPhotos: 0,
  oldestUnsent: null,
  dispute: null,
}

const CHANNEL = 'sync-'
const COUNTED: readonly Topic[] = ['entries', 'photos', 'me', 'log']

/** Errors lose their class on the way to another tab, so they travel as what they are made of. */
type Fields = ConstructorParameters<typeof ApiError>

interface Told {
  state: SyncState
  error: Fields | null
}

const fieldsOf = ({ status, code, detail, action, retryAfterS }: ApiError): Fields => [
  status,
  code,
  detail,
  action,
  retryAfterS,
]
const errorOf = (fields: Fields): ApiError => new ApiError(...fields)

export class StatusBoard {
  readonly #store: Store
  readonly #listeners = new Set<(status: SyncStatus) => void>()
  readonly #unsubscribe: () => void
  readonly #channel: BroadcastChannel | null
  #status = BEGINNING
  #remaining = 0
  #refreshing: Promise<void> | null = null
  #stale = false
  #closed = false

  constructor(store: Store) {
    this.#store = store
    this.#unsubscribe = store.subscribe((topics) => {
      if (COUNTED.some((topic) => topics.has(topic))) void this.refresh()
    })
    this.#channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL + store.name)
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Told>) => {
      this.#show({ state: data.state, lastError: data.error && errorOf(data.error) })
    })
    void this.refresh()
  }

  get status(): SyncStatus {
    return this.#status
  }

  subscribe(listener: (status: SyncStatus) => void): () => void {
    this.#listeners.add(listener)
    listener(this.#status)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** A trouble is shown until somebody answers: a try in a hall without a signal changes nothing on screen. */
  working(): void {
    if (this.#status.state === 'idle') this.answered()
  }

  answered(): void {
    if (this.#status.state !== 'syncing' && !this.#status.dispute) this.#tell('syncing', this.#status.lastError)
  }

  async ended(state: SyncState, lastError: ApiError | null): Promise<void> {
    await this.refresh()
    this.#tell(state === 'idle' && this.#status.dispute ? 'disputed' : state, lastError)
  }

  #tell(state: SyncState, lastError: ApiError | null): void {
    this.#show({ state, lastError })
    if (this.#closed) return
    this.#channel?.postMessage({ state, error: lastError && fieldsOf(lastError) } satisfies Told)
  }

  /** Count again. Calls while it counts end in one more count. */
  refresh(): Promise<void> {
    if (this.#refreshing) this.#stale = true
    else this.#refreshing = this.#countAll()
    return this.#refreshing
  }

  close(): void {
    this.#closed = true
    this.#unsubscribe()
    this.#listeners.clear()
    this.#channel?.close()
  }

  async #countAll(): Promise<void> {
    try {
      do {
        this.#stale = false
        await this.#count()
      } while (this.#stale)
    } catch (error) {
      this.#show({ state: 'error', lastError: problemOf(error) })
    } finally {
      this.#refreshing = null
    }
  }

  async #count(): Promise<void> {
    const [unsent, memory] = [await this.#store.inner.unsent(), await this.#store.inner.memory()]
    const log = await this.#store.log()
    this.#show({
      ...this.#progress(unsent.bytes_total - unsent.bytes_sent),
      lastSuccess: memory?.last_success ?? null,
      unsentEntries: unsent.entries,
      unsentPhotos: unsent.photos,
      oldestUnsent: unsent.oldest,
      dispute: log?.dispute ?? null,
    })
  }

  /** Of all that has been waiting since the queue was last empty. */
  #progress(remaining: number): Pick<SyncStatus, 'bytesSent' | 'bytesTotal'> {
    const added = Math.max(0, remaining - this.#remaining)
    const bytesTotal = remaining === 0 ? 0 : this.#status.bytesTotal + added
    this.#remaining = remaining
    return { bytesTotal, bytesSent: bytesTotal - remaining }
  }

  #show(change: Partial<SyncStatus>): void {
    this.#status = { ...this.#status, ...change }
    for (const listener of [...this.#listeners]) listener(this.#status)
  }
}

/** Any failure as one to show. What is neither of the network nor of the store is a defect. */
export function problemOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const code = error instanceof StoreError ? error.code : 'defect'
  const text = error instanceof Error ? error.message : String(error)
  return new ApiError(
    0,
    code,
    `同步出错：${text}。 Sync failed: ${text}.`,
    '记录已存本机；请稍后再试。 Everything is kept on this phone; try again later.',
  )
}
