import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { chapters, guidePath } from '../../src/pages/guide-chapters.ts'
import { allRules, findBarriers, launchBrowser, openWatchedPage, type WatchedPage } from '../support/pages.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startTestServer()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server.stop()
})

const paths = [guidePath, ...chapters.map(({ name }) => `${guidePath}/${name}`)]
const views = [
  { width: 360, height: 780, colorScheme: 'light' },
  { width: 1440, height: 900, colorScheme: 'dark' },
] as const

describe('the guide, with the network cut off', () => {
  let watched: WatchedPage
  beforeAll(async () => {
    watched = await openWatchedPage(browser, server.url, views[0])
  })
  afterAll(() => watched.page.close())

  test.each(paths)(
    '%s can be read by everybody, loads without an error and fits a phone and a screen',
    async path => {
      const { page, strayRequests, errors } = watched
      await page.setViewportSize(views[0])
      await page.emulateMedia(views[0])
      expect((await page.goto(server.url + path))?.status()).toBe(200)
      await page.locator('main h1').waitFor()
      for (const view of views) {
        await page.setViewportSize(view)
        await page.emulateMedia(view)
        // What is no matter of layout or colour is the same in both views.
        const rules = view === views[0] ? allRules : ['color-contrast', 'scrollable-region-focusable']
        expect([view.width, await findBarriers(page, rules)]).toEqual([view.width, []])
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(view.width)
        if (process.env.SCREENSHOTS) {
          const name = `${path.split('/').at(-1)}-${view.width}.png`
          await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}`, fullPage: true })
        }
      }
      const blank =
        "[...document.querySelectorAll('main img')].filter(image => image.naturalWidth === 0).length"
      expect(await page.evaluate<number>(blank)).toBe(0)
      expect([strayRequests, errors]).toEqual([[], []])
    },
  )
})

describe('the guide', () => {
  test('leads from the documentation of the API to a section', async () => {
    const { page, errors } = await openWatchedPage(browser, server.url, { width: 1440, height: 900 })
    await page.goto(`${server.url}/docs`)
    await page.click('text=Guide')
    await page.click('.chapters >> text=Inside')
    await page.click('.chapters >> text=Money')
    const top = await page.evaluate<number>("document.querySelector('#money').getBoundingClientRect().top")
    expect(top).toBeLessThan(100)
    expect(errors).toEqual([])
    await page.close()
  })
})
