/** A watchdog on the oldest unsent record: after a day on one phone only, somebody has to know. */
import { computed, type ComputedRef } from 'vue'
import { useSync } from '../shared/core.ts'

const OVERDUE_HOURS = 24

/** How many hours the oldest unsent record has waited, once that is too long; null before. */
export function overdueHours(oldestUnsent: string | null, now: number): number | null {
  if (oldestUnsent === null) return null
  const hours = Math.floor((now - Date.parse(oldestUnsent)) / 3_600_000)
  return hours >= OVERDUE_HOURS ? hours : null
}

/** As the last look at the queue found it; sync looks at least every few minutes. */
export function useOverdue(): ComputedRef<number | null> {
  const status = useSync()
  return computed(() => overdueHours(status.value?.oldestUnsent ?? null, Date.now()))
}
