import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import type { GuideResult } from '../contract/guide-client.ts'
import { exampleGig } from '../support/gigs.ts'
import { launchBrowser } from '../support/pages.ts'
import { type ServerProcess, startProcess, temporaryFolder } from '../support/process.ts'

/** The clients of the contract and of the original's guide, in pages of another origin, and a server as it is run. */

const folder = temporaryFolder()
let site: Bun.Server<undefined>
let server: ServerProcess
let browser: Browser
let somchai: Watched
let mali: Watched
let room: string

interface Watched {
  page: Page
  /** What the page threw, and what the browser would not let it read. */
  faults: string[]
  /** Every request to the server but preflights, and the status of its answer. */
  answers: [request: string, status: number][]
}

const scriptOf = async (file: string): Promise<Blob> => {
  const entry = fileURLToPath(new URL(file, import.meta.url))
  const { outputs } = await Bun.build({ entrypoints: [entry], target: 'browser' })
  const [script] = outputs
  if (!script) throw new Error(`${file} was not built.`)
  return script
}

const serveSite = async () => {
  const page = Bun.file(new URL('./pages/two-clients.htm', import.meta.url))
  const scripts = new Map([
    ['/react-client.js', await scriptOf('../contract/react-client.ts')],
    ['/guide-client.js', await scriptOf('../contract/guide-client.ts')],
  ])
  return Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: request => {
      const script = scripts.get(new URL(request.url).pathname)
      const type = script ? 'text/javascript' : 'text/html;charset=utf-8'
      return new Response(script ?? page, { headers: { 'content-type': type } })
    },
  })
}

const open = async (): Promise<Watched> => {
  const page = await (await browser.newContext()).newPage()
  const watched: Watched = { page, faults: [], answers: [] }
  page.on('pageerror', error => watched.faults.push(error.message))
  page.on('console', message => {
    if (/CORS|blocked/.test(message.text())) watched.faults.push(message.text())
  })
  page.on('response', answer => {
    const [request, url] = [answer.request(), answer.url()]
    if (url.startsWith(server.url) && request.method() !== 'OPTIONS')
      watched.answers.push([`${request.method()} ${new URL(url).pathname}`, answer.status()])
  })
  await page.goto(`http://127.0.0.1:${site.port}/?api=${server.url}`)
  await page.waitForFunction('window.app')
  return watched
}

const run = <T>({ page }: Watched, script: string): Promise<T> => page.evaluate<T>(script)

const account = { email: 'somchai@example.com', password: 'a long password', full_name: 'Somchai' }
const helper = { email: 'mali@example.com', password: 'another password', full_name: 'Mali' }
const gig = JSON.stringify({ ...exampleGig, image_urls: undefined })

beforeAll(async () => {
  site = await serveSite()
  server = await startProcess(['serve'], {
    DATA_DIR: folder.path,
    CORS_ORIGINS: `http://127.0.0.1:${site.port}`,
    // Twelve seconds: an expiry is waited for three times.
    ACCESS_TOKEN_MINUTES: '0.2',
    LOG_LEVEL: 'warn',
  })
  browser = await launchBrowser()
  ;[somchai, mali] = await Promise.all([open(), open()])
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await site?.stop(true)
  await server?.end('SIGTERM')
  folder.remove()
})

describe('clients of another origin at a production server with its usual limits', () => {
  test('register, log in, post, find and accept a gig, and talk over a socket', async () => {
    for (const [person, at] of [
      [account, somchai],
      [helper, mali],
    ] as const)
      expect(await run(at, `app.guide.register(${JSON.stringify(person)})`)).toMatchObject({
        statusCode: 201,
      })
    expect(await run(somchai, `app.react.login('${account.email}', '${account.password}')`)).toMatchObject({
      data: { token_type: 'bearer' },
    })
    expect(await run(mali, `app.guide.login('${helper.email}', '${helper.password}')`)).toMatchObject({
      statusCode: 200,
    })
    const { data } = await run<{ data: { id: string } }>(somchai, `app.react.createGig(${gig})`)
    const near = `app.guide.searchGigs({ latitude: 13.7563, longitude: 100.5018, radius: 10, status: 'PENDING', limit: 20 })`
    expect(await run(mali, near)).toMatchObject({ data: { gigs: [{ id: data.id, distance_km: 0 }] } })
    expect(await run(mali, `app.guide.acceptGig('${data.id}')`)).toMatchObject({
      data: { gig: { status: 'ACCEPTED' } },
    })
    const rooms = await run<GuideResult<{ rooms: { id: string }[] }>>(mali, 'app.guide.getChatRooms()')
    room = rooms.data?.rooms[0]?.id ?? 'none'
    await run(somchai, `app.follow('${room}')`)
    await run(mali, `void (app.chat = app.guide.openChat('${room}', app.onFrame))`)
    await somchai.page.waitForFunction('app.opened === 1')
    await mali.page.waitForFunction('app.chat.isConnected()')
    await run(mali, "app.chat.sendMessage('สวัสดีค่ะ')")
    await somchai.page.waitForFunction("[...app.heard.values()].includes('สวัสดีค่ะ')")
  })

  test('show a picture that they have uploaded', async () => {
    for (const [at, client] of [
      [mali, 'guide'],
      [somchai, 'react'],
    ] as const) {
      const upload = `app.picture().then(file => app.${client}.uploadProfileImage(file)).then(({ data }) => app.show(data.url))`
      expect(await run<number>(at, upload)).toBe(300)
    }
  })

  test('the client of the contract goes on when its token expires under eight calls, and nobody is logged out', async () => {
    const before = somchai.answers.length
    const uploaded = await run<object[]>(
      somchai,
      `app.untilExpired(app.react.accessToken).then(() => Promise.all([
        ...Array.from({ length: 4 }, () => app.react.createGig(${gig})),
        app.react.secureApiCall(app.api + '/api/auth/me'),
        app.react.secureApiCall(app.api + '/api/chat/rooms'),
        app.react.secureApiCall(app.api + '/api/gigs/my-gigs?limit=1'),
        app.react.secureApiCall(app.api + '/api/chat/rooms/${room}/messages', { method: 'POST', body: '{"content":"ยังอยู่"}' }),
      ]))`,
    )
    expect(uploaded.map(result => Object.keys(result))).toEqual(Array.from({ length: 8 }, () => ['data']))
    // Each of the four gigs is there once, beside the first.
    const mine = await run(somchai, "app.react.secureApiCall(app.api + '/api/gigs/my-gigs')")
    expect(mine).toMatchObject({ data: { total_count: 5 } })
    const answers = somchai.answers.slice(before)
    expect(answers.filter(([, status]) => status === 401).length).toBeGreaterThanOrEqual(8)
    const refreshes = answers.filter(([request]) => request === 'POST /api/auth/refresh')
    expect(refreshes.length).toBeGreaterThan(0)
    expect(refreshes.filter(([, status]) => status !== 200)).toEqual([])
    expect(somchai.page.url()).not.toContain('/login')
  })

  test('an upload that meets the expiry says so in a sentence, and the next one is taken', async () => {
    // The client sends its retry with the token of the first try.
    const upload = 'app.picture().then(file => app.react.uploadProfileImage(file))'
    const late = await run(somchai, `app.untilExpired(app.react.accessToken).then(() => ${upload})`)
    expect(late).toEqual({ error: expect.stringContaining('expired') })
    expect(await run(somchai, upload)).toMatchObject({ data: { content_type: 'image/png' } })
  })

  test("the guide's client shows the sentence of every 401, and its socket comes back after a login", async () => {
    const calls = `Promise.all([
      app.guide.getCurrentUser(), app.guide.createGig(${gig}), app.guide.getChatRooms(),
      app.guide.sendMessage('${room}', 'lost'), app.picture().then(file => app.guide.uploadProfileImage(file)),
    ])`
    const expired = await run<GuideResult<unknown>[]>(mali, calls)
    for (const result of expired)
      expect(result).toEqual({ error: expect.stringContaining('expired'), statusCode: 401 })
    await run(mali, `app.guide.login('${helper.email}', '${helper.password}')`)
    await mali.page.waitForFunction('app.chat.isConnected()', undefined, { timeout: 40_000 })
    await run(mali, "app.chat.sendMessage('กลับมาแล้ว')")
    await somchai.page.waitForFunction("[...app.heard.values()].includes('กลับมาแล้ว')")
  }, 60_000)

  test('the socket of the other has missed nothing and repeated nothing', async () => {
    expect(await run<string[]>(somchai, '[...app.heard.values()].sort()')).toEqual(
      ['กลับมาแล้ว', 'ยังอยู่', 'สวัสดีค่ะ'].sort(),
    )
    expect(new Set(await run<number[]>(somchai, 'app.closeCodes'))).toEqual(new Set([4001]))
  })

  test('a logout with an expired token ends the session and leads to the login page', async () => {
    await run(somchai, 'app.untilExpired(app.react.accessToken).then(() => void app.react.logout())')
    await somchai.page.waitForURL('**/login')
    expect(somchai.answers.at(-1)).toEqual(['POST /api/auth/logout', 200])
  })

  test('nobody met a limit, an internal error or a barrier of the browser', () => {
    for (const { faults, answers } of [somchai, mali]) {
      expect(faults).toEqual([])
      expect(answers.filter(([, status]) => status === 429 || status >= 500)).toEqual([])
    }
    expect(server.out()).not.toContain('"level":50')
  })
})
