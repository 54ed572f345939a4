import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from 'bun:test'

/** The worker that keeps the app for the time without a network, with a cache and a network of the test. */

const root = 'http://localhost/city/'
const page = `${root}app`
const script = `${root}assets/app.js`
const font = `${root}assets/font.woff2`

const listeners = new Map<string, (event: Event) => void>()
let cached: Map<string, Response>
let network: (url: string) => Promise<Response>
let asked: string[]

const urlOf = (request: Request | string) => (typeof request === 'string' ? request : request.url)
const cache = {
  keys: async () => [...cached.keys()].map(url => ({ url })),
  match: async (request: Request | string) => cached.get(urlOf(request))?.clone(),
  put: async (request: Request | string, response: Response) => void cached.set(urlOf(request), response),
  delete: async (request: { url: string }) => cached.delete(request.url),
  addAll: async (urls: string[]) => {
    for (const url of urls) cached.set(url, await fetchHere(url))
  },
}
const fetchHere = (request: Request | string) => {
  asked.push(urlOf(request))
  return network(urlOf(request))
}

const globals = {
  location: { href: `${root}app-worker.js` },
  caches: { open: async () => cache },
  fetch: fetchHere,
  shellFiles: ['assets/app.js', 'assets/font.woff2'],
  assetFolder: '/assets/',
  addEventListener: (type: string, listener: (event: Event) => void) => void listeners.set(type, listener),
}
const before = new Map(Object.keys(globals).map(name => [name, Reflect.get(globalThis, name)]))

beforeAll(async () => {
  Object.assign(globalThis, globals)
  // It is a script and no module to the compiler.
  const path = '../../../src/pages/app/worker.ts'
  await import(path)
})
afterAll(() => {
  for (const [name, value] of before) Reflect.set(globalThis, name, value)
})
beforeEach(() => {
  cached = new Map()
  asked = []
  network = async url => new Response(`fresh ${url}`)
  jest.useFakeTimers()
})
afterEach(() => void jest.useRealTimers())

const happen = async (type: 'install' | 'activate') => {
  const works: Promise<unknown>[] = []
  listeners.get(type)?.(
    Object.assign(new Event(type), { waitUntil: (work: Promise<unknown>) => works.push(work) }),
  )
  await Promise.all(works)
  return works.length
}

/** @returns null where the worker leaves the request to the browser */
const open = async (url: string, { method = 'GET', mode = 'cors' } = {}): Promise<Response | null> => {
  const answers: Promise<Response>[] = []
  const request = { url, method, mode }
  const event = {
    request,
    waitUntil: () => {},
    respondWith: (answer: Promise<Response>) => answers.push(answer),
  }
  listeners.get('fetch')?.(Object.assign(new Event('fetch'), event))
  return answers[0] ?? null
}
const textOf = async (answer: Promise<Response | null>) => (await answer)?.text()
const navigate = (url = page) => open(url, { mode: 'navigate' })

describe('the worker of the app', () => {
  test('keeps the page and every file of it, and loads none of those it has', async () => {
    cached.set(script, new Response('old'))
    expect(await happen('install')).toBe(1)
    expect([[...cached.keys()].sort(), asked]).toEqual([
      [page, script, font],
      [page, font],
    ])
  })

  test('drops the files of an older version', async () => {
    for (const url of [page, script, font, `${root}assets/old.js`]) cached.set(url, new Response(''))
    expect(await happen('activate')).toBe(1)
    expect([...cached.keys()]).toEqual([page, script, font])
  })

  test('shows the page of the server and keeps it, and the kept one without a network', async () => {
    expect(await textOf(navigate())).toBe(`fresh ${page}`)
    network = () => Promise.reject(new TypeError('No network.'))
    expect(await textOf(navigate())).toBe(`fresh ${page}`)
    // The timer of a page that was read already finds it as it was.
    expect(() => jest.advanceTimersByTime(3000)).not.toThrow()
    cached.clear()
    await expect(navigate()).rejects.toThrow('No network.')
  })

  test('shows the kept page for a proxy whose server is down, and what the server itself refuses', async () => {
    cached.set(page, new Response('kept'))
    for (const [status, text] of [
      [499, 'answer'],
      [500, 'kept'],
      [502, 'kept'],
    ] as const) {
      network = async () => new Response('answer', { status })
      expect([status, await textOf(navigate())]).toEqual([status, text])
    }
    expect(await cached.get(page)?.text()).toBe('kept')
    cached.clear()
    expect(await textOf(navigate())).toBe('answer')
  })

  test('waits three seconds for the server when it has a page', async () => {
    cached.set(page, new Response('kept'))
    network = () => new Promise(() => {})
    let text = ''
    const opened = navigate().then(async answer => {
      text = (await answer?.text()) ?? ''
    })
    for (let turn = 0; turn < 20; turn += 1) await null
    jest.advanceTimersByTime(2999)
    for (let turn = 0; turn < 20; turn += 1) await null
    expect(text).toBe('')
    jest.advanceTimersByTime(1)
    await opened
    expect(text).toBe('kept')
  })

  test('asks once for an asset, whose name changes with it, and keeps no answer that is none', async () => {
    network = async () => new Response('No.', { status: 404 })
    expect((await open(script))?.status).toBe(404)
    expect(cached.size).toBe(0)
    network = async () => new Response('script')
    expect([await textOf(open(script)), await textOf(open(script)), asked.length]).toEqual([
      'script',
      'script',
      2,
    ])
  })

  test('leaves everything else to the browser', async () => {
    const others = [
      open(script, { method: 'POST' }),
      open('http://other.example/city/assets/app.js'),
      open(`${root}api/gigs`),
      navigate(`${root}app.webmanifest`),
      navigate(`${root}assets/app.js`),
    ]
    expect(await Promise.all(others)).toEqual([null, null, null, null, null])
    for (const type of ['install', 'activate', 'fetch']) listeners.get(type)?.(new Event(type))
    expect(asked).toEqual([])
  })
})
