import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { Client } from '../support/client.ts'
import { post } from '../support/gigs.ts'
import { launchBrowser, openWatchedPage } from '../support/pages.ts'
import { joinMali, joinSomchai } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let browser: Browser
let page: Page
let strayRequests: string[]
let pageErrors: string[]

beforeAll(async () => {
  server = await startTestServer()
  const [somchai] = await Promise.all([joinSomchai(server), joinMali(server)])
  await post(somchai, { title: 'A gig to be found by the browser' })
  browser = await launchBrowser()
  ;({
    page,
    strayRequests,
    errors: pageErrors,
  } = await openWatchedPage(browser, server.url, { width: 1280, height: 1400 }))
})
afterAll(async () => {
  await browser?.close()
  await server.stop()
})

const authorize = async (email: string, password: string) => {
  await page.click('.auth-wrapper .authorize')
  await page.fill('#oauth_username', email)
  await page.fill('#oauth_password', password)
  await page.click('.auth-container:has(#oauth_username) .authorize.button')
  await page.waitForSelector('.auth-container:has-text("Logout")')
  await page.click('.btn-done')
}

const search = async () => {
  const operation = page.locator('#operations-Gigs-searchGigs')
  if (!(await operation.locator('.execute').isVisible())) await operation.locator('.opblock-summary').click()
  await operation.locator('tr[data-param-name=latitude] input').fill('13.7563')
  await operation.locator('tr[data-param-name=longitude] input').fill('100.5018')
  const [answered] = await Promise.all([
    page.waitForResponse(response => response.url().includes('/api/gigs/search')),
    operation.locator('.execute').click(),
  ])
  // The page shows an earlier answer until it has drawn this one.
  const shown = operation
    .locator('.live-responses-table .response', { has: page.getByText(String(answered.status())) })
    .first()
  await shown.waitFor()
  return { status: answered.status(), text: (await shown.textContent()) ?? '' }
}

describe('the documentation at /docs, with the network cut off', () => {
  test('shows every operation of the document', async () => {
    await page.goto(`${server.url}/docs`)
    await page.waitForSelector('.opblock')
    const { body } = await new Client(server.url).get<{ paths: Record<string, object> }>('/openapi.json')
    const operations = Object.values(body.paths).flatMap(methods => Object.keys(methods))
    expect(await page.locator('.opblock').count()).toBe(operations.length)
  })

  test('refuses a search before anybody has logged in', async () => {
    const { status, text } = await search()
    expect(status).toBe(401)
    expect(text).toContain('NOT_AUTHENTICATED')
    // The browser notes the 401 in its console; nothing else is there.
    expect(pageErrors.splice(0)).toEqual([expect.stringContaining('401')])
  })

  test('logs in with e-mail and password (A3), runs a search and shows the answer', async () => {
    await authorize('mali@example.com', "Mali's password")
    const { status, text } = await search()
    expect(status).toBe(200)
    expect(text).toContain('A gig to be found by the browser')
  })

  test('is still logged in after a reload', async () => {
    await page.reload()
    await page.waitForSelector('.opblock')
    const { status } = await search()
    expect(status).toBe(200)
  })

  test('gives the description of a tag the width of a phone', async () => {
    await page.setViewportSize({ width: 360, height: 1400 })
    const widths = `[...document.querySelectorAll('.opblock-tag small')].map(({ clientWidth }) => clientWidth)`
    const narrowest = Math.min(...(await page.evaluate<number[]>(widths)))
    expect(narrowest).toBeGreaterThan(250)
  })

  test('asked nobody but our own server and met no error', () => {
    expect(strayRequests).toEqual([])
    expect(pageErrors).toEqual([])
  })
})
