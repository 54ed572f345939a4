import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { expectSoon } from '../support/expect-soon.ts'
import { type GigJson, post } from '../support/gigs.ts'
import { bytesOf, still } from '../support/images.ts'
import { findBarriers, launchBrowser, openWatchedPage } from '../support/pages.ts'
import { joinAfresh, joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** The app in production with APP=on, as two people see it on their phones, with the network cut off. */

let server: TestServer
let browser: Browser
let somchai: Person
let mali: Person
const watched = new Map<Page, { errors: string[]; strayRequests: string[] }>()

beforeAll(async () => {
  server = await startTestServer({ env: { APP: 'on' } })
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
  browser = await launchBrowser([`--host-resolver-rules=MAP ${lanHost} 127.0.0.1`])
})
afterAll(async () => {
  await browser?.close()
  await server.stop()
})

const phone = { width: 360, height: 740 }
/** Any name but that of this machine is to a browser what a plain LAN address is. */
const lanHost = 'phone.example'

const openApp = async (route = '', size = phone, url = server.url): Promise<Page> => {
  const opened = await openWatchedPage(browser, url, size)
  watched.set(opened.page, opened)
  opened.page.setDefaultTimeout(20_000)
  await opened.page.goto(`${url}/app${route}`)
  return opened.page
}

const logIn = async (page: Page, { user, password }: Person) => {
  await page.fill('#email', user.email)
  await page.fill('#password', password)
  await page.click('form button[type=submit]')
  await page.waitForSelector('.tabs')
}

const openAs = async (person: Person, route = '', size = phone): Promise<Page> => {
  const page = await openApp(route, size)
  await logIn(page, person)
  return page
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

const step = (page: Page, text: string) => page.locator('.gig-actions', { hasText: text }).waitFor()

/** Posts a gig for 450 baht with a picture, by its form. */
const postGig = async (page: Page, title: string) => {
  await page.click('.tab-post')
  await page.fill('#title', title)
  await page.fill('#description', 'ยกขึ้นชั้นสอง')
  await page.setInputFiles('input[type=file]', {
    name: 'fridge.png',
    mimeType: 'image/png',
    buffer: Buffer.from(await bytesOf(still().png())),
  })
  await page.locator('.thumbs .picture').waitFor()
  await page.locator('.place-map .city-map').click({ position: { x: 120, y: 80 } })
  await page.getByText('Place chosen').waitFor()
  await page.fill('#address', 'ถนนข้าวสาร')
  await page.fill('#budget', '450')
  await press(page, 'Post the gig')
  await step(page, 'Waiting for a helper.')
}

/** Closes a page that wrote nothing into its console and asked no other server. @param status of a response that is meant */
const close = async (page: Page, status?: number) => {
  const { errors = [], strayRequests = [] } = watched.get(page) ?? {}
  const faults = errors.filter(error => status === undefined || !error.includes(`status of ${status} `))
  expect([faults, strayRequests]).toEqual([[], []])
  await page.context().close()
}

describe('the app', () => {
  test('registers somebody, and says below each field what the server says about it', async () => {
    const page = await openApp()
    await press(page, 'I am new here')
    await page.fill('#full_name', 'Nok')
    await page.fill('#email', 'nok@example.com')
    await page.fill('#password', 'short')
    await press(page, 'Create an account')
    await page.locator('.field.wrong #password-note', { hasText: 'characters' }).waitFor()
    await page.fill('#password', 'a long password of Nok')
    await press(page, 'Create an account')
    await page.waitForSelector('.tabs')
    await page.click('.tab-me')
    await page.getByText('nok@example.com').waitFor()
    await close(page, 422)
  })

  test('shows the sentence of the server for a wrong password', async () => {
    const page = await openApp()
    await page.fill('#email', somchai.user.email)
    await page.fill('#password', 'not his password')
    await page.click('form button[type=submit]')
    await page.locator('.error-note', { hasText: 'The e-mail or the password is wrong.' }).waitFor()
    await close(page, 401)
  })

  test('sees a gig from its post to its end between two phones, live', async () => {
    const helper = await openAs(mali)
    await helper.getByText('No open gig near here').waitFor()
    const seeker = await openAs(somchai)
    await postGig(seeker, 'ช่วยยกตู้เย็น')

    await helper.locator('.map-pin-body', { hasText: '฿450' }).waitFor()
    await press(helper, 'Show 1 new gig')
    await helper.locator('.gig-card', { hasText: 'ช่วยยกตู้เย็น' }).click()
    await helper.locator('.gig-pictures img').waitFor()
    await press(helper, 'Accept this gig')
    await step(helper, 'Start the work')

    await press(seeker, 'Pay into the escrow')
    await seeker.locator('dialog', { hasText: '฿427.50' }).waitFor()
    await seeker.locator('dialog').getByRole('button', { name: 'Pay into the escrow' }).click()
    await step(seeker, 'Paid.')
    await press(helper, 'Start the work')
    await step(seeker, 'The helper is at work.')
    await press(helper, 'The work is done')
    await press(seeker, 'Release the money')
    await seeker.locator('dialog').getByRole('button', { name: 'Release the money' }).click()
    await step(seeker, 'Write a review')
    await step(helper, 'Write a review')
    await Promise.all([close(helper), close(seeker)])
  }, 60_000)
})

describe('a search', () => {
  let page: Page
  let cheap: GigJson
  beforeAll(async () => {
    const seeker = await joinAfresh(server, 'Nid')
    const at = { latitude: 18.79, longitude: 98.98, image_urls: [] }
    cheap = await post(seeker, { ...at, title: 'Walk two dogs', budget: 200 })
    await post(seeker, { ...at, title: 'Paint a wall', budget: 5000, longitude: 99 })
    page = await openApp()
    await page.evaluate('localStorage.setItem(\'map\', \'{"latitude":18.79,"longitude":98.98,"zoom":13}\')')
    await logIn(page, mali)
  })
  afterAll(() => close(page))

  const titles = () => page.locator('.found .gig-card .title').allTextContents()
  const listed = (count: number) =>
    page.locator('.found-head p', { hasText: new RegExp(`^${count} open gig`) }).waitFor()

  test('finds text, and shows its gigs alone on the map', async () => {
    await listed(2)
    await page.fill('input[type=search]', 'dogs')
    await listed(1)
    expect(await titles()).toEqual(['Walk two dogs'])
    await page.locator('.map-pin-body').nth(1).waitFor({ state: 'detached' })
    await expectSoon(() => page.locator('.map-pin-body').count(), 1)
  })

  test('keeps within a radius and a budget, in the order that was chosen, also after another screen', async () => {
    await page.fill('input[type=search]', '')
    await press(page, 'Filters')
    await page.selectOption('#order', 'budget')
    await listed(2)
    await page.locator('.found li:first-child .title', { hasText: 'Paint a wall' }).waitFor()
    await page.fill('#maxBudget', '300')
    await page.press('#maxBudget', 'Tab')
    await listed(1)
    await page.selectOption('#radius', '1')
    expect(await titles()).toEqual(['Walk two dogs'])
    await page.click('.tab-me')
    await page.click('.tab-map')
    await page.getByRole('button', { name: 'Filters: 3' }).waitFor()
    await listed(1)
  })

  test('shows the gig of a pin, and marks in the list what goes meanwhile', async () => {
    await page.locator('.map-pin-body').click()
    await page.locator('.gig-preview', { hasText: 'Walk two dogs' }).waitFor()
    await press(page, 'Close')
    const { status } = await mali.client.post(`/api/gigs/${cheap.id}/accept`)
    expect(status).toBe(200)
    await page.locator('.found .gig-card', { hasText: 'Accepted' }).waitFor()
    await page.locator('.map-pin-body').waitFor({ state: 'detached' })
  })
})

describe('somebody who posted a gig', () => {
  test('changes and withdraws it, and is asked before it is gone', async () => {
    const seeker = await joinAfresh(server, 'Ploy')
    const gig = await post(seeker, { title: 'Water plants', image_urls: [] })
    const page = await openAs(seeker, `#/gigs/${gig.id}`)
    await page.click('text=Change')
    await page.fill('#title', '')
    await press(page, 'Save the changes')
    await page.locator('.field.wrong #title').waitFor()
    await page.fill('#title', 'Water many plants')
    await page.locator('.field.wrong').waitFor({ state: 'detached' })
    await press(page, 'Save the changes')
    await page.getByText('Water many plants').waitFor()
    await press(page, 'Withdraw')
    await press(page, 'Keep it')
    await press(page, 'Withdraw')
    await page.locator('dialog').getByRole('button', { name: 'Withdraw' }).click()
    await page.getByText('No gig yet.').waitFor()
    const { status } = await seeker.client.get(`/api/gigs/${gig.id}`)
    expect(status).toBe(404)
    await close(page, 422)
  })

  test('sees why it cannot be accepted any more when somebody else was faster', async () => {
    const seeker = await joinAfresh(server, 'Ploy')
    const gig = await post(seeker, { image_urls: [] })
    const page = await openAs(mali, `#/gigs/${gig.id}`)
    await page.getByRole('button', { name: 'Accept this gig' }).waitFor()
    // The answer of the first attempt is held back until somebody else has taken the gig.
    await page.route('**/accept', async route => {
      await (await joinAfresh(server, 'Chai')).client.post(`/api/gigs/${gig.id}/accept`)
      await route.continue()
    })
    await press(page, 'Accept this gig')
    await page.locator('.error-note', { hasText: 'accepted' }).waitFor()
    await step(page, 'Somebody has taken this gig.')
    await close(page, 400)
  })

  test('cancels it after the accept, with a question', async () => {
    const seeker = await joinAfresh(server, 'Ploy')
    const gig = await post(seeker, { image_urls: [] })
    await mali.client.post(`/api/gigs/${gig.id}/accept`)
    const page = await openAs(seeker, `#/gigs/${gig.id}`)
    await press(page, 'Cancel the gig')
    await page.locator('dialog').getByRole('button', { name: 'Cancel the gig' }).click()
    await step(page, 'This gig was cancelled.')
    await close(page)
  })
})

describe('everybody can use it', () => {
  const screens = ['', '#/my-gigs', '#/post', '#/me']

  test('axe finds nothing at 360 pixels in English and light, nor at 768 in Thai and dark', async () => {
    const gig = await post(somchai, { image_urls: [] })
    const page = await openAs(somchai)
    for (const [width, colorScheme] of [
      [360, 'light'],
      [768, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height: 740 })
      await page.emulateMedia({ colorScheme })
      for (const route of [...screens, `#/gigs/${gig.id}`]) {
        await page.goto(`${server.url}/app${route}`)
        await page.locator('.waiting').first().waitFor({ state: 'detached' })
        expect([route, colorScheme, await findBarriers(page)]).toEqual([route, colorScheme, []])
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        expect([route, overflow]).toEqual([route, 0])
      }
      await page.click('.language-switch')
    }
    await close(page)
  }, 60_000)

  test('the first load is under 150 KB compressed, without the font', async () => {
    const page = await openApp()
    await page.waitForSelector('#email')
    const bytes = await page.evaluate<number>(`[
      ...performance.getEntriesByType('navigation'),
      ...performance.getEntriesByType('resource').filter(({ name }) => !/\\.woff2?$/.test(name)),
    ].reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`)
    expect(bytes).toBeGreaterThan(10_000)
    expect(bytes).toBeLessThan(150_000)
    await close(page)
  })
})

describe('a session', () => {
  test('survives a reload and the end of its access token, and is kept as the contract has it', async () => {
    const page = await openAs(somchai, '#/my-gigs')
    const keys = await page.evaluate<string[]>('Object.keys(localStorage).sort()')
    expect(keys).toContain('access_token')
    expect(keys).toContain('refresh_token')
    server.clock.advance(31 * 60_000)
    await page.reload()
    await page.locator('.my-gigs .gig-card').first().waitFor()
    await close(page, 401)
  })

  test('is one for each phone of a tab', async () => {
    const page = await openAs(somchai)
    await page.goto(`${server.url}/app?phone=2`)
    await page.waitForSelector('#email')
    await logIn(page, mali)
    await page.click('.tab-me')
    await page.getByText(mali.user.email).waitFor()
    await page.goto(`${server.url}/app#/me`)
    await page.getByText(somchai.user.email).waitFor()
    await close(page)
  })

  test('ends at a logout, after which the next person begins at the map', async () => {
    const page = await openAs(somchai, '#/me')
    await press(page, 'Log out')
    await page.waitForSelector('#email')
    expect(await page.evaluate("localStorage.getItem('refresh_token')")).toBe(null)
    await logIn(page, mali)
    await page.waitForSelector('.found')
    await close(page)
  })
})

describe('on a plain LAN address, where browsers allow neither location nor a kept shell', () => {
  test('everything else works, and nothing is said of it', async () => {
    const url = server.url.replace('127.0.0.1', lanHost)
    const page = await openApp('', phone, url)
    await logIn(page, await joinAfresh(server, 'Fon'))
    await page.locator('.found').waitFor()
    expect(await page.evaluate('isSecureContext')).toBe(false)
    expect(await page.locator('.locate').count()).toBe(0)
    await postGig(page, 'Carry a lamp')
    await page.locator('.gig-pictures img').waitFor()
    await page.click('.tab-map')
    await page.locator('.found .gig-card', { hasText: 'Carry a lamp' }).waitFor()
    await close(page)
  })
})

/** Passes requests on to the server, with a title of its own in the page of the app. */
const startRetitled = () => {
  let title = 'first'
  const proxy = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async ({ url }) => {
      const { pathname } = new URL(url)
      const answer = await fetch(server.url + pathname)
      const headers = { 'content-type': answer.headers.get('content-type') ?? '' }
      if (pathname !== '/app') return new Response(await answer.bytes(), { headers })
      return new Response((await answer.text()).replace(/<title>.*?</, `<title>${title}<`), { headers })
    },
  })
  const retitle = (next: string) => {
    title = next
  }
  return { url: `http://127.0.0.1:${proxy.port}`, retitle, stop: () => proxy.stop(true) }
}

describe('the shell of the app', () => {
  test('is that of the server at every start, and the last one of it when there is no network', async () => {
    const retitled = startRetitled()
    const page = await openApp('', phone, retitled.url)
    await page.evaluate('navigator.serviceWorker.ready.then(() => null)')
    await page.reload()
    retitled.retitle('second')
    await page.reload()
    expect(await page.title()).toBe('second')
    await retitled.stop()
    await page.reload()
    expect(await page.title()).toBe('second')
    await page.waitForSelector('#email')
    await page.context().close()
  })
})
