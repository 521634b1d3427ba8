/** Starts the proof of the log in a worker of its own, and can end it at any moment. */
import { ApiError } from '@/sync/client.ts'
import type { Asked, Verdict } from './logcheck.ts'

export type CheckReply =
  | { done: number; size: number }
  | { verdict: Verdict }
  | { failed: { status: number; code: string; detail: string; action: string } }

export interface Checking {
  /** Null where it was cancelled. Rejects with ApiError where the entries could not be fetched. */
  verdict: Promise<Verdict | null>
  cancel: () => void
}

export function startCheck(
  asked: Asked,
  onProgress: (done: number, size: number) => void,
): Checking {
  const worker = new Worker(new URL('./logcheck.worker.ts', import.meta.url), { type: 'module' })
  let cancel = (): void => undefined
  const verdict = new Promise<Verdict | null>((resolve, reject) => {
    cancel = () => {
      resolve(null)
    }
    worker.addEventListener('message', ({ data }: MessageEvent<CheckReply>) => {
      if ('verdict' in data) resolve(data.verdict)
      else if ('failed' in data) {
        const { status, code, detail, action } = data.failed
        reject(new ApiError(status, code, detail, action))
      } else onProgress(data.done, data.size)
    })
    worker.addEventListener('error', (event) => {
      reject(new Error(event.message))
    })
  }).finally(() => {
    worker.terminate()
  })
  worker.postMessage(asked)
  return { verdict, cancel: () => { cancel() } }
}
