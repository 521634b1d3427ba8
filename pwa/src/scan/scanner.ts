/**
 * Reads codes from the live camera until told to stop.
 *
 * Guarantees: one frame is in flight at a time, so a slow phone scans slower and never stalls; the
 * camera is given back on `stop`, also when it was still being opened; a text counts once a second.
 */
import { hasCamera, hasTorch, lightTorch, listLenses, openCamera, stateOf, trackOf } from './camera.ts'
import { fromTheMiddle, Repeats } from './codes.ts'
import { decode } from './decoder.ts'
import { fromFile, grab } from './frames.ts'
import type { Lens, ScanHandlers, ScanState, Sight } from './types.ts'

const SAME_CODE_MS = 1_000
/** Ten frames a second are enough for a hand, and spare the battery. */
const FRAME_MS = 100
const MAX_FAILURES = 5

/** One use of the camera, from start to stop. */
interface Session {
  video: HTMLVideoElement
  handlers: ScanHandlers
  repeats: Repeats
  stream: MediaStream | null
  over: boolean
}

export class Scanner {
  #session: Session | null = null
  #state: ScanState = 'stopped'
  #lens: string | null = null
  #lenses: Lens[] = []

  get state(): ScanState {
    return this.#state
  }

  /** Resolves when the camera runs or cannot; `onState` says which. Starting again is a restart. */
  async start(video: HTMLVideoElement, handlers: ScanHandlers): Promise<void> {
    this.#end()
    const repeats = new Repeats(SAME_CODE_MS)
    const session: Session = { video, handlers, repeats, stream: null, over: false }
    this.#session = session
    if (!hasCamera()) {
      this.#show(session, 'missing')
      return
    }
    this.#show(session, 'starting')
    try {
      await this.#open(session)
    } catch (error) {
      release(session)
      this.#show(session, stateOf(error))
    }
  }

  stop(): void {
    const session = this.#session
    this.#end()
    if (session) {
      this.#state = 'stopped'
      session.handlers.onState?.('stopped')
    }
  }

  hasTorch(): boolean {
    const stream = this.#session?.stream
    return stream ? hasTorch(trackOf(stream)) : false
  }

  /** Whether the torch is lit afterwards. */
  async setTorch(on: boolean): Promise<boolean> {
    const stream = this.#session?.stream
    return stream ? lightTorch(trackOf(stream), on) : false
  }

  /** The lenses to choose from, always in the same order; known once the camera runs. */
  async lenses(): Promise<Lens[]> {
    const stream = this.#session?.stream
    if (this.#lenses.length === 0 && stream) this.#lenses = await listLenses(trackOf(stream))
    return this.#lenses
  }

  async chooseLens(id: string): Promise<void> {
    this.#lens = id
    const session = this.#session
    if (session) await this.start(session.video, session.handlers)
  }

  /** The codes in a still photo, the one in the middle first; none where there is none. */
  async decodeFile(file: Blob): Promise<Sight> {
    const still = await fromFile(file)
    if (!still) return { codes: [], picture: null }
    const { codes, picture } = await decode(still, true)
    return { codes: fromTheMiddle(codes), picture }
  }

  async #open(session: Session): Promise<void> {
    const stream = await openCamera(this.#lens)
    session.stream = stream
    if (session.over) {
      release(session) // stopped while the person was being asked
      return
    }
    trackOf(stream).addEventListener('ended', () => {
      if (session.over) return
      release(session)
      this.#show(session, 'failed') // unplugged, or taken by another app
    })
    session.video.srcObject = stream
    await session.video.play()
    if (session.over) return
    this.#show(session, 'seeking')
    void this.#watch(session)
  }

  async #watch(session: Session): Promise<void> {
    let failures = 0
    let isReading = false
    while (!session.over) {
      const began = performance.now()
      try {
        const frame = await grab(session.video)
        if (frame) {
          tell(session, await decode(frame, false))
          if (!isReading) session.handlers.onReading?.()
          isReading = true
        }
        failures = 0
      } catch {
        failures += 1
        if (failures >= MAX_FAILURES) {
          release(session)
          this.#show(session, 'failed')
          return
        }
      }
      await pause(Math.max(0, FRAME_MS - (performance.now() - began)))
    }
  }

  #show(session: Session, state: ScanState): void {
    if (this.#session !== session) return
    this.#state = state
    session.handlers.onState?.(state)
  }

  #end(): void {
    if (this.#session) release(this.#session)
    this.#session = null
  }
}

function tell(session: Session, { codes, picture }: Sight): void {
  if (session.over || codes.length === 0) return
  const now = performance.now()
  const fresh = codes.filter(({ text }) => session.repeats.isNew(text, now))
  if (fresh.length > 0) session.handlers.onSight({ codes: fromTheMiddle(codes), picture })
}

function release(session: Session): void {
  session.over = true
  for (const track of session.stream?.getTracks() ?? []) track.stop()
  if (session.stream && session.video.srcObject === session.stream) session.video.srcObject = null
  session.stream = null
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
