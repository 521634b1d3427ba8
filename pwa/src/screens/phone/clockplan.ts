/** The office's promises and its calendar, on the phone for when it has no signal; and the minute. */
import { onScopeDispose, ref, type Ref, type ShallowRef } from 'vue'
import { clockPlan } from '@/sync/desk.ts'
import type { ClockPlan } from '@/wire/types.ts'
import { useKept } from './keptlist.ts'

/** Null until the phone was in touch for the first time: then no clock is shown. */
export const useClockPlan = (): ShallowRef<ClockPlan | null> =>
  useKept<ClockPlan | null>('greenlane.clocks', null, clockPlan)

const MINUTE_MS = 60_000

/** The time now, in ms since 1970, anew each minute. */
export function useMinute(): Ref<number> {
  const now = ref(Date.now())
  const ticking = setInterval(() => (now.value = Date.now()), MINUTE_MS)
  onScopeDispose(() => clearInterval(ticking))
  return now
}
