/** Keeps what is on screen up to date while somebody looks at it, and rests while nobody does. */
import { onBeforeUnmount, onMounted } from 'vue'

const EVERY_MS = 20_000

/** `again` is called on coming back to the page, and now and then while it is in view. */
export function useFresh(again: () => Promise<void>): void {
  const seen = (): boolean => document.visibilityState === 'visible'
  const refresh = (): void => {
    if (seen()) void again()
  }
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    document.addEventListener('visibilitychange', refresh)
    timer = setInterval(refresh, EVERY_MS)
  })
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', refresh)
    clearInterval(timer)
  })
}
