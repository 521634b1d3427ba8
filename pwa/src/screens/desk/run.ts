/** A run of the printer, followed until it is done. */
import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue'
import * as desk from '@/sync/desk.ts'
import type { RunStatus } from '@/wire/types.ts'

const ASK_AGAIN_MS = 400

export const underWay = (run: RunStatus | null): boolean =>
  run?.state === 'making' || run?.state === 'sending'

export interface Following {
  run: ShallowRef<RunStatus | null>
  /** Begin a run and follow it; ends when it is done or has failed. */
  follow: (begin: () => Promise<RunStatus>) => Promise<void>
  forget: () => void
}

export function useRun(): Following {
  const run = shallowRef<RunStatus | null>(null)
  let gone = false
  onBeforeUnmount(() => {
    gone = true
  })

  async function follow(begin: () => Promise<RunStatus>): Promise<void> {
    run.value = null
    run.value = await begin()
    while (!gone && underWay(run.value)) {
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
      run.value = await desk.printRun(run.value.id)
    }
  }
  return {
    run,
    follow,
    forget: () => {
      run.value = null
    },
  }
}
