/** Hands pictures to the worker that finds codes. It is started once and kept warm. */
import type { DecodeReply, DecodeRequest } from './messages.ts'
import type { Picture, Sight } from './types.ts'

interface Waiting {
  resolve(sight: Sight): void
  reject(error: Error): void
}

let worker: Worker | null = null
let lastId = 0
const waiting = new Map<number, Waiting>()

/** The codes in a picture. A bitmap is given away and closed. */
export function decode(frame: Picture, thorough: boolean): Promise<Sight> {
  return new Promise((resolve, reject) => {
    worker ??= start()
    const id = ++lastId
    waiting.set(id, { resolve, reject })
    const moved = 'close' in frame ? [frame] : [frame.data.buffer]
    worker.postMessage({ id, frame, thorough } satisfies DecodeRequest, moved)
  })
}

function start(): Worker {
  const made = new Worker(new URL('./decode.worker.ts', import.meta.url), { type: 'module' })
  made.addEventListener('message', ({ data }: MessageEvent<DecodeReply>) => {
    const one = waiting.get(data.id)
    waiting.delete(data.id)
    if ('failed' in data) one?.reject(new Error(data.failed))
    else one?.resolve({ codes: data.codes, picture: data.picture })
  })
  made.addEventListener('error', (event) => {
    worker = null // the next picture starts a new one
    for (const one of waiting.values()) one.reject(new Error(event.message))
    waiting.clear()
  })
  return made
}
