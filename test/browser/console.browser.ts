import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Frame, Locator, Page } from 'playwright-core'
import { expectSoon } from '../support/expect-soon.ts'
import { pressOn, reach, typeInto } from '../support/keyboard.ts'
import { findBarriers, launchBrowser, openWatchedPage, unexpectedIn } from '../support/pages.ts'
import { type ServerProcess, startProcess, temporaryFolder } from '../support/process.ts'

/** The console of a demo as people start it, with two phones in it, by keyboard alone and without a network. */

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
  await pressOn(page, page.getByRole('link', { name, exact: true }))
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

const filterBy = (text: string) => typeInto(page, page.locator('#filter'), text)
const press = (name: string) => pressOn(page, page.getByRole('button', { name, exact: true }))

/** Chooses by the first letters, as lists of choices have it. */
const choose = async (list: Locator, letters: string) => {
  await reach(page, list)
  await page.keyboard.type(letters)
}
const hasFocus = (target: Locator) => target.evaluate(element => element.matches(':focus'))
const rows = () => page.locator('.entries tbody tr')

const pathOfNothing = (number: number) => `${demo.url}/api/nothing/${String(number).padStart(3, '0')}`

/** What a browser does to a hidden tab; without a window all tabs are visible. */
const hideTab = `
  window.shownFrame = window.requestAnimationFrame
  window.requestAnimationFrame = () => 0
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' })
  Object.defineProperty(document, 'hidden', { configurable: true, value: true })
  document.dispatchEvent(new Event('visibilitychange'))`
const showTab = `
  window.requestAnimationFrame = window.shownFrame
  delete document.visibilityState
  delete document.hidden
  document.dispatchEvent(new Event('visibilitychange'))`

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
    const button = rows().filter({ hasText: 'my-gigs' }).first().getByRole('button')
    await pressOn(page, button)
    const details = page.locator('.details')
    await expectSoon(() => details.textContent(), expect.stringContaining('?limit=2'))
    await pressOn(page, details.locator('summary', { hasText: 'Request headers' }))
    await expectSoon(() => details.textContent(), expect.stringContaining('Bearer ***'))
    await expectSoon(() => details.textContent(), expect.stringContaining('"total_count"'))
    await page.keyboard.press('Escape')
    await details.waitFor({ state: 'detached' })
    await expectSoon(() => hasFocus(button), true)
    expect(await page.content()).not.toContain(
      await phone(1).evaluate(() => sessionStorage.getItem('phone-1:access_token') ?? 'none'),
    )
  })

  test('keeps the focus on a row that a hundred newer ones push down, and an entry open that the log has dropped', async () => {
    const id = await page.locator('.entries :focus').getAttribute('id')
    await phone(1).evaluate(async () => {
      const headers = { Authorization: `Bearer ${sessionStorage.getItem('phone-1:access_token')}` }
      await Promise.all(Array.from({ length: 105 }, () => fetch('/api/gigs/my-gigs?limit=1', { headers })))
    })
    await expectSoon(() => page.locator('.count').textContent(), expect.stringMatching(/^1[01]\d of/))
    expect(await hasFocus(page.locator(`#${id}`))).toBe(true)
    await page.keyboard.press('Enter')
    const details = page.locator('.details')
    await details.waitFor(patience)
    await press('Clear')
    await page.locator(`#${id}`).waitFor({ state: 'detached' })
    expect(await details.textContent()).toContain('?limit=2')
    await reach(page, details.getByRole('button', { name: 'Close' }))
    await page.keyboard.press('Escape')
    await expectSoon(() => hasFocus(page.locator('#filter')), true)
  })

  test('keeps the newest 500 while its tab is hidden', async () => {
    await page.evaluate(hideTab)
    for (let first = 1; first <= 520; first += 40)
      await Promise.all(Array.from({ length: 40 }, (_, at) => fetch(pathOfNothing(first + at))))
    await expectSoon(() => page.locator('.count').textContent(), expect.stringMatching(/of 500$/))
    for (const [number, found] of [
      [520, '1 of 500'],
      [1, '0 of 500'],
    ] as const) {
      await page.locator('#filter').fill(pathOfNothing(number).replace(demo.url, ''))
      await expectSoon(() => page.locator('.count').textContent(), found)
    }
    await page.evaluate(showTab)
  })

  test('fails a request once by a switch that is in sight until it has struck', async () => {
    await room('Live')
    await ask(2, 'GET', '/api/chat/rooms?limit=1')
    await filterBy('get /api/chat/rooms mali')
    await pressOn(page, rows().filter({ hasText: '/api/chat/rooms' }).first().getByRole('button'))
    await choose(page.locator('.details select'), 'RATE')
    // Back from the choice to the button before it.
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await page.getByText('1 fault is active').waitFor(patience)
    expect((await ask(1, 'GET', '/api/chat/rooms?limit=1')).status).toBe(200)
    expect((await ask(2, 'GET', '/api/chat/rooms?limit=1')).body.error_code).toBe('RATE_LIMITED')
    await page.getByText('All well', { exact: true }).waitFor(patience)
    await rows().first().getByText('429 RATE_LIMITED').waitFor(patience)
    await expectSoon(() => rows().first().textContent(), expect.stringContaining('error=RATE_LIMITED'))
    await page.keyboard.press('Escape')
  })

  test('sends a request again, and another after an edit, as the same person', async () => {
    await ask(1, 'PUT', '/api/users/availability', { is_available: true })
    await filterBy('availability')
    await pressOn(page, rows().filter({ hasText: 'availability' }).first().getByRole('button'))
    await press('Send again')
    await page.getByText('Answered with 200').waitFor(patience)
    await press('Edit and send')
    await typeInto(page, page.locator('.send textarea').last(), '{"is_available":"perhaps"}')
    await press('Send')
    await page.getByText('Answered with 422').waitFor(patience)
    await page.keyboard.press('Escape')
    await expectSoon(() => rows().count(), 3)
  })

  test('cuts the network of one phone, and switches it on again', async () => {
    await room('Phones')
    const network = page.getByRole('switch', { name: 'Network of phone 2' })
    await expectSoon(() => network.getAttribute('aria-checked'), 'true')
    await pressOn(page, network)
    await page.getByText('1 fault is active').waitFor(patience)
    await expect(ask(2, 'GET', '/api/auth/me')).rejects.toThrow('Failed to fetch')
    expect((await ask(1, 'GET', '/api/auth/me')).status).toBe(200)
    await expectSoon(() => hasFocus(network), true)
    await press('All well again')
    await page.getByText('All well', { exact: true }).waitFor(patience)
    // The button has gone with the fault.
    await expectSoon(() => hasFocus(page.locator('.faults')), true)
    expect((await ask(2, 'GET', '/api/auth/me')).status).toBe(200)
    await expectSoon(() => network.getAttribute('aria-checked'), 'true')
  })

  test('stops the clock, lets tokens expire, and keeps and restores a state', async () => {
    await room('Switches')
    await press('Stop the clock')
    await page.locator('.top').getByText('standing').waitFor(patience)
    await press('Let it run')
    await typeInto(page, page.getByPlaceholder('Name', { exact: true }), 'before')
    await press('Save this state')
    const restore = page.getByRole('button', { name: 'Restore before' })
    await restore.waitFor(patience)
    // The app in the phone renews its token, so the one of before is asked with.
    const token = await phone(1).evaluate<string>("sessionStorage.getItem('phone-1:access_token')")
    const statusOfToken = async () => {
      const headers = { authorization: `Bearer ${token}` }
      return (await fetch(`${demo.url}/api/auth/me`, { headers })).status
    }
    const isAhead = page.locator('.top').getByText('+30 min')
    await press('On to the expiry of the tokens')
    await isAhead.waitFor(patience)
    expect(await statusOfToken()).toBe(401)
    await pressOn(page, restore)
    await isAhead.waitFor({ ...patience, state: 'detached' })
    expect(await statusOfToken()).toBe(200)
  })

  test('resets the world under the open phones, which go on', async () => {
    await room('Switches')
    await press('Reset the world')
    await pressOn(page, page.getByRole('dialog').getByRole('button', { name: 'Reset the world' }))
    await page.getByRole('dialog').waitFor({ ...patience, state: 'detached' })
    const left = await fetch(`${demo.url}/api/_dev/log?path=/api/gigs/*/accept`)
    expect(await left.json()).toEqual({ entries: [] })
    for (const number of [1, 2]) expect((await ask(number, 'GET', '/api/auth/me')).status).toBe(200)
  })
})

test('a tap on a person of the demo logs in to the app', async () => {
  const opened = await openWatchedPage(browser, demo.url, { width: 360, height: 740 })
  await opened.page.goto(`${demo.url}/app#/me`)
  await opened.page.getByRole('button', { name: 'John Doe' }).click()
  await opened.page.getByText('john@example.com').waitFor(patience)
  expect([opened.errors, opened.strayRequests]).toEqual([[], []])
  await opened.page.close()
})

/** What the switches above have made fail, which the browser writes into its console by itself. */
const meantToFail = [
  /status of 429 .* at \/api\/chat\/rooms$/,
  /status of 422 .* at \/api\/users\/availability$/,
  // The phone whose network is cut, and the tokens that expire.
  /ERR_CONNECTION_RESET at \/api\//,
  /^WebSocket connection .*ERR_CONNECTION_RESET/,
  /status of 401 /,
]

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
    [768, 'dark', 'th'],
    [360, 'light', 'th'],
  ] as const)(
    'at %i pixels, %s, in %s: is for everybody, does not scroll sideways, and keeps the faults in sight',
    async (width, scheme, language) => {
      const watched = await openWatchedPage(browser, demo.url, { width, height: 800, colorScheme: scheme })
      const { page: other } = watched
      await other.addInitScript(chosen => localStorage.setItem('console-language', chosen), language)
      for (const [name, sign] of roomSigns) {
        await other.goto(`${demo.url}/console#/${name}`)
        await other.locator(sign).first().waitFor(patience)
        if (name === 'phones')
          await other.frameLocator(sign).locator(`html[lang=${language}] .tabs`).waitFor(patience)
        expect([name, await findBarriers(other)]).toEqual([name, []])
        const isWide = await other.evaluate('document.documentElement.scrollWidth > innerWidth')
        expect([name, isWide]).toEqual([name, false])
        await other.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
        const isInSight = await other.evaluate(
          "document.querySelector('.faults').getBoundingClientRect().top > 0",
        )
        expect([name, isInSight]).toEqual([name, true])
      }
      expect([watched.errors, watched.strayRequests]).toEqual([[], []])
      await other.close()
    },
    60_000,
  )

  test.each([1024, 1280])(
    'at %i pixels: shows whole paths beside those of other worlds and an open entry, and whole choices',
    async width => {
      const { page: other } = await openWatchedPage(browser, demo.url, { width, height: 800 })
      await other.goto(`${demo.url}/console#/live`)
      await other.locator('.entries tbody tr').first().waitFor(patience)
      const headers = { 'X-World': 'another-world' }
      const { status } = await fetch(`${demo.url}/api/gigs/search/suggestions`, { headers })
      expect(status).toBe(404)
      await other.locator('#filter').fill('suggestions')
      const path = other.locator('.entries .title button').first()
      await other.locator('.entries.with-worlds').waitFor(patience)
      const isWhole = () => path.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)
      expect(await isWhole()).toBe(true)
      await path.click()
      await other.locator('.details').waitFor(patience)
      expect(await isWhole()).toBe(true)
      await other.goto(`${demo.url}/console#/switches`)
      await other.locator('.pair select').first().waitFor(patience)
      const missing = await other.locator('.pair select').evaluateAll(lists =>
        lists.map(list => {
          const { width: own } = list.getBoundingClientRect()
          list.setAttribute('style', 'width: max-content')
          return Math.max(0, list.getBoundingClientRect().width - own)
        }),
      )
      expect(missing).toEqual(missing.map(() => 0))
      await other.close()
    },
    60_000,
  )

  test('asked nothing of anybody else and met no error of its own', () => {
    expect(strayRequests).toEqual([])
    expect(unexpectedIn(errors, meantToFail)).toEqual([])
  })
})
