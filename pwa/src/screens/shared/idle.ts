/** Work that nobody waits for. */

const SOON_MS = 200

/** Do it once the page has nothing else to do; shortly where the browser cannot tell (iPhones). */
export function whenIdle(act: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(act)
  else setTimeout(act, SOON_MS)
}
