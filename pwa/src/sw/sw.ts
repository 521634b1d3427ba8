/**
 * Keeps the app itself on the phone, so that it opens with no network.
 *
 * Guarantees: a cache holds one build, never a mixture, and from its installation all that a phone
 * uses of it; what only the desk uses follows once the worker is active. Requests to /api/ and /L/ are
 * never touched; a new build waits until the page asks for it, because an update must not
 * interrupt a draft. Losing the cache costs a download, never a record.
 */
import { open, show } from './knocks.ts'
import { keepLanguage } from './language.ts'

declare const self: ServiceWorkerGlobalScope
declare const __FILES__: string[]
declare const __LATER__: string[]
declare const __VERSION__: string

const PREFIX = 'greenlane-app-'
const CACHE = PREFIX + __VERSION__
const LATER = __LATER__ // named once: each mention in the build is the whole list
const SERVER_ONLY = /^\/(api|L)(\/|$)/

async function precache(files: readonly string[]): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll(files.map((url) => new Request(url, { cache: howToAsk(url) })))
}

/**
 * A name with its content's digest never goes stale: what the page has just loaded is not loaded
 * again. Anything else passes by the browser's own cache: a stale file there would poison the build.
 */
function howToAsk(url: string): RequestCache {
  return url.startsWith('/assets/') ? 'default' : 'reload'
}

let following: Promise<void> | null = null

/** The desk's part, all or nothing. Where it fails, the next page that is opened tries again. */
function follow(): Promise<void> {
  following ??= (async () => {
    const cache = await caches.open(CACHE)
    const last = LATER.at(-1)
    if (last && !(await cache.match(last))) await precache(LATER)
  })().catch(() => {
    following = null
  })
  return following
}

/** The build before this one stays: another tab may still run it and ask for a part of it. */
async function forgetOldBuilds(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)))
}

async function answer(request: Request, path: string): Promise<Response> {
  const key = request.mode === 'navigate' ? '/' : path
  const kept = (await (await caches.open(CACHE)).match(key)) ?? (await caches.match(key))
  return kept ?? fetch(request)
}

self.addEventListener('install', (event) => event.waitUntil(precache(__FILES__)))
self.addEventListener('activate', (event) => {
  // The page that installed the worker is in its care at once: it may go offline before it reloads.
  event.waitUntil(forgetOldBuilds().then(() => self.clients.claim()))
  void follow()
})
self.addEventListener('message', (event) => {
  const told = event.data as string | { language?: unknown }
  if (told === 'SKIP_WAITING') void self.skipWaiting()
  else if (told === 'CLAIM') event.waitUntil(self.clients.claim())
  else if (typeof told === 'object') event.waitUntil(keepLanguage(told.language))
})
self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  const ours = request.method === 'GET' && origin === self.location.origin
  if (!ours || SERVER_ONLY.test(pathname)) return
  event.respondWith(answer(request, pathname))
  if (request.mode === 'navigate') event.waitUntil(follow())
})
self.addEventListener('push', (event) => event.waitUntil(show(event.data?.text())))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data))
})
