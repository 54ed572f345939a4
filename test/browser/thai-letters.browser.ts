import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { expectSoon } from '../support/expect-soon.ts'
import { launchBrowser, openWatchedPage } from '../support/pages.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** Thai letters on a machine that may have no font for them. */

let server: TestServer
let browser: Browser
beforeAll(async () => {
  server = await startTestServer({ mode: 'demo' })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server.stop()
})

/** The fonts of which the browser took the letters of an element. */
const fontsIn = async (page: Page, selector: string): Promise<string[]> => {
  const session = await page.context().newCDPSession(page)
  await session.send('DOM.enable')
  await session.send('CSS.enable')
  const { root } = await session.send('DOM.getDocument')
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector })
  const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId })
  return fonts.map(({ familyName }) => familyName)
}

const thaiFont = /Thai|Leelawadee|Thonburi|Loma/

test.each([
  ['/app', '.language-switch'],
  ['/console', '.language-switch'],
  ['/reset', 'body'],
  ['/docs', '.swagger-ui .info .title'],
  ['/docs', '.swagger-ui .opblock-summary-path'],
  ['/docs/ws', 'body'],
  ['/docs/guide', 'main'],
])('on %s, Thai in %s is shown in a Thai font', async (path, place) => {
  const { page, errors } = await openWatchedPage(browser, server.url, { width: 1280, height: 900 })
  await page.goto(server.url + path)
  await page.locator(place).first().waitFor()
  for (const lang of ['en', 'th'])
    await page
      .locator(place)
      .first()
      .evaluate((element, language) => {
        const text = element.appendChild(element.ownerDocument.createElement('span'))
        text.lang = language
        text.className = `thai-${language}`
        text.textContent = 'ไทย'
      }, lang)
  await page.evaluate('document.fonts.ready')
  // The switch as it was drawn before the font came, and what came after.
  const places = [...(place === '.language-switch' ? [place] : []), '.thai-en', '.thai-th']
  for (const selector of places)
    await expectSoon(() => fontsIn(page, selector), [expect.stringMatching(thaiFont)])
  expect(errors.filter(error => error.includes('Content Security Policy'))).toEqual([])
  await page.close()
})

test('a page without Thai loads no font', async () => {
  const { page } = await openWatchedPage(browser, server.url, { width: 1280, height: 900 })
  const loaded: string[] = []
  page.on('request', request => loaded.push(request.url()))
  await page.goto(`${server.url}/docs/ws`)
  await page.locator('h1').first().waitFor()
  await page.evaluate('document.fonts.ready')
  expect(loaded.filter(url => url.endsWith('.woff2'))).toEqual([])
  await page.close()
})
