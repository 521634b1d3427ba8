/** Hands photos to the worker that shrinks them. */
import type { Handling, Prepared, ShrinkReply, ShrinkRequest } from './shrink.ts'

/** Null where the bytes are no photo or clip. The bytes are given away. */
export type Prepare = (bytes: ArrayBuffer, how: Handling) => Promise<Prepared | null>

interface Waiting {
  resolve(prepared: Prepared | null): void
  reject(error: Error): void
}

let worker: Worker | null = null
let lastId = 0
const waiting = new Map<number, Waiting>()

/** Shrinks in a worker that is started with the first photo and then kept. */
export const prepareInWorker: Prepare = (bytes, how) =>
  new Promise((resolve, reject) => {
    worker ??= start()
    const id = ++lastId
    waiting.set(id, { resolve, reject })
    worker.postMessage({ id, bytes, how } satisfies ShrinkRequest, [bytes])
  })

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
