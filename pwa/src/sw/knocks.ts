/**
 * A message of the office: shown in the phone's language, and pressed it opens the screen it is about.
 *
 * Guarantee: whatever comes, something is shown, as browsers demand; only a screen of this app is
 * ever opened.
 */
import type { Knock } from '../wire/types.ts'
import { keptLanguage } from './language.ts'
import { words } from './words.ts'

declare const self: ServiceWorkerGlobalScope

const FALLBACK = '/work'
const LONG_MS = 400
const SHORT_MS = 40

/** A message that this version understands, or null. */
export function read(text: string | undefined): Knock | null {
  try {
    const knock = JSON.parse(text ?? '') as Partial<Knock> | null
    const isWhole = knock?.v === 1 && Object.hasOwn(words.zh.what, knock.what ?? '') && isOurs(knock.path)
    return isWhole ? (knock as Knock) : null
  } catch {
    return null
  }
}

/** A path of this app, and nothing that a browser would take for another site. */
const isOurs = (path: unknown): boolean => typeof path === 'string' && /^\/(?![/\\])/.test(path)

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
