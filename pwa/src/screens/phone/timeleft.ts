/** How long an upload will still take, from how fast it has gone since it was watched. */
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { SyncStatus } from '@/sync/types.ts'

const SETTLED_MS = 2_000

interface Mark {
  at: number
  sent: number
}

/** Minutes left, rounded up; null while nothing moves or too little is known. */
export function minutesLeft(from: Mark, now: Mark, total: number): number | null {
  const [took, sent] = [now.at - from.at, now.sent - from.sent]
  if (took < SETTLED_MS || sent <= 0 || now.sent >= total) return null
  return Math.ceil(((total - now.sent) * took) / sent / 60_000)
}

export function useTimeLeft(status: ShallowRef<SyncStatus | null>): ComputedRef<number | null> {
  const from = shallowRef<Mark | null>(null)
  const now = shallowRef<Mark | null>(null)
  watch(status, (is) => {
    const mark = { at: performance.now(), sent: is?.bytesSent ?? 0 }
    const fresh = is?.state !== 'syncing' || !from.value || mark.sent < from.value.sent
    if (fresh) from.value = is?.state === 'syncing' ? mark : null
    now.value = mark
  })
  return computed(() =>
    from.value && now.value ? minutesLeft(from.value, now.value, status.value?.bytesTotal ?? 0) : null,
  )
}
