/**
 * Keeps phone and server in touch without being asked.
 *
 * Tries at the start, when the app becomes visible, when the phone says it is online, after an entry
 * was sealed, by a timer with full jitter, and by the button. Entries go first; photos follow
 * beside, and a new entry never waits for them. One tab does it for all (a Web Lock), but nothing
 * depends on that: sending twice does no harm.
 */
import type { Store } from '../store/types.ts'
import { instant } from '../wire/time.ts'
import { proveArrivals } from './arrivals.ts'
import { carry } from './carry.ts'
import { ApiError } from './client.ts'
import { sendPhoto } from './photos.ts'
import { prove } from './proofs.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'
import { problemOf, StatusBoard } from './status.ts'
import { TabLock } from './tablock.ts'
import { onOccasion } from './triggers.ts'
import type { Sync, SyncState, SyncStatus } from './types.ts'
import { Wish } from './wish.ts'
import { handIn, newestNote, witness } from './witness.ts'

export interface Pace {
  /** The shortest wait after a failure, and the longest. */
  floorMs: number
  capMs: number
  /** The mean wait after a success. */
  idleMs: number
}

const DAY_MS = 24 * 3_600_000
/** How long a photo stays after it and its entry are 已存证. */
const GRACE_MS = 30 * DAY_MS
/** What keeps entries from going, and nothing else: lists are still fetched, and the log watched. */
const STUCK: readonly string[] = ['unknown_device', 'sequence_lost', 'sequence_blocked', 'disk_full']
const PACE: Pace = { floorMs: 1_000, capMs: 300_000, idleMs: 60_000 }

/** Starts at once. There is one for each tab. */
export function startSync(store: Store, pace: Partial<Pace> = {}): Sync {
  return new Engine(store, { ...PACE, ...pace })
}

class Engine implements Sync {
  readonly #store: Store
  readonly #pace: Pace
  readonly #board: StatusBoard
  readonly #lock: TabLock
  readonly #stopListening: () => void
  readonly #abort = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #retryAfterMs = 0
  #letGoAt = 0
  #work: Promise<void> | null = null
  #exchanges = 0
  /** What went wrong besides the sending, which goes on without it. */
  #aside: ApiError | null = null
  /** The button was pressed: wait for another tab rather than leave it to that. */
  #isPatient = false
  /** Somebody asked while work was under way. */
  #wish = new Wish()

  constructor(store: Store, pace: Pace) {
    this.#store = store
    this.#pace = pace
    this.#board = new StatusBoard(store)
    this.#lock = new TabLock(`sync-${store.name}`)
    this.#stopListening = onOccasion(store, () => void this.#wake())
    void this.#wake()
  }

  get status(): SyncStatus {
    return this.#board.status
  }

  subscribe(listener: (status: SyncStatus) => void): () => void {
    return this.#board.subscribe(listener)
  }

  async now(): Promise<SyncStatus> {
    this.#failures = 0
    this.#isPatient = true
    const before = this.#exchanges
    // what was under way may have been nothing but a look whether another tab is at it
    for (let tries = 0; tries < 3 && this.#exchanges === before; tries++) await this.#wake()
    await this.#board.refresh()
    return this.status
  }

  stop(): void {
    this.#abort.abort()
    clearTimeout(this.#timer)
    this.#stopListening()
    this.#board.close()
  }

  /** Work now, or once more after the work under way. */
  #wake(): Promise<void> {
    if (this.#abort.signal.aborted) return Promise.resolve()
    if (this.#work) {
      this.#wish.make()
      return this.#work
    }
    clearTimeout(this.#timer)
    this.#wish.fulfil()
    const isPatient = this.#isPatient
    this.#isPatient = false
    this.#work = this.#lock
      .run(() => this.#round(), isPatient)
      .catch((error: unknown) => this.#ended(problemOf(error)))
      .finally(() => {
        this.#work = null
        if (this.#abort.signal.aborted) return
        if (this.#wish.made) void this.#wake() // made in the very moment in which work ended
        else this.#timer = setTimeout(() => void this.#wake(), this.#delay())
      })
    return this.#work
  }

  /** Entries, then photos; entries again, and photos after them, as often as that is wished. */
  async #round(): Promise<void> {
    if (!(await this.#store.me()) || this.#abort.signal.aborted) return
    this.#board.working()
    let failure = await this.#attempt(() => this.#exchange())
    let photos: Promise<ApiError | null> | null = null
    let isLate = false // whether photos were looked for before the last exchange
    while (failure === null) {
      if (!photos) isLate = false
      photos ??= this.#attempt(() => this.#photos())
      const ended = await Promise.race([photos.then((error) => ({ error })), this.#wish.come()])
      if (ended !== 'wish') photos = null
      if (this.#wish.made) {
        failure = await this.#attempt(() => this.#exchange())
        isLate = true
      } else if (ended !== 'wish' && (ended.error || !isLate)) {
        return this.#ended(ended.error ?? this.#aside)
      }
    }
    await photos
    return this.#ended(failure)
  }

  async #exchange(): Promise<void> {
    this.#wish.fulfil()
    this.#exchanges += 1
    this.#aside = null
    let note: string | null = null
    try {
      note = await this.#push()
    } catch (error) {
      // entries that are stuck are no reason not to look, and to see whether the log went back
      if (!(error instanceof ApiError) || !STUCK.includes(error.code)) throw error
      this.#aside = error
    }
    if (note !== null || this.#aside !== null) this.#board.answered()
    const carried = await this.#attempt(() => carry(this.#store))
    this.#aside ??= carried
    try {
      note = (await pull(this.#store)) ?? note
      this.#board.answered()
      await this.#store.inner.succeeded(instant())
    } catch (error) {
      if (!(error instanceof ApiError) || !isOfListsAlone(error)) throw error
      this.#aside ??= error
    }
    const behind = await this.#attempt(() => this.#witness(note))
    this.#aside ??= behind
  }

  async #push(): Promise<string | null> {
    try {
      return await push(this.#store)
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'wrong_epoch') throw error
      await pull(this.#store) // learns the new epoch, and puts everything back into the queue
      return push(this.#store)
    }
  }

  /**
   * Hold the log to what it signed, prove what is in it, and make room where that is safe. Where
   * nothing was pushed and no pull was served, no checkpoint has come yet: it is asked for, since
   * one that was sent may have been lost with the tab that had it.
   */
  async #witness(note: string | null): Promise<void> {
    const store = this.#store
    await witness(store, note ?? (await newestNote()))
    await prove(store)
    await proveArrivals(store)
    await handIn(store)
    await store.inner.release(new Date(Date.now() - GRACE_MS))
    await this.#letGo(new Date())
  }

  /** Once a day for each tab: it reads all crates. */
  async #letGo(now: Date): Promise<void> {
    if (now.getTime() - this.#letGoAt < DAY_MS) return
    await this.#store.inner.letGo(now)
    this.#letGoAt = now.getTime()
  }

  /** Every photo whose entry is there; one that the server stumbles over does not hold up the rest. */
  async #photos(): Promise<void> {
    const failed = new Map<string, ApiError>()
    let sent = 0
    const waiting = async () =>
      (await this.#store.inner.photosToSend()).filter(({ sha256 }) => !failed.has(sha256))
    // asked again only at the end of a list: what comes meanwhile belongs to later entries
    for (let list = await waiting(); list.length > 0; list = await waiting()) {
      for (const next of list) {
        try {
          await sendPhoto(this.#store, next, this.#abort.signal)
          sent += 1
        } catch (error) {
          if (!(error instanceof ApiError) || isOfAllCalls(error)) throw error
          failed.set(next.sha256, error)
        }
      }
    }
    for (const error of failed.values()) throw error
    if (sent > 0) this.#wish.make() // what was pulled says when their arrival is in the journal
  }

  /** Null where it went well. Anything but ApiError is a defect, shown rather than swallowed. */
  async #attempt(work: () => Promise<void>): Promise<ApiError | null> {
    try {
      await work()
      return null
    } catch (error) {
      return problemOf(error)
    }
  }

  async #ended(failure: ApiError | null): Promise<void> {
    this.#failures = failure === null ? 0 : this.#failures + 1
    this.#retryAfterMs = (failure?.retryAfterS ?? 0) * 1000
    await this.#board.ended(failure === null ? 'idle' : stateOf(failure), failure)
  }

  /** Full jitter: anywhere between the floor and a ceiling that doubles with each failure. */
  #delay(): number {
    const { floorMs, capMs, idleMs } = this.#pace
    if (this.#failures === 0) return idleMs / 2 + Math.random() * idleMs
    const ceiling = Math.min(capMs, floorMs * 2 ** this.#failures)
    return Math.max(this.#retryAfterMs, floorMs + Math.random() * (ceiling - floorMs))
  }
}

/** A server that serves no lists to this old an app, or lists that nobody may believe: what is here
 * still goes out, is proved, and its photos follow. */
function isOfListsAlone({ status, code }: ApiError): boolean {
  return status === 426 || code === 'trust_refused'
}

/** Whether the next call would fail for the same reason. */
function isOfAllCalls({ status, code }: ApiError): boolean {
  return status === 0 || code === 'captive' || [401, 426, 429, 503, 507].includes(status)
}

function stateOf({ status, code }: ApiError): SyncState {
  if (code === 'offline' || code === 'timeout') return 'offline'
  if (code === 'captive') return 'captive'
  if (code === 'log_disputed') return 'disputed'
  return status === 401 ? 'sign_in' : 'error'
}
