/**
 * A message of the office: shown in the phone's language, and pressed it opens the screen it is about.
 *
 * Guarantee: whatever comes, something is shown, as browsers demand; only a screen of this app is
 * ever opened.
 */
import { keptLanguage } from './language.ts'
import { isOurs, read } from './knock.ts'
import { words } from './words.ts'

declare const self: ServiceWorkerGlobalScope

const FALLBACK = '/work'
const LONG_MS = 400
const SHORT_MS = 40

export async function show(text: string | undefined): Promise<void> {
  const knock = read(text)
  const said = words[await keptLanguage()]
  const options = {
    body: knock ? said.what[knock.what](knock.n) : said.unknown,
    tag: knock ? `${knock.what} ${knock.path}` : 'unknown',
    renotify: true,
    icon: '/icons/192.png',
    vibrate: [knock?.what === 'frozen' ? LONG_MS : SHORT_MS],
    data: knock?.path ?? FALLBACK,
  }
  await self.registration.showNotification(said.title, options)
}

/** In a window that is open already, which is told where to go, or in a new one. */
export async function open(path: unknown): Promise<void> {
  const to = isOurs(path) ? String(path) : FALLBACK
  const [there] = await self.clients.matchAll({ type: 'window' })
  if (!there) {
    await self.clients.openWindow(to)
    return
  }
  there.postMessage({ go: to })
  await there.focus()
}
