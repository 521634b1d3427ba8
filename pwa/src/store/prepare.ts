/** Hands photos to the worker that shrinks them. */
import {
  type Handling,
  type Prepared,
  type ShrinkReply,
  type ShrinkRequest,
  untouched,
} from './shrink.ts'

/** Null where the bytes are no photo or clip. */
export type Prepare = (bytes: ArrayBuffer, how: Handling) => Promise<Prepared | null>

interface Waiting {
  resolve(prepared: Prepared | null): void
  reject(error: Error): void
}

let worker: Worker | null = null
let lastId = 0
const waiting = new Map<number, Waiting>()

/**
 * Shrinks in a worker that is started with the first photo and then kept. Where the worker fails (no
 * memory, a browser that cannot draw there) the photo is kept as the camera made it.
 */
export const prepareInWorker: Prepare = async (bytes, how) => {
  try {
    return await ask(bytes, how)
  } catch {
    return untouched(bytes)
  }
}

function ask(bytes: ArrayBuffer, how: Handling): Promise<Prepared | null> {
  return new Promise((resolve, reject) => {
    worker ??= start()
    const id = ++lastId
    waiting.set(id, { resolve, reject })
    worker.postMessage({ id, bytes, how } satisfies ShrinkRequest) // a copy: these are needed on failure
  })
}

function start(): Worker {
  const made = new Worker(new URL('./photo.worker.ts', import.meta.url), { type: 'module' })
  made.addEventListener('message', ({ data }: MessageEvent<ShrinkReply>) => {
    const one = waiting.get(data.id)
    waiting.delete(data.id)
    if ('failed' in data) one?.reject(new Error(data.failed))
    else one?.resolve(data.prepared)
  })
  made.addEventListener('error', (event) => {
    worker = null // the next photo starts a new one
    for (const one of waiting.values()) one.reject(new Error(event.message))
    waiting.clear()
  })
  return made
}
