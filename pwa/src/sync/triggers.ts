/** The occasions on which it is worth trying. `navigator.onLine` is only a hint, so it is not asked. */
import type { Store } from '../store/types.ts'

/** Calls `wake` on each. Returns how to stop. */
export function onOccasion(store: Store, wake: () => void): () => void {
  const unsubscribe = store.subscribe((topics) => {
    if (topics.has('sealed') || topics.has('me')) wake()
  })
  if (typeof document === 'undefined') return unsubscribe
  const visible = (): void => {
    if (document.visibilityState === 'visible') wake()
  }
  document.addEventListener('visibilitychange', visible)
  window.addEventListener('online', wake)
  return () => {
    unsubscribe()
    document.removeEventListener('visibilitychange', visible)
    window.removeEventListener('online', wake)
  }
}
