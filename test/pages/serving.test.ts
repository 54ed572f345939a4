import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { pageFiles } from '../../src/pages/find-page.ts'
import { type PageFile, textOf } from '../../src/pages/page-file.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
/** Those that a production server without an operator sends. */
let files: PageFile[]
let allFiles: PageFile[]

beforeAll(async () => {
  server = await startTestServer({ env: { APP: 'on' } })
  allFiles = await pageFiles()
  files = allFiles.filter(({ isDemoOnly, isOfDesk }) => !isDemoOnly && !isOfDesk)
})
afterAll(() => server.stop())

const isAsset = ({ path }: PageFile) => path.startsWith('/assets/')

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers })

const strict =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

describe('the Content-Security-Policy', () => {
  test.each([
    ['/docs/ws', strict],
    [
      '/docs',
      strict
        .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
        .replace("img-src 'self'", "img-src 'self' data: blob:"),
    ],
    ['/reset', strict],
    [
      '/app',
      `${strict.replace("img-src 'self'", "img-src 'self' blob: data:")}; manifest-src 'self'; worker-src 'self'`,
    ],
    [
      '/docs/guide',
      strict
        .replace("script-src 'self'", "script-src 'none'")
        .replace("connect-src 'self'", "connect-src 'none'"),
    ],
  ])('of %s allows exactly what the page needs', async (path, policy) => {
    expect((await get(path)).headers.get('content-security-policy')).toBe(policy)
  })

  test('of every asset is the strict one', async () => {
    for (const { path } of files.filter(isAsset))
      expect([path, (await get(path)).headers.get('content-security-policy')]).toEqual([path, strict])
  })

  test('is kept by the HTML: no page has an inline script or style', async () => {
    for (const file of files.filter(file => !isAsset(file))) {
      const html = await file.body.text()
      const inline = html.match(/<style|<script(?![^>]*\ssrc=)|<[^>]*\s(?:style|on\w+)=/g)
      expect([file.path, inline]).toEqual([file.path, null])
    }
  })
})

describe('the app', () => {
  const open = async (env: Record<string, string>, mode: 'production' | 'demo') => {
    const other = await startTestServer({ env, mode })
    try {
      const answer = await fetch(`${other.url}/app`)
      const policy = answer.headers.get('content-security-policy') ?? ''
      return {
        status: answer.status,
        mode: /data-mode="(\w+)"/.exec(await answer.text())?.[1],
        ancestors: /frame-ancestors ([^;]+)/.exec(policy)?.[1],
      }
    } finally {
      await other.stop()
    }
  }

  test('is a 404 in production unless APP is on', async () => {
    expect((await open({}, 'production')).status).toBe(404)
    expect(await open({ APP: 'on' }, 'production')).toEqual({
      status: 200,
      mode: 'production',
      ancestors: "'none'",
    })
  })

  test('is always there in a demo, whose own pages may show it in a frame', async () => {
    expect(await open({ APP: 'off' }, 'demo')).toEqual({ status: 200, mode: 'demo', ancestors: "'self'" })
  })
})

test('every page names its icon: browsers ask for /favicon.ico otherwise, which is a 404', async () => {
  const documents = allFiles.filter(({ contentType }) => contentType.startsWith('text/html'))
  expect(documents.length).toBeGreaterThan(6)
  for (const { path, body } of documents)
    expect([path, await body.text()]).toEqual([path, expect.stringMatching(/<link[^>]* rel="icon"/)])
})

describe('the installed app', () => {
  test('has a manifest whose addresses are there, also below the path of a proxy', async () => {
    const answer = await get('/app.webmanifest')
    expect(answer.headers.get('content-type')).toBe('application/manifest+json')
    const manifest: { icons: { src: string; type: string }[]; start_url: string } = JSON.parse(
      await answer.text(),
    )
    const { icons, start_url } = manifest
    for (const { src, type } of [...icons, { src: start_url, type: 'text/html;charset=utf-8' }]) {
      expect(src).not.toMatch(/^\//)
      const found = await get(`/${src}`)
      expect([src, found.status, found.headers.get('content-type')]).toEqual([src, 200, type])
    }
  })

  test('has a worker that may run for it, keeps every file of the page, and is asked for each time', async () => {
    const answer = await get('/app-worker.js')
    expect(answer.headers.get('content-type')).toStartWith('text/javascript')
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    const script = await answer.text()
    const page = await (await get('/app')).text()
    const loaded = [...page.matchAll(/"\/(assets\/[\w.-]+)"/g)].map(([, path = '']) => path)
    expect(loaded.length).toBeGreaterThan(2)
    for (const path of loaded) expect(script).toContain(`"${path}"`)
    expect(script).toContain('.woff2"')
  })

  test('has neither where the app is not served', async () => {
    const other = await startTestServer()
    for (const path of ['/app.webmanifest', '/app-worker.js'])
      expect([path, (await fetch(other.url + path)).status]).toEqual([path, 404])
    await other.stop()
  })
})

describe('the console', () => {
  const consoleFiles = () => allFiles.filter(({ isDemoOnly }) => isDemoOnly)

  test('and all that it alone loads is a 404 in production', async () => {
    const paths = consoleFiles().map(({ path }) => path)
    expect(paths).toContain('/console')
    expect(paths.length).toBeGreaterThan(2)
    for (const path of paths) expect([path, (await get(path)).status]).toEqual([path, 404])
  })

  test('is there in a demo, from its own server alone', async () => {
    const demo = await startTestServer({ mode: 'demo' })
    try {
      for (const { path } of consoleFiles())
        expect([path, (await fetch(demo.url + path)).status]).toEqual([path, 200])
      const { headers } = await fetch(`${demo.url}/console`)
      expect(headers.get('content-security-policy')).toBe(
        `${strict.replace("img-src 'self'", "img-src 'self' data:")}; frame-src 'self'`,
      )
    } finally {
      await demo.stop()
    }
  })
})

describe('the caching of pages', () => {
  test('lets a browser keep an asset for a year, and ask each time whether a page is current', async () => {
    for (const file of files) {
      const expected = isAsset(file) ? 'public, max-age=31536000, immutable' : 'no-cache'
      expect([file.path, (await get(file.path)).headers.get('cache-control')]).toEqual([file.path, expected])
    }
  })

  test('answers 304 without a body to a browser whose copy is current', async () => {
    for (const { path } of files) {
      const etag = (await get(path)).headers.get('etag') ?? ''
      const again = await get(path, { 'if-none-match': etag })
      expect([path, again.status, await again.text()]).toEqual([path, 304, ''])
      expect(again.headers.get('etag')).toBe(etag)
      expect(again.headers.get('cache-control')).not.toBeNull()
    }
  })

  test('sends a page whose copy is of another version', async () => {
    const answer = await get('/docs/ws', { 'if-none-match': '"another"' })
    expect([answer.status, (await answer.text()).length > 500]).toEqual([200, true])
  })

  test('gives different contents different entity tags', () => {
    const tags = files.map(({ headers }) => headers.etag)
    expect(new Set(tags).size).toBe(files.length)
    for (const tag of tags) expect(tag).toMatch(/^"[\w-]{22}"$/)
  })
})

describe('the compression of assets', () => {
  const scriptOf = () => files.find(({ path }) => path.includes('/swagger-ui-bundle'))

  test('is sent to a client that accepts it, and keeps the script under 500 KB', async () => {
    const script = scriptOf()
    const answer = await get(script?.path ?? '', { 'accept-encoding': 'gzip, br' })
    expect([answer.headers.get('content-encoding'), answer.headers.get('vary')]).toEqual([
      'gzip',
      expect.stringContaining('Accept-Encoding'),
    ])
    expect(script?.body.size).toBeLessThan(500_000)
  })

  test('is taken away for every other client', async () => {
    const script = scriptOf()
    for (const accepted of ['identity', 'gzip;q=0']) {
      const answer = await get(script?.path ?? '', { 'accept-encoding': accepted })
      expect(answer.headers.get('content-encoding')).toBeNull()
      expect(await answer.text()).toBe(script ? await textOf(script) : '')
    }
  })

  test('is also that of the documents, which a browser with a current copy gets no more', async () => {
    // Each document is compressed once a second, and another test may have asked for it as another host.
    server.clock.advance(1000)
    for (const path of ['/openapi.json', '/docs/openapi.json', '/asyncapi.json']) {
      const answer = await get(path, { 'accept-encoding': 'gzip' })
      expect([path, answer.headers.get('content-encoding')]).toEqual([path, 'gzip'])
      const again = await get(path, { 'if-none-match': answer.headers.get('etag') ?? '' })
      expect([path, again.status, await again.text()]).toEqual([path, 304, ''])
      const plain = await get(path, { 'accept-encoding': 'identity' })
      expect([plain.headers.get('content-encoding'), await plain.json()]).toEqual([null, await answer.json()])
    }
  })
})

test('a document is compressed once a second for another host, and names each host', async () => {
  const ask = async (host: string) => {
    const answer = await get('/asyncapi.json', { host, 'accept-encoding': 'gzip' })
    const {
      servers,
      info,
    }: { servers: { chayenity: { host: string } }; info: { contact: { url: string } } } = JSON.parse(
      await answer.text(),
    )
    expect([servers.chayenity.host, info.contact.url]).toEqual([host, `http://${host}/docs/guide`])
    return answer.headers.get('content-encoding')
  }
  server.clock.advance(1000)
  expect(await ask('one.example')).toBe('gzip')
  expect(await ask('two.example')).toBeNull()
  server.clock.advance(1000)
  expect(await ask('two.example')).toBe('gzip')
  expect(await ask('one.example')).toBe('gzip')
  expect(await ask('three.example')).toBeNull()
})

describe('the files of the pages', () => {
  test('are all that the pages load, and every one of them is loaded', async () => {
    const texts = allFiles.filter(({ contentType }) => /html|css|javascript|manifest/.test(contentType))
    const all = (await Promise.all(texts.map(textOf))).join('\n')
    // A manifest names its icons relative to itself, and a style sheet its fonts.
    const names = [...all.matchAll(/(?:\/assets\/|"assets\/|url\(\.\/)([\w.-]+)/g)].map(([, name]) => name)
    const loaded = new Set(names.map(name => `/assets/${name}`))
    expect([...loaded].sort()).toEqual(
      allFiles
        .filter(isAsset)
        .map(({ path }) => path)
        .sort(),
    )
  })

  test('answer HEAD without a body', async () => {
    const answer = await fetch(`${server.url}/docs/guide`, { method: 'HEAD' })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    expect(answer.headers.get('content-type')).toBe('text/html;charset=utf-8')
  })

  test('are a 404 of the API when there is none of that name', async () => {
    for (const path of ['/assets/nothing.js', '/docs/guide/nothing', '/assets/..%2Fpackage.json']) {
      const answer = await get(path)
      expect([path, answer.status]).toEqual([path, 404])
      expect(await answer.json()).toMatchObject({ error_code: 'RESOURCE_NOT_FOUND' })
    }
  })
})
