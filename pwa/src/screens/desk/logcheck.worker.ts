/** Proves the log beside the screen, which stays free to be used. One question, then it is done. */
import { ApiError, call } from '@/sync/client.ts'
import type { LoggedEntries } from '@/wire/types.ts'
import { checkLog, type Asked } from './logcheck.ts'
import type { CheckReply } from './logchecker.ts'

const reply = (message: CheckReply): void => {
  self.postMessage(message)
}
const source = (from: number): Promise<LoggedEntries> =>
  call('/api/log/entries', { query: { from } })

self.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  checkLog(data, source, (done, size) => {
    reply({ done, size })
  }).then(
    (verdict) => {
      reply({ verdict })
    },
    (error: unknown) => {
      if (error instanceof ApiError) {
        const { status, code, detail, action } = error
        reply({ failed: { status, code, detail, action } })
      } else reportError(error) // reaches the screen as the worker's error
    },
  )
})
