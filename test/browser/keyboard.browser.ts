import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { expectSoon } from '../support/expect-soon.ts'
import { pressOn, reach, typeInto } from '../support/keyboard.ts'
import { launchBrowser, openWatchedPage } from '../support/pages.ts'
import { joinAfresh, joinMali, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** The life of a gig between two people who have a keyboard and no mouse. */

let server: TestServer
let browser: Browser
let lek: Person
let mali: Person
let seeker: Page
let helper: Page
const watched: Awaited<ReturnType<typeof openWatchedPage>>[] = []

const openApp = async (): Promise<Page> => {
  const opened = await openWatchedPage(browser, server.url, { width: 360, height: 740 })
  watched.push(opened)
  opened.page.setDefaultTimeout(20_000)
  await opened.page.goto(`${server.url}/app`)
  return opened.page
}

beforeAll(async () => {
  server = await startTestServer({ env: { APP: 'on' } })
  ;[lek, mali] = await Promise.all([joinAfresh(server, 'Lek'), joinMali(server)])
  browser = await launchBrowser()
  ;[seeker, helper] = await Promise.all([openApp(), openApp()])
})
afterAll(async () => {
  await browser?.close()
  await server.stop()
})

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).first()
const step = (page: Page, text: string) => page.locator('.gig-actions', { hasText: text }).waitFor()

/** A new screen begins at its heading, so that a screen reader says where somebody is. */
const isAtHeading = (page: Page) => expectSoon(() => page.evaluate('document.activeElement.tagName'), 'H1')

const logIn = async (page: Page, { user, password }: Person) => {
  await typeInto(page, page.locator('#email'), user.email)
  await typeInto(page, page.locator('#password'), password)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.tabs')
}

/** Presses a button that asks, and says yes. */
const pressAndConfirm = async (page: Page, name: string) => {
  await pressOn(page, button(page, name))
  await pressOn(page, page.getByRole('dialog').getByRole('button', { name, exact: true }))
}

describe('two people without a mouse', () => {
  test('post a gig with a place, and find and accept it', async () => {
    await logIn(seeker, lek)
    await pressOn(seeker, link(seeker, 'Post'))
    await isAtHeading(seeker)
    await typeInto(seeker, seeker.locator('#title'), 'Carry ten boxes')
    await typeInto(seeker, seeker.locator('#description'), 'They are light.')
    await reach(seeker, seeker.locator('.place-map .leaflet-container'))
    for (const key of ['ArrowRight', 'ArrowDown', '+']) await seeker.keyboard.press(key)
    await pressOn(seeker, button(seeker, 'Take the middle of the map'))
    await seeker.getByText('Place chosen').waitFor()
    await typeInto(seeker, seeker.locator('#address'), 'Khao San Road')
    await typeInto(seeker, seeker.locator('#budget'), '450')
    await pressOn(seeker, button(seeker, 'Post the gig'))
    await step(seeker, 'Waiting for a helper.')

    await logIn(helper, mali)
    await typeInto(helper, helper.locator('input[type=search]'), 'ten boxes')
    await helper.locator('.found-head p', { hasText: /^1 open gig/ }).waitFor()
    await pressOn(helper, helper.locator('.found .gig-card'))
    await button(helper, 'Accept this gig').waitFor()
    await isAtHeading(helper)
    await pressOn(helper, button(helper, 'Accept this gig'))
    await step(helper, 'Start the work')
  }, 120_000)

  test('chat, pay, work and release', async () => {
    for (const page of [seeker, helper]) {
      await pressOn(page, link(page, 'Message'))
      await typeInto(
        page,
        page.locator('.composer textarea'),
        `Hello from ${page === seeker ? 'Lek' : 'Mali'}`,
      )
      await page.keyboard.press('Enter')
    }
    for (const page of [seeker, helper])
      await expectSoon(() => page.locator('.bubble', { hasText: /Hello from (Mali|Lek)/ }).count(), 2)
    for (const page of [seeker, helper]) await pressOn(page, page.locator('.chat-gig'))
    await pressAndConfirm(seeker, 'Pay into the escrow')
    await pressOn(helper, button(helper, 'Start the work'))
    await pressOn(helper, button(helper, 'The work is done'))
    await pressAndConfirm(seeker, 'Release the money')
    await step(seeker, 'Write a review')
  }, 120_000)

  test('review each other, and change a profile', async () => {
    await pressOn(seeker, button(seeker, 'Write a review'))
    await reach(seeker, seeker.getByRole('radio').first())
    await seeker.keyboard.press('Space')
    for (let stars = 1; stars < 4; stars += 1) await seeker.keyboard.press('ArrowRight')
    await typeInto(seeker, seeker.locator('#comment'), 'Strong and on time.')
    await pressOn(seeker, button(seeker, 'Publish the review'))
    await seeker.locator('.gig-page .review', { hasText: 'Strong and on time.' }).waitFor()

    await pressOn(helper, link(helper, 'Me'))
    await isAtHeading(helper)
    await helper.getByText('★ 4.0').waitFor()
    await pressOn(helper, link(helper, 'Change the profile'))
    await typeInto(helper, helper.locator('#full_name'), 'Mali Srisuk')
    await helper.keyboard.press('Enter')
    await helper.locator('.person h2', { hasText: 'Mali Srisuk' }).waitFor()
  }, 120_000)

  test('close a question by Escape, which gives the focus back to its button', async () => {
    const logOut = button(helper, 'Log out on every device')
    await pressOn(helper, logOut)
    await helper.getByRole('dialog').waitFor()
    await helper.keyboard.press('Escape')
    await helper.getByRole('dialog').waitFor({ state: 'detached' })
    await expectSoon(() => logOut.evaluate(element => element.matches(':focus')), true)
    for (const { errors, strayRequests } of watched) expect([errors, strayRequests]).toEqual([[], []])
  })
})
