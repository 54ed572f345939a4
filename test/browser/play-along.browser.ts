import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { chromiumArguments, findChromium } from '../support/chromium.ts'
import { expectSoon } from '../support/expect-soon.ts'
import { type ServerProcess, startProcess, temporaryFolder } from '../support/process.ts'

/** A page that knows only the contract, against a demo as people start it, with its simulated people. */

const folder = temporaryFolder()
let demo: ServerProcess
let site: Bun.Server<undefined>
let browser: Browser

beforeAll(async () => {
  demo = await startProcess(['demo', '--cast', 'friendly', '--users', '60', '--gigs', '60'], {
    DATA_DIR: folder.path,
    LOG_LEVEL: 'warn',
  })
  // The app is of another origin than the server, as on a developer's laptop.
  const app = Bun.file(new URL('./pages/seeker.htm', import.meta.url))
  const html = { headers: { 'content-type': 'text/html;charset=utf-8' } }
  site = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response(app, html) })
  const executablePath = findChromium()
  if (!executablePath) throw new Error('There is no Chromium.')
  browser = await chromium.launch({ executablePath, args: chromiumArguments })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await site?.stop(true)
  await demo?.end('SIGTERM')
  folder.remove()
})

const seconds = (count: number) => ({ timeout: count * 1000 })

const open = async (context: BrowserContext): Promise<{ page: Page; faults: string[] }> => {
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', error => faults.push(error.message))
  await page.goto(`http://127.0.0.1:${site.port}/?api=${demo.url}`)
  return { page, faults }
}

/** One client alone sees its gig through to the end. */
const playThrough = async (page: Page, email: string) => {
  await page.fill('#account [name=email]', email)
  await page.click('#account button')
  await page.fill('#gig [name=title]', 'ช่วยยกตู้เย็น')
  await page.fill('#gig [name=description]', 'ยกขึ้นชั้นสอง ไม่มีลิฟต์ครับ')
  await page.click('#gig button')
  await page.locator('#status', { hasText: 'ACCEPTED' }).waitFor(seconds(20))
  await page.locator('#talk .theirs').first().waitFor(seconds(20))
  const heard = await page.locator('#talk .theirs').count()
  await page.fill('#say input', 'มาถึงกี่โมงครับ')
  await page.click('#say button')
  await page.locator('#talk .mine').waitFor(seconds(5))
  await page.locator('#talk .theirs').nth(heard).waitFor(seconds(20))
  await page.locator('#talk img').waitFor(seconds(40))
  await page.locator('#payment', { hasText: 'COMPLETED' }).waitFor(seconds(60))
  await page.locator('#review', { hasText: 'stars' }).waitFor(seconds(30))
}

/** What the page shows in the end. */
const assertPlayed = async (page: Page, faults: string[]) => {
  await expectSoon(() => page.locator('#status').textContent(), 'COMPLETED')
  await expectSoon(() => page.locator('#fault').textContent(), '')
  expect(await page.locator('#typing').textContent()).not.toBe('nobody')
  // Somebody who is asked in Thai answers in Thai.
  for (const line of await page.locator('#talk .theirs').allTextContents())
    expect(line).toMatch(/[\u0e00-\u0e7f]/)
  // Their picture can be seen: the page shows it, at the address by which it reaches the server.
  await page.waitForFunction("document.querySelector('#talk img').naturalWidth > 0", undefined, seconds(10))
  expect(faults).toEqual([])
}

describe('a page that knows only the contract', () => {
  test('sees its gig accepted, talked about, done, paid and reviewed, without a second client', async () => {
    const since = performance.now()
    const { page, faults } = await open(await browser.newContext())
    await playThrough(page, 'somying@example.com')
    await assertPlayed(page, faults)
    process.stdout.write(`posted to reviewed in ${Math.round((performance.now() - since) / 1000)} s\n`)
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true })
  }, 180_000)

  test('plays in four worlds at once, none of which knows of another', async () => {
    const play = async (at: number) => {
      const world = `worker-${at}`
      const context = await browser.newContext()
      // The world is the test's business: the page does not know of it.
      await context.route(
        url => url.pathname.startsWith('/api/'),
        route => route.continue({ headers: { ...route.request().headers(), 'x-world': world } }),
      )
      await context.addInitScript({
        content: `
          const Plain = WebSocket
          WebSocket = class extends Plain {
            constructor(url) { super(url + '&__world=${world}') }
          }`,
      })
      await context.request.post(`${demo.url}/api/_dev/cast`, {
        headers: { 'x-world': world },
        data: { action: 'start', who: 'friendly', speed: 2 },
      })
      const { page, faults } = await open(context)
      // The same address in each: it is free in each.
      await playThrough(page, 'somying@example.com')
      await assertPlayed(page, faults)
      const gigs = await context.request.get(`${demo.url}/api/_dev/worlds`)
      expect((await gigs.json()).worlds).toContain(world)
    }
    await Promise.all([1, 2, 3, 4].map(play))
  }, 240_000)
})
