import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Frame, Page } from 'playwright-core'
import { expectSoon } from '../support/expect-soon.ts'
import { exampleGig } from '../support/gigs.ts'
import { findBarriers, launchBrowser, openWatchedPage } from '../support/pages.ts'
import { type ServerProcess, startProcess, temporaryFolder } from '../support/process.ts'

/** The console of a demo as people start it, with two phones in it, in a browser without a network. */

const folder = temporaryFolder()
let demo: ServerProcess
let browser: Browser
let page: Page
let strayRequests: string[]
let errors: string[]
const patience = { timeout: 20_000 }

beforeAll(async () => {
  demo = await startProcess(['demo', '--users', '40', '--gigs', '40'], {
    DATA_DIR: folder.path,
    LOG_LEVEL: 'warn',
  })
  browser = await launchBrowser()
  ;({ page, strayRequests, errors } = await openWatchedPage(browser, demo.url, { width: 1440, height: 900 }))
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await demo?.end('SIGTERM')
  folder.remove()
})

const room = async (name: string) => {
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('region', { name, exact: true }).waitFor(patience)
}

const phone = (number: number): Frame => {
  const frame = page.frames().find(one => one.url().includes(`/app?phone=${number}`))
  if (!frame) throw new Error(`There is no phone ${number}.`)
  return frame
}

interface Answer {
  status: number
  body: Record<string, string>
}

/** What the app in a phone does: a request with the session of that phone. */
const ask = (number: number, method: string, path: string, body?: object): Promise<Answer> =>
  phone(number).evaluate(
    async ([key, verb, address, text]) => {
      const response = await fetch(address ?? '', {
        method: verb ?? 'GET',
        headers: {
          Authorization: `Bearer ${sessionStorage.getItem(key ?? '')}`,
          ...(text && { 'Content-Type': 'application/json' }),
        },
        ...(text && { body: text }),
      })
      return { status: response.status, body: JSON.parse((await response.text()) || 'null') }
    },
    [`phone-${number}:access_token`, method, path, body ? JSON.stringify(body) : ''],
  )

/** Shows a gig as it is now. */
const openGig = async (number: number, id: string) => {
  const next = phone(number).getByRole('region', { name: 'Next step' })
  await phone(number).evaluate("location.hash = '#/my-gigs'")
  await next.waitFor({ ...patience, state: 'detached' })
  await phone(number).evaluate(`location.hash = '#/gigs/${id}'`)
  await next.waitFor(patience)
}

/** Taps the button of the next step, and what its question says yes to. */
const step = async (number: number, name: string) => {
  const screen = phone(number)
  await screen.getByRole('region', { name: 'Next step' }).getByRole('button', { name }).click(patience)
  if (/^(Pay|Release)/.test(name)) await screen.getByRole('dialog').getByRole('button').last().click(patience)
}

const filterBy = (text: string) => page.locator('#filter').fill(text)
const rows = () => page.locator('.entries tbody tr')

describe('the console of a demo', () => {
  test('shows two phones, each with somebody logged in', async () => {
    await page.goto(`${demo.url}/console`)
    for (const [number, name] of [
      [1, 'Somchai'],
      [2, 'Mali'],
    ] as const) {
      const frame = page.frameLocator(`iframe[title*="${name}"]`)
      await frame.getByRole('navigation').first().waitFor(patience)
      expect((await ask(number, 'GET', '/api/auth/me')).body.full_name).toContain(name)
    }
  })

  test('shows what a phone does beside it, and everything about it under Live', async () => {
    await ask(1, 'GET', '/api/gigs/my-gigs?limit=2')
    await page.getByRole('complementary').getByText('GET /api/gigs/my-gigs').first().waitFor(patience)
    await room('Live')
    await filterBy('my-gigs somchai')
    // The rows of before may still be there.
    await rows().filter({ hasText: 'my-gigs' }).first().getByRole('button').press('Enter')
    const details = page.locator('.details')
    await expectSoon(() => details.textContent(), expect.stringContaining('?limit=2'))
    await details.getByText('Request headers').click()
    await expectSoon(() => details.textContent(), expect.stringContaining('Bearer ***'))
    await expectSoon(() => details.textContent(), expect.stringContaining('"total_count"'))
    await page.keyboard.press('Escape')
    await details.waitFor({ state: 'detached' })
    expect(await page.content()).not.toContain(
      await phone(1).evaluate(() => sessionStorage.getItem('phone-1:access_token') ?? 'none'),
    )
  })

  test('shows the life of a gig between the two phones, to the review and a ledger that sums to zero', async () => {
    await room('Phones')
    const gig = await ask(1, 'POST', '/api/gigs', { ...exampleGig, title: 'Carry a piano upstairs' })
    const gig_id = gig.body.id ?? ''
    for (const number of [1, 2]) await openGig(number, gig_id)
    await step(2, 'Accept this gig')
    const { body: accepted } = await ask(1, 'GET', `/api/gigs/${gig_id}`)
    const messages = `/api/chat/rooms/${accepted.room_id}/messages`
    await ask(2, 'POST', messages, { content: 'I am on my way' })
    await ask(1, 'POST', messages, { content: 'ขอบคุณค่ะ' })
    await openGig(1, gig_id)
    await step(1, 'Pay into the escrow')
    await step(2, 'Start the work')
    await phone(2).getByRole('button', { name: 'The work is done' }).waitFor(patience)
    await room('City')
    await page.getByRole('button', { name: 'Carry a piano upstairs IN_PROGRESS' }).click(patience)
    await room('Phones')
    await step(2, 'The work is done')
    await openGig(1, gig_id)
    await step(1, 'Release the money')
    await phone(1).getByText('Write a review').first().waitFor(patience)
    const review = { gig_id, reviewee_id: accepted.helper_id, rating: 5, comment: 'Strong and careful' }
    await ask(1, 'POST', '/api/reviews', review)
    await room('City')
    await page.getByText('Strong and careful').waitFor(patience)
    expect(await page.locator('.timeline .step').allTextContents()).toEqual([
      'posted',
      'accepted',
      'message',
      'message',
      'payment begun',
      'held in escrow',
      'done',
      'released',
      'reviewed',
    ])
    await expectSoon(() => page.locator('.ledger tbody tr').count(), 5)
    await expectSoon(() => page.locator('.ledger tfoot td').textContent(), '฿0')
  })

  test('fails a request once by a switch that is in sight until it has struck', async () => {
    await room('Live')
    await ask(2, 'GET', '/api/chat/rooms?limit=1')
    await filterBy('get /api/chat/rooms mali')
    await rows().filter({ hasText: '/api/chat/rooms' }).first().getByRole('button').click()
    await page.locator('.details select').selectOption('error=RATE_LIMITED')
    await page.getByRole('button', { name: 'Make this fail next time' }).click()
    await page.getByText('1 fault is active').waitFor(patience)
    expect((await ask(1, 'GET', '/api/chat/rooms?limit=1')).status).toBe(200)
    expect((await ask(2, 'GET', '/api/chat/rooms?limit=1')).body.error_code).toBe('RATE_LIMITED')
    await page.getByText('All well', { exact: true }).waitFor(patience)
    await rows().first().getByText('429 RATE_LIMITED').waitFor(patience)
    await expectSoon(() => rows().first().textContent(), expect.stringContaining('error=RATE_LIMITED'))
    await page.getByRole('button', { name: 'Close' }).click()
  })

  test('sends a request again, and another after an edit, as the same person', async () => {
    await ask(1, 'PUT', '/api/users/availability', { is_available: true })
    await filterBy('availability')
    await rows().filter({ hasText: 'availability' }).first().getByRole('button').click()
    await page.getByRole('button', { name: 'Send again' }).click()
    await page.getByText('Answered with 200').waitFor(patience)
    await page.getByRole('button', { name: 'Edit and send' }).click()
    await page.locator('.send textarea').last().fill('{"is_available":"perhaps"}')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('Answered with 422').waitFor(patience)
    await page.getByRole('button', { name: 'Close' }).click()
    await expectSoon(() => rows().count(), 3)
  })

  test('cuts the network of one phone, and switches it on again', async () => {
    await room('Phones')
    const network = page.getByRole('switch', { name: 'Network of phone 2' })
    await expectSoon(() => network.getAttribute('aria-checked'), 'true')
    await network.click()
    await page.getByText('1 fault is active').waitFor(patience)
    await expect(ask(2, 'GET', '/api/auth/me')).rejects.toThrow('Failed to fetch')
    expect((await ask(1, 'GET', '/api/auth/me')).status).toBe(200)
    await page.getByRole('button', { name: 'All well again' }).click()
    await page.getByText('All well', { exact: true }).waitFor(patience)
    expect((await ask(2, 'GET', '/api/auth/me')).status).toBe(200)
    await expectSoon(() => network.getAttribute('aria-checked'), 'true')
  })

  test('stops the clock, lets tokens expire, and keeps and restores a state', async () => {
    await room('Switches')
    await page.getByRole('button', { name: 'Stop the clock' }).click()
    await page.locator('.top').getByText('standing').waitFor(patience)
    await page.getByRole('button', { name: 'Let it run' }).click()
    await page.getByPlaceholder('Name', { exact: true }).fill('before')
    await page.getByRole('button', { name: 'Save this state' }).click()
    const restore = page.getByRole('button', { name: 'Restore before' })
    await restore.waitFor(patience)
    // The app in the phone renews its token, so the one of before is asked with.
    const token = await phone(1).evaluate<string>("sessionStorage.getItem('phone-1:access_token')")
    const statusOfToken = async () => {
      const headers = { authorization: `Bearer ${token}` }
      return (await fetch(`${demo.url}/api/auth/me`, { headers })).status
    }
    const isAhead = page.locator('.top').getByText('+30 min')
    await page.getByRole('button', { name: 'On to the expiry' }).click()
    await isAhead.waitFor(patience)
    expect(await statusOfToken()).toBe(401)
    await restore.click()
    await isAhead.waitFor({ ...patience, state: 'detached' })
    expect(await statusOfToken()).toBe(200)
  })

  test('resets the world under the open phones, which go on', async () => {
    await room('Switches')
    await page.getByRole('button', { name: 'Reset the world' }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reset the world' }).click()
    await page.getByRole('dialog').waitFor({ ...patience, state: 'detached' })
    const left = await fetch(`${demo.url}/api/_dev/log?path=/api/gigs/*/accept`)
    expect(await left.json()).toEqual({ entries: [] })
    for (const number of [1, 2]) expect((await ask(number, 'GET', '/api/auth/me')).status).toBe(200)
  })
})

/** What a switch has made fail is written into the console by the browser itself. */
const ownErrors = (all: readonly string[]) =>
  all.filter(text => !/^Failed to load resource|WebSocket connection/.test(text))

/** What is there when a room has loaded. */
const roomSigns = [
  ['phones', 'iframe[title*="Mali"]'],
  ['live', '.entries tbody tr'],
  ['city', '.choices button'],
  ['switches', '.lines li >> nth=4'],
] as const

describe('every room of the console', () => {
  test.each([
    [1440, 'light', 'en'],
    [1440, 'dark', 'th'],
    [360, 'light', 'th'],
  ] as const)(
    'at %i pixels, %s, in %s: is for everybody and does not scroll sideways',
    async (width, scheme, language) => {
      const watched = await openWatchedPage(browser, demo.url, { width, height: 800, colorScheme: scheme })
      const { page: other } = watched
      await other.addInitScript(chosen => localStorage.setItem('console-language', chosen), language)
      for (const [name, sign] of roomSigns) {
        await other.goto(`${demo.url}/console#/${name}`)
        await other.locator(sign).first().waitFor(patience)
        expect([name, await findBarriers(other)]).toEqual([name, []])
        const isWide = await other.evaluate('document.documentElement.scrollWidth > innerWidth')
        expect([name, isWide]).toEqual([name, false])
      }
      expect([ownErrors(watched.errors), watched.strayRequests]).toEqual([[], []])
      await other.close()
    },
    60_000,
  )

  test('asked nothing of anybody else and met no error of its own', () => {
    expect(strayRequests).toEqual([])
    expect(ownErrors(errors)).toEqual([])
  })
})
