/** How much is left in the phone, where its browser says so (Battery Status API). */
import { onScopeDispose, ref, type Ref } from 'vue'

const LOW = 0.2

interface Battery extends EventTarget {
  level: number
  charging: boolean
}

/** Percent, while there is a fifth or less and it is not being charged; null otherwise. */
export function useLowBattery(): Ref<number | null> {
  const low = ref<number | null>(null)
  const stop = new AbortController()
  onScopeDispose(() => {
    stop.abort()
  })
  const ask = (navigator as { getBattery?: () => Promise<Battery> }).getBattery
  ask?.call(navigator).then(
    (battery) => {
      const look = (): void => {
        low.value = battery.level <= LOW && !battery.charging ? Math.round(battery.level * 100) : null
      }
      for (const event of ['levelchange', 'chargingchange']) {
        battery.addEventListener(event, look, { signal: stop.signal })
      }
      look()
    },
    () => undefined, // not for this page to know
  )
  return low
}
