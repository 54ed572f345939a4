/** With a network, the page comes from the server, so a new version is there at the next start. */

/** Relative to this script; put in by the build. */
declare const shellFiles: readonly string[]
/** The path below which all assets are. */
declare const assetFolder: string

/** Not among the types of a page. */
interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}

interface FetchEvent extends WorkerEvent {
  request: Request
  respondWith(response: Promise<Response>): void
}

const isWorkerEvent = (event: Event): event is WorkerEvent => 'waitUntil' in event
const isFetchEvent = (event: Event): event is FetchEvent => 'respondWith' in event

const root = new URL('.', location.href)
const page = new URL('app', root).href
const cacheName = 'chayenity-app'
/** Then the kept page is shown. */
const patienceMs = 3000

const files = () => shellFiles.map(path => new URL(path, root).href)

const keepShell = async (): Promise<void> => {
  const cache = await caches.open(cacheName)
  const kept = new Set((await cache.keys()).map(({ url }) => url))
  await cache.addAll([page, ...files().filter(url => !kept.has(url))])
}

const dropOldFiles = async (): Promise<void> => {
  const cache = await caches.open(cacheName)
  const wanted = new Set([page, ...files()])
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request)
}

/** The kept page where the server does not answer. */
const openPage = async (request: Request): Promise<Response> => {
  const cache = await caches.open(cacheName)
  const kept = await cache.match(page)
  const fresh = fetch(request).then(async response => {
    if (response.ok) await cache.put(page, response.clone())
    // A proxy answers for a server that is down.
    return response.status >= 500 && kept ? kept.clone() : response
  })
  if (!kept) return fresh
  const tooLate = new Promise<Response>(resolve => setTimeout(() => resolve(kept.clone()), patienceMs))
  // Each gets one of its own: the timer may come after another one was read.
  return Promise.race([fresh.catch(() => kept.clone()), tooLate])
}

const openAsset = async (request: Request): Promise<Response> => {
  const cache = await caches.open(cacheName)
  const kept = await cache.match(request.url)
  if (kept) return kept
  const response = await fetch(request)
  if (response.ok) await cache.put(request.url, response.clone())
  return response
}

addEventListener('install', event => {
  if (isWorkerEvent(event)) event.waitUntil(keepShell())
})
addEventListener('activate', event => {
  if (isWorkerEvent(event)) event.waitUntil(dropOldFiles())
})
addEventListener('fetch', event => {
  if (!isFetchEvent(event)) return
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== root.origin) return
  if (request.mode === 'navigate') {
    // The scope holds this script and the manifest too.
    if (pathname === new URL(page).pathname) event.respondWith(openPage(request))
  } else if (pathname.startsWith(new URL(assetFolder.slice(1), root).pathname))
    event.respondWith(openAsset(request))
})
