/**
 * Keeps the app itself on the phone, so that it opens with no network.
 *
 * Guarantees: one cache holds one whole build, never a mixture; requests to /api/ and /L/ are
 * never answered from a cache; a new build waits until the page asks for it, because an update
 * must not interrupt a draft. Losing the cache costs a download, never a record.
 */
declare const self: ServiceWorkerGlobalScope
declare const __FILES__: string[]
declare const __VERSION__: string

const PREFIX = 'greenlane-app-'
const CACHE = PREFIX + __VERSION__
const FILES = new Set(__FILES__)

async function precache(): Promise<void> {
  const cache = await caches.open(CACHE)
  // 'reload' passes by the browser's own cache: a stale file there would poison the build.
  await cache.addAll(__FILES__.map((url) => new Request(url, { cache: 'reload' })))
}

async function forgetOldBuilds(): Promise<void> {
  const names = await caches.keys()
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  await Promise.all(old.map((name) => caches.delete(name)))
}

async function fromCache(key: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  return (await cache.match(key)) ?? fetch(request)
}

self.addEventListener('install', (event) => event.waitUntil(precache()))
self.addEventListener('activate', (event) => event.waitUntil(forgetOldBuilds()))
self.addEventListener('message', (event) => {
  if (event.data === 'SKIP_WAITING') void self.skipWaiting()
})
self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (url.pathname.startsWith('/api/') || url.pathname.startsWith('/L/')) return
  if (FILES.has(url.pathname)) event.respondWith(fromCache(url.pathname, request))
  else if (request.mode === 'navigate') event.respondWith(fromCache('/', request))
})
