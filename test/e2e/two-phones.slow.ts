import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { resolve } from 'node:path'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { expectSoon } from '../support/expect-soon.ts'
import { bytesOf, still } from '../support/images.ts'
import { launchBrowser, openWatchedPage, unexpectedIn } from '../support/pages.ts'
import { type Program, type ServerProcess, startProcess, temporaryFolder } from '../support/process.ts'

/**
 * The life of a gig between two phones of the console, by taps alone, in a browser without a network and on the
 * compiled file: bun run build, then bun test ./test/e2e/two-phones.slow.ts.
 */

const folder = temporaryFolder()
const program: Program = { command: [resolve('dist/chayenity')], cwd: folder.path }
const env = { HOME: folder.path, LOG_LEVEL: 'warn' }
let demo: ServerProcess
let browser: Browser
let page: Page
let strayRequests: string[]
let errors: string[]

beforeAll(async () => {
  const words = ['demo', '--users', '40', '--gigs', '20']
  demo = await startProcess(words, { ...env, DATA_DIR: `${folder.path}/demo` }, program)
  browser = await launchBrowser()
  ;({ page, strayRequests, errors } = await openWatchedPage(browser, demo.url, { width: 1440, height: 900 }))
  page.setDefaultTimeout(30_000)
  await page.goto(`${demo.url}/console`)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await demo?.end('SIGTERM')
  folder.remove()
})

const phone = (number: number): FrameLocator =>
  page.getByRole('region', { name: `Phone ${number}`, exact: true }).frameLocator('iframe')
const seeker = () => phone(1)
const helper = () => phone(2)

const enter = async (room: 'Phones' | 'City' | 'Switches') => {
  await page.getByRole('link', { name: room, exact: true }).click()
  await page.getByRole('region', { name: room, exact: true }).waitFor()
}

const tap = (screen: FrameLocator, name: string) => screen.getByRole('button', { name, exact: true }).click()
const follow = (screen: FrameLocator, name: string) =>
  screen.getByRole('link', { name, exact: true }).first().click()
/** Says yes to the question that a button asks. */
const confirm = (screen: FrameLocator, name: string) =>
  screen.getByRole('dialog').getByRole('button', { name, exact: true }).click()
const nextStep = (screen: FrameLocator, text: string) =>
  screen.getByRole('region', { name: 'Next step' }).getByText(text).first().waitFor()

const post = async (title: string) => {
  await follow(seeker(), 'Post')
  await seeker().getByLabel('What is it about?').fill(title)
  await seeker().getByLabel('What is to be done?').fill('ยกขึ้นชั้นสอง ไม่มีลิฟต์ครับ')
  await seeker()
    .locator('input[type=file]')
    .setInputFiles({
      name: 'piano.png',
      mimeType: 'image/png',
      buffer: Buffer.from(await bytesOf(still(320, 240).png())),
    })
  await seeker().locator('.thumbs .picture').waitFor()
  await seeker()
    .locator('.place-map .city-map')
    .click({ position: { x: 120, y: 80 } })
  await seeker().getByText('Place chosen').waitFor()
  await seeker().getByLabel('The place in words').fill('ถนนข้าวสาร')
  await seeker().getByLabel('What does it pay? (฿)').fill('450')
  await tap(seeker(), 'Post the gig')
  await seeker().getByRole('region', { name: 'Next step' }).waitFor()
}

const write = async (screen: FrameLocator, text: string) => {
  await screen.getByLabel('Message', { exact: true }).fill(text)
  await tap(screen, 'Send')
}
const heard = (screen: FrameLocator, text: string) =>
  screen.locator('.bubble:not(.pending)', { hasText: text }).waitFor()
const bubbles = (screen: FrameLocator) => screen.locator('.bubble:not(.pending) p').allTextContents()

const review = async (screen: FrameLocator, stars: string, comment: string) => {
  await tap(screen, 'Write a review')
  await screen.getByText(stars, { exact: true }).locator('..').click()
  await screen.getByLabel('What others should know').fill(comment)
  await tap(screen, 'Publish the review')
  await screen.locator('.gig-page .review', { hasText: comment }).waitFor()
}

const pay = async () => {
  await tap(seeker(), 'Pay into the escrow')
  await confirm(seeker(), 'Pay into the escrow')
}
const release = async () => {
  await tap(seeker(), 'Release the money')
  await confirm(seeker(), 'Release the money')
}

/** The steps in the life of a gig as the City room tells them, and the sum of its ledger. */
const lifeOf = async (title: string, last: string) => {
  await enter('City')
  await page.locator('.choices button', { hasText: title }).click()
  await page.locator('.timeline .step', { hasText: last }).first().waitFor()
  const steps = await page.locator('.timeline .step').allTextContents()
  const sum = await page.locator('.ledger tfoot td').textContent()
  await enter('Phones')
  return { steps, sum }
}

describe('a gig between two people, by taps on two phones', () => {
  const title = 'Carry a piano upstairs'

  test('is posted on one phone, found and accepted on the other', async () => {
    await post(title)
    await helper().getByRole('searchbox').fill('a piano upstairs')
    await helper().getByText('1 open gig near here').waitFor()
    await helper().locator('.found .gig-card', { hasText: title }).click()
    await helper().locator('.gig-pictures img').waitFor()
    await tap(helper(), 'Accept this gig')
    await nextStep(helper(), 'Start the work')
    await nextStep(seeker(), 'Pay into the escrow')
    await expectSoon(() => helper().getByRole('button', { name: 'Accept this gig' }).count(), 0)
  })

  test('is talked over, and a tunnel in the middle neither loses nor doubles a message', async () => {
    for (const screen of [seeker(), helper()]) await follow(screen, 'Message')
    await write(helper(), 'I am on my way')
    await heard(seeker(), 'I am on my way')
    const network = page.getByRole('switch', { name: 'Network of phone 2' })
    await network.click()
    await helper().getByText('Messages are sent when it is back.').waitFor()
    for (const text of ['In the tunnel 1', 'In the tunnel 2']) await write(helper(), text)
    await helper().locator('.bubble.pending').nth(1).waitFor()
    await write(seeker(), 'ถึงไหนแล้วครับ')
    await page.getByText('1 fault is active').waitFor()
    await network.click()
    await heard(seeker(), 'In the tunnel 2')
    await heard(helper(), 'ถึงไหนแล้วครับ')
    await helper().locator('.bubble.pending').first().waitFor({ state: 'detached' })
    const said = await bubbles(seeker())
    expect(said.toSorted()).toEqual(
      ['I am on my way', 'In the tunnel 1', 'In the tunnel 2', 'ถึงไหนแล้วครับ'].toSorted(),
    )
    expect(said.indexOf('In the tunnel 1')).toBeLessThan(said.indexOf('In the tunnel 2'))
    expect(await bubbles(helper())).toEqual(said)
  }, 60_000)

  test('is paid, done, released and reviewed by both, to a ledger that sums to zero', async () => {
    for (const screen of [seeker(), helper()]) await follow(screen, title)
    await pay()
    await tap(helper(), 'Start the work')
    await tap(helper(), 'The work is done')
    await release()
    await review(seeker(), '5 stars', 'Strong and careful')
    await review(helper(), '4 stars', 'บอกงานชัดเจน')
    const { steps, sum } = await lifeOf(title, 'reviewed')
    expect(steps).toEqual([
      'posted',
      'accepted',
      ...Array(4).fill('message'),
      'payment begun',
      'held in escrow',
      'done',
      'released',
      'reviewed',
      'reviewed',
    ])
    expect(sum).toBe('฿0')
  }, 60_000)
})

describe('a gig with a bot', () => {
  const title = 'Walk three dogs'

  test('is accepted, talked over, done and reviewed by it, while one person taps', async () => {
    await enter('Switches')
    await page.getByLabel('Speed').selectOption('20')
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByText(/\d+ bots, in \d+ gigs/).waitFor()
    await enter('Phones')
    await post(title)
    await nextStep(seeker(), 'Pay into the escrow')
    await follow(seeker(), 'Message')
    await seeker().locator('.bubble:not(.mine) p').first().waitFor()
    await follow(seeker(), title)
    await pay()
    await release()
    await review(seeker(), '5 stars', 'สุนัขมีความสุข')
    await seeker().locator('.gig-page .review').nth(1).waitFor()
    const { steps, sum } = await lifeOf(title, 'reviewed')
    expect(new Set(steps)).toEqual(
      new Set([
        'posted',
        'accepted',
        'message',
        'payment begun',
        'held in escrow',
        'done',
        'released',
        'reviewed',
      ]),
    )
    expect(sum).toBe('฿0')
    await enter('Switches')
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByText('No bots are running.').waitFor()
  }, 90_000)
})

/** The phone whose network is cut, and what was open when the world went back to its start. */
const meantToFail = [
  /ERR_CONNECTION_RESET at \/api\//,
  /^WebSocket connection .*ERR_CONNECTION_RESET/,
  /status of 404 .* at \/api\/(_dev\/gigs|gigs|reviews|transactions|chat|upload)\//,
]

describe('a reset under the open phones', () => {
  test('brings back the state of the start, in which both go on', async () => {
    await page.getByRole('button', { name: 'Reset the world' }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reset the world' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await enter('Phones')
    await post('Paint a fence')
    await follow(seeker(), 'My gigs')
    await seeker().locator('.gig-card', { hasText: 'Paint a fence' }).waitFor()
    expect(await seeker().locator('.gig-card', { hasText: 'Walk three dogs' }).count()).toBe(0)
    await follow(helper(), 'Find')
    await helper().getByRole('searchbox').fill('Paint a fence')
    await helper().locator('.found .gig-card', { hasText: 'Paint a fence' }).click()
    await tap(helper(), 'Accept this gig')
    await nextStep(helper(), 'Start the work')
  }, 60_000)

  test('asked nobody else for anything, and met no error but the tunnel and the reset', () => {
    expect(strayRequests).toEqual([])
    expect(unexpectedIn(errors, meantToFail)).toEqual([])
  })
})

describe('the same file in production with APP=on', () => {
  test('has the app, in which somebody registers, and neither the console nor its controls', async () => {
    const server = await startProcess(
      ['serve'],
      { ...env, APP: 'on', DATA_DIR: `${folder.path}/data` },
      program,
    )
    const opened = await openWatchedPage(browser, server.url, { width: 360, height: 740 })
    await opened.page.goto(`${server.url}/app`)
    await opened.page.getByRole('button', { name: 'I am new here' }).click()
    await opened.page.getByLabel('Name').fill('Nok')
    await opened.page.getByLabel('E-mail').fill('nok@example.com')
    await opened.page.getByLabel('Password').fill('a long password of Nok')
    await opened.page.getByRole('button', { name: 'Create an account' }).click()
    await opened.page.getByRole('link', { name: 'Post' }).waitFor()
    expect([opened.errors, opened.strayRequests]).toEqual([[], []])
    for (const path of ['/console', '/api/_dev/log', '/api/_dev/personas'])
      expect([path, (await fetch(server.url + path)).status]).toEqual([path, 404])
    expect(await server.end('SIGTERM')).toBe(0)
  }, 60_000)
})
