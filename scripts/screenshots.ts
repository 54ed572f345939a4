import { join, resolve } from 'node:path'
import type { Browser, Frame, Page } from 'playwright-core'
import sharp, { type Sharp } from 'sharp'
import { Client } from '../test/support/client.ts'
import type { AcceptedGigJson, GigJson } from '../test/support/gigs.ts'
import { launchBrowser } from '../test/support/pages.ts'
import type { UserJson } from '../test/support/people.ts'
import { startProcess, temporaryFolder } from '../test/support/process.ts'

/** Makes the pictures of the README from the example world: bun run screenshots. */

const pictures = resolve('src/pages/guide')
const width = 1200
/** A README is read on phones too. */
const maxBytes = 150 * 1024

const say = (text: string) => process.stdout.write(`${text}\n`)

const save = async (name: string, picture: Sharp): Promise<void> => {
  const path = join(pictures, `${name}.webp`)
  const { size } = await picture.resize({ width }).webp({ quality: 72, effort: 6 }).toFile(path)
  if (size > maxBytes) throw new Error(`${path} has ${size} bytes.`)
  say(`${path}: ${Math.round(size / 1024)} KB`)
}

interface Scene {
  browser: Browser
  url: string
  /** Tokens of the seeker Somchai. */
  tokens: { access_token: string; refresh_token: string }
  /** A gig of Somchai that Mali works on, which has a chat. */
  gig: GigJson & { room_id: string }
}

const logIn = async (url: string, user: string) =>
  (await new Client(url).post<Scene['tokens']>('/api/_dev/login-as', { user })).body

const prepare = async (browser: Browser, url: string): Promise<Scene> => {
  const tokens = await logIn(url, 'somchai')
  const client = new Client(url, tokens.access_token)
  const mali = new Client(url, (await logIn(url, 'mali')).access_token)
  const { body: helper } = await mali.get<UserJson>('/api/auth/me')
  const { body } = await client.get<{ gigs: Scene['gig'][] }>('/api/gigs/my-gigs?role=seeker&limit=100')
  const gig = body.gigs.find(({ status, helper_id }) => status === 'IN_PROGRESS' && helper_id === helper.id)
  if (!gig) throw new Error('Mali works for Somchai on nothing.')
  return { browser, url, tokens, gig }
}

/** Waits until nothing loads and the ground of the maps is drawn. */
const settle = async (where: Page | Frame): Promise<void> => {
  await where.locator('.waiting').first().waitFor({ state: 'detached' })
  await Bun.sleep(1500)
}

/** Three screens of a phone, side by side. */
const photographApp = async ({ browser, url, tokens, gig }: Scene): Promise<void> => {
  const phone = { width: 390, height: 772 }
  const page = await browser.newPage({ viewport: phone, deviceScaleFactor: 2 })
  await page.addInitScript(
    `for (const [name, value] of Object.entries(${JSON.stringify(tokens)})) localStorage.setItem(name, value)`,
  )
  const screens: Buffer[] = []
  for (const path of ['/', `/gigs/${gig.id}`, `/chat/${gig.room_id}`]) {
    await page.goto(`${url}/app#${path}`)
    await settle(page)
    screens.push(await page.screenshot())
  }
  await page.close()
  const gap = 30
  const [wide, high] = [2 * phone.width, 2 * phone.height]
  const canvas = {
    width: 3 * wide + 4 * gap,
    height: high + 2 * gap,
    channels: 3,
    background: '#8f8880',
  } as const
  const placed = screens.map((input, at) => ({ input, left: gap + at * (wide + gap), top: gap }))
  // Two steps: sharp resizes before it puts pictures together.
  await save('app', sharp(await sharp({ create: canvas }).composite(placed).png().toBuffer()))
}

const openConsole = async ({ browser, url }: Scene, colorScheme: 'light' | 'dark'): Promise<Page> => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme })
  await page.goto(`${url}/console`)
  await page.frameLocator('iframe[title*="Mali"]').locator('.tabs').waitFor()
  return page
}

/** The two phones of one gig and that of a newcomer, and what they have asked. */
const photographConsole = async (scene: Scene): Promise<void> => {
  const page = await openConsole(scene, 'light')
  await page.getByRole('radio', { name: '3' }).check()
  await page.frameLocator('iframe[title*="John"]').locator('.found .gig-card').first().waitFor()
  const paths = [`/gigs/${scene.gig.id}`, `/chat/${scene.gig.room_id}`]
  for (const [at, path] of paths.entries()) {
    const frame = page.frames().find(one => one.url().includes(`phone=${at + 1}`))
    if (!frame) throw new Error(`There is no phone ${at + 1}.`)
    await frame.evaluate(`location.hash = '${path}'`)
    await settle(frame)
  }
  await save('console', sharp(await page.screenshot()))
  await page.close()
}

/** A gig from its post to its reviews. */
const liveThrough = async ({ url, tokens }: Scene): Promise<string> => {
  const seeker = new Client(url, tokens.access_token)
  const helper = new Client(url, (await logIn(url, 'mali')).access_token)
  const place = { latitude: 13.744, longitude: 100.534, address_text: 'ซอยจุฬา 50', image_urls: [] }
  const { body: gig } = await seeker.post<GigJson>('/api/gigs', {
    ...place,
    title: 'Carry a piano upstairs',
    description: 'Second floor, no lift.',
    duration_hours: 2,
    budget: 1200,
  })
  const { body: accepted } = await helper.post<AcceptedGigJson>(`/api/gigs/${gig.id}/accept`)
  const { room_id, helper_id } = accepted.gig
  const messages = `/api/chat/rooms/${room_id}/messages`
  await helper.post(messages, { content: 'I can be there at six.' })
  await seeker.post(messages, { content: 'ขอบคุณครับ เจอกันครับ' })
  const { body: payment } = await seeker.post<{ id: string }>('/api/transactions/escrow', { gig_id: gig.id })
  for (const status of ['IN_PROGRESS', 'COMPLETED'])
    await helper.put(`/api/gigs/${gig.id}/status`, { status })
  await seeker.put(`/api/transactions/${payment.id}/release`)
  const review = { gig_id: gig.id, reviewee_id: helper_id, rating: 5, comment: 'Strong and careful' }
  await seeker.post('/api/reviews', review)
  return gig.title
}

/** Everybody on the map, and the life of a gig. */
const photographCity = async (scene: Scene): Promise<void> => {
  const title = await liveThrough(scene)
  const page = await openConsole(scene, 'dark')
  await page.getByRole('link', { name: 'City', exact: true }).click()
  await page.locator('.choices button', { hasText: title }).click()
  await page.locator('.timeline .step', { hasText: 'reviewed' }).waitFor()
  await settle(page)
  await save('city', sharp(await page.screenshot()))
  await page.close()
}

const folder = temporaryFolder()
const demo = await startProcess(['demo'], { DATA_DIR: folder.path, LOG_LEVEL: 'warn' })
const browser = await launchBrowser()
try {
  const scene = await prepare(browser, demo.url)
  await photographApp(scene)
  await photographConsole(scene)
  await photographCity(scene)
} finally {
  await browser.close()
  await demo.end('SIGTERM')
  folder.remove()
}
