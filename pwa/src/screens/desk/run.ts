/** A run of the printer, followed until it is done. */
import { onBeforeUnmount, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { ApiError } from '@/sync/client.ts'
import * as desk from '@/sync/desk.ts'
import type { RunStatus } from '@/wire/types.ts'

const ASK_AGAIN_MS = 400

export const underWay = (run: RunStatus | null): boolean =>
  run?.state === 'making' || run?.state === 'sending'

export interface Following {
  run: ShallowRef<RunStatus | null>
  /** The server does not answer, as while it is started anew; it is asked again until it does. */
  away: Ref<boolean>
  /** Begin a run and follow it; ends when it is done, has failed or was interrupted. */
  follow: (begin: () => Promise<RunStatus>) => Promise<void>
  forget: () => void
}

export function useRun(): Following {
  const run = shallowRef<RunStatus | null>(null)
  const away = ref(false)
  let gone = false
  onBeforeUnmount(() => {
    gone = true
  })

  async function follow(begin: () => Promise<RunStatus>): Promise<void> {
    run.value = null
    run.value = await begin()
    while (!gone && underWay(run.value)) {
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
      run.value = await ask(run.value)
    }
  }

  /** The server keeps its runs over a restart, so that silence is no end. */
  async function ask(last: RunStatus): Promise<RunStatus> {
    try {
      const now = await desk.printRun(last.id)
      away.value = false
      return now
    } catch (error) {
      away.value = error instanceof ApiError && (error.status === 0 || error.status >= 502)
      if (away.value) return last
      throw error
    }
  }
  return {
    run,
    away,
    follow,
    forget: () => {
      run.value = null
    },
  }
}
