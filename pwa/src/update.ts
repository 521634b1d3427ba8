/**
 * Keeps the app installed and up to date, and never changes it under somebody's hands.
 *
 * A newer build is fetched in the background and then waits: `onWaiting` is told, and only the
 * function it is given puts the new build in place and loads the page again.
 */
const WORKER = '/sw.js'
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000

export type Apply = () => void

/**
 * Register the worker. Does nothing where there can be none: over plain HTTP, or in development.
 * Rejects where the browser refuses it; the app then works, but will not open without a network.
 */
export async function keepUpToDate(onWaiting: (apply: Apply) => void): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const registration = await navigator.serviceWorker.register(WORKER, { updateViaCache: 'none' })
  const tell = (worker: ServiceWorker): void => onWaiting(() => apply(worker))
  insist(registration)
  void beInItsCare()

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

/**
 * A first installation that fails, as on a line that breaks in the middle, is begun again: else the
 * app would not open without a network until somebody happens to load it anew.
 */
function insist(registration: ServiceWorkerRegistration, waitMs = FIRST_WAIT_MS): void {
  const worker = registration.installing
  const again = (): void => {
    setTimeout(() => {
      void navigator.serviceWorker.register(WORKER, { updateViaCache: 'none' }).then(
        (next) => insist(next, Math.min(2 * waitMs, LONGEST_WAIT_MS)),
        again,
      )
    }, waitMs)
  }
  if (registration.active || registration.waiting) return
  if (!worker) return again()
  worker.addEventListener('statechange', () => {
    if (worker.state === 'redundant' && !registration.active) again()
  })
}

/**
 * A page whose navigation had begun before the worker was active, and ended after it took all pages
 * into its care, is in nobody's: it asks.
 */
async function beInItsCare(): Promise<void> {
  const { active } = await navigator.serviceWorker.ready
  if (!navigator.serviceWorker.controller) active?.postMessage('CLAIM')
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
