import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { openRoom, type RoomJson, say } from '../support/chat.ts'
import { Client } from '../support/client.ts'
import { expectSoon } from '../support/expect-soon.ts'
import { findBarriers, launchBrowser, openWatchedPage } from '../support/pages.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let browser: Browser
let page: Page
let somchai: Person
let mali: Person
let room: RoomJson
let strayRequests: string[]
let pageErrors: string[]

beforeAll(async () => {
  server = await startTestServer()
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
  room = await openRoom(somchai, mali)
  await say(mali, room, 'Said before anybody looked')
  browser = await launchBrowser()
  ;({
    page,
    strayRequests,
    errors: pageErrors,
  } = await openWatchedPage(browser, server.url, { width: 1280, height: 1100 }))
})
afterAll(async () => {
  await browser?.close()
  await server.stop()
})

const left = () => page.locator('#left')
const right = () => page.locator('#right')

describe('the page /docs/ws, with the network cut off', () => {
  test('logs in two people and connects both to their room', async () => {
    await page.goto(`${server.url}/docs/ws`)
    await page.fill('#left [name=email]', somchai.user.email)
    await page.fill('#right [name=email]', mali.user.email)
    await page.fill('#left [name=password]', somchai.password)
    await page.fill('#right [name=password]', mali.password)
    await page.click('#start')
    for (const client of [left(), right()]) await client.locator('.state[data-state=open]').waitFor()
    await expectSoon(() => page.locator('#room').inputValue(), room.id)
    await expectSoon(() => left().locator('.name').textContent(), 'Somchai')
    await expectSoon(() => right().locator('.talk li.mine').textContent(), 'Said before anybody looked')
  })

  test('shows on the right what is typed on the left, and keeps it as text', async () => {
    const text = 'สวัสดี <b>Mali</b> 🛵'
    await page.fill('#left .say input', text)
    await page.click('#left .say button')
    await right().locator('.talk li.theirs').waitFor()
    await expectSoon(() => right().locator('.talk li.theirs').allTextContents(), [text])
    await expectSoon(() => left().locator('.talk li.mine').allTextContents(), [text])
  })

  test('shows the raw frames in both directions, and no token', async () => {
    const sent = await left().locator('.log .out .text').first().textContent()
    expect(JSON.parse(sent ?? '')).toMatchObject({ type: 'send_message', content: 'สวัสดี <b>Mali</b> 🛵' })
    const received = await right().locator('.log .in .text').allTextContents()
    expect(received.map(frame => JSON.parse(frame).type)).toContain('message')
    await page.click('#left [data-frame=authenticate]')
    await left().locator('.log .in', { hasText: 'authenticated' }).waitFor()
    expect(await left().locator('.log').textContent()).not.toContain('eyJ')
  })

  test('has a button for every frame type', async () => {
    await page.click('#left [data-frame=typing]')
    await right().locator('.typing', { hasText: 'Somchai is typing' }).waitFor()
    await page.click('#left [data-frame=typing]')
    await right().locator('.typing', { hasText: /^$/ }).waitFor({ state: 'attached' })
    await page.click('#left [data-frame=ping]')
    await left().locator('.log .in', { hasText: 'pong' }).waitFor()
    await page.click('#right [data-frame=read]')
    await left().locator('.talk li.mine.read').waitFor()
    await page.click('#left .raw summary')
    await page.click('#left .raw form button')
    await left().locator('.log .in', { hasText: 'VALIDATION_ERROR' }).waitFor()
    await expectSoon(() => left().locator('.log').textContent(), expect.stringContaining('VALIDATION_ERROR'))
  })

  test('catches up after a client was away, and tells it of the message meanwhile', async () => {
    await page.click('#right .connect')
    await left().locator('.talk .event', { hasText: 'Mali left' }).waitFor()
    await page.fill('#left .say input', 'While you were away')
    await page.click('#left .say button')
    await right().locator('.log .in', { hasText: 'new_message' }).waitFor()
    await page.click('#right .connect')
    await right().locator('.talk li.theirs', { hasText: 'While you were away' }).waitFor()
    await expectSoon(() => right().locator('.talk li.theirs').count(), 2)
  })

  test('lists every close code with whether to reconnect', async () => {
    const { body } = await new Client(server.url).get<{
      'x-close-codes': { code: number; reconnect: string }[]
    }>('/asyncapi.json')
    const rows = await page.locator('#codes tr').allTextContents()
    expect(rows).toHaveLength(body['x-close-codes'].length)
    for (const [at, { code, reconnect }] of body['x-close-codes'].entries()) {
      expect(rows[at]).toContain(String(code))
      expect(rows[at]).toContain(reconnect)
    }
  })

  test('can be used by everybody, in light and dark, at 360 and 1440 px', async () => {
    for (const width of [360, 1440]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })
        expect([width, colorScheme, await findBarriers(page)]).toEqual([width, colorScheme, []])
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width)
        if (process.env.SCREENSHOTS)
          await page.screenshot({
            path: `${process.env.SCREENSHOTS}/ws-${width}-${colorScheme}.png`,
            fullPage: true,
          })
      }
    }
  })

  test('says what is wrong when a login fails', async () => {
    await page.fill('#left [name=password]', 'wrong')
    await page.click('#left .login button')
    await page.locator('#notice', { hasText: 'The e-mail or the password is wrong.' }).waitFor()
    // The browser notes the 401 in its console; nothing else is there.
    expect(pageErrors.splice(0)).toEqual([expect.stringContaining('401')])
  })

  test('asked nobody but our own server and met no error', () => {
    expect(strayRequests).toEqual([])
    expect(pageErrors).toEqual([])
  })
})
