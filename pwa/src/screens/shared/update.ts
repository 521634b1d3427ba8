/**
 * A newer build that waits. It is offered on every screen and put in place only on request, since
 * an update must not interrupt a draft.
 */
import { readonly, shallowRef } from 'vue'
import { keepUpToDate, type Apply } from '@/update.ts'

const waiting = shallowRef<Apply | null>(null)
/** Whether this browser refused to keep the app for use without a network. */
const refused = shallowRef(false)

export function startUpdates(): void {
  keepUpToDate((apply) => (waiting.value = apply)).catch(() => (refused.value = true))
}

export function useUpdate() {
  return { waiting: readonly(waiting), refused: readonly(refused) }
}
