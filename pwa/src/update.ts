/**
 * Keeps the app installed and up to date, and never changes it under somebody's hands.
 *
 * A newer build is fetched in the background and then waits: `onWaiting` is told, and only the
 * function it is given puts the new build in place and loads the page again.
 */
const WORKER = '/sw.js'

export type Apply = () => void

/**
 * Register the worker. Does nothing where there can be none: over plain HTTP, or in development.
 * Rejects where the browser refuses it; the app then works, but will not open without a network.
 */
export async function keepUpToDate(onWaiting: (apply: Apply) => void): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const registration = await navigator.serviceWorker.register(WORKER, { updateViaCache: 'none' })
  const tell = (worker: ServiceWorker): void => onWaiting(() => apply(worker))

  if (registration.waiting) tell(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing
    worker?.addEventListener('statechange', () => {
      // Without an active worker this is the first installation: nothing is being replaced.
      if (worker.state === 'installed' && registration.active) tell(worker)
    })
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void lookForUpdate(registration)
  })
}

/** Ask the server for a newer build. Offline there is none, and that is no error. */
async function lookForUpdate(registration: ServiceWorkerRegistration): Promise<void> {
  await registration.update().catch(() => undefined)
}

function apply(worker: ServiceWorker): void {
  worker.addEventListener('statechange', () => {
    if (worker.state === 'activated') location.reload()
  })
  worker.postMessage('SKIP_WAITING')
}
