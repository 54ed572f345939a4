import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page, Response } from 'playwright-core'
import { Client } from '../support/client.ts'
import { startTestDevServer, WorldClient } from '../support/dev-server.ts'
import { expectSoon } from '../support/expect-soon.ts'
import { post } from '../support/gigs.ts'
import { bytesOf, keepFile, still } from '../support/images.ts'
import { allRules, findBarriers, launchBrowser, openWatchedPage } from '../support/pages.ts'
import { joinMali, joinSomchai, logInAs } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let browser: Browser
let page: Page
let strayRequests: string[]
let pageErrors: string[]
let fileId: string

beforeAll(async () => {
  server = await startTestServer()
  const [somchai] = await Promise.all([joinSomchai(server), joinMali(server)])
  fileId = (await keepFile(somchai, await bytesOf(still().jpeg()))).file_id
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
  // Where the cursor is, as somebody who types at once would find.
  await page.waitForSelector('#username:focus')
  await page.keyboard.type(email)
  await page.fill('#password', password)
  await page.keyboard.press('Enter')
  await page.waitForSelector('#log-out')
}

const open = async (id: string) => {
  const operation = page.locator(`#operations-${id}`)
  if (!(await operation.locator('.execute').isVisible())) await operation.locator('.opblock-summary').click()
  return operation
}

const search = async () => {
  const operation = await open('Gigs-searchGigs')
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
    await expectSoon(() => page.locator('.opblock').count(), operations.length)
  })

  test('refuses a search before anybody has logged in', async () => {
    const { status, text } = await search()
    expect(status).toBe(401)
    expect(text).toContain('NOT_AUTHENTICATED')
    expect(text).toContain('Error: Log in first: the request carries no access token.')
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

  test('keeps the session in the tab alone, without the password', async () => {
    const kept = await page.evaluate<string[]>(
      '[JSON.stringify(localStorage), JSON.stringify(sessionStorage)]',
    )
    expect(kept[0]).toBe('{}')
    expect(kept[1]).toContain('access_token')
    expect(kept[1]).not.toContain("Mali's password")
  })

  test('renews the session when the access token has expired', async () => {
    server.clock.advance(31 * 60_000)
    const isGood = (path: string) => (answer: Response) => answer.ok() && answer.url().includes(path)
    await Promise.all([
      page.waitForResponse(isGood('/api/auth/refresh')),
      page.waitForResponse(isGood('/api/gigs/search')),
      page.click('#operations-Gigs-searchGigs .execute'),
    ])
    // The browser notes the 401 in its console.
    expect(pageErrors.splice(0)).toEqual([expect.stringContaining('401')])
  })

  test('shows the picture of a response', async () => {
    const operation = await open('Files-getUploadedFile')
    await operation.locator('tr[data-param-name=file_id] input').fill(fileId)
    await operation.locator('.execute').click()
    await operation.locator('.live-responses-table img').waitFor()
    // The page may make the element again while it loads.
    const width = `document.querySelector('.live-responses-table img')?.naturalWidth`
    await expectSoon(() => page.evaluate<unknown>(width), 96)
  })

  test('says that a file is missing before it sends an upload', async () => {
    const operation = await open('Files-uploadGigImage')
    await operation.locator('.execute').click()
    const message = await page.evaluate<string>('document.activeElement.validationMessage')
    expect(message).toBe('Choose a file first.')
  })

  test('can be used by everybody, in light and dark, at 360 and 1280 px', async () => {
    for (const width of [360, 1280]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 1400 })
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        // Only contrast differs between light and dark.
        const rules = colorScheme === 'light' ? allRules : ['color-contrast']
        expect([width, colorScheme, await findBarriers(page, rules)]).toEqual([width, colorScheme, []])
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width)
        if (process.env.SCREENSHOTS)
          await page.screenshot({ path: `${process.env.SCREENSHOTS}/docs-${width}-${colorScheme}.png` })
      }
    }
  })

  test('gives the description of a tag the width of a phone', async () => {
    await page.setViewportSize({ width: 360, height: 1400 })
    const widths = `[...document.querySelectorAll('.opblock-tag small')].map(({ clientWidth }) => clientWidth)`
    const narrowest = Math.min(...(await page.evaluate<number[]>(widths)))
    expect(narrowest).toBeGreaterThan(250)
  })

  test('says that the server is one of production, and whose requests these are, until the logout', async () => {
    const bar = page.locator('#session')
    await expectSoon(() => bar.textContent(), expect.stringContaining('Production'))
    await expectSoon(() => bar.textContent(), expect.stringMatching(/Logged in as .*Mali/))
    await page.click('#log-out')
    await page.waitForSelector('#log-in')
    expect(await page.evaluate<number>('sessionStorage.length')).toBe(0)
  })

  test('takes an access token of another program, and leaves its session alone', async () => {
    const { access_token } = await logInAs(server.url, 'mali@example.com', "Mali's password")
    await page.click('.auth-wrapper .authorize')
    await page.fill('#token', `${access_token.slice(0, -2)}xx`)
    await page.click('text=Use token')
    await page.waitForSelector('#login .error:has-text("token")')
    await page.fill('#token', `Bearer ${access_token} `)
    await page.click('text=Use token')
    await page.waitForSelector('#who:has-text("Mali")')
    expect((await search()).status).toBe(200)
    await page.click('text=Forget token')
    await page.waitForSelector('#log-in')
    expect((await search()).status).toBe(401)
    expect((await new Client(server.url, access_token).get('/api/auth/me')).status).toBe(200)
    expect(pageErrors.splice(0)).toEqual([expect.stringContaining('401'), expect.stringContaining('401')])
  })

  test('asked nobody but our own server and met no error', () => {
    expect(strayRequests).toEqual([])
    expect(pageErrors).toEqual([])
  })
})

describe('the documentation of a demo', () => {
  test('offers the people of the example data, in the world of its address', async () => {
    const demo = await startTestDevServer()
    try {
      const body = { email: 'mali@example.com', password: 'demo-password', full_name: 'Mali' }
      await new WorldClient(demo.url, 'one').post('/api/auth/register', body)
      const watched = await openWatchedPage(browser, demo.url, { width: 360, height: 800 })
      await watched.page.goto(`${demo.url}/docs`)
      await watched.page.fill('#world', 'one')
      await watched.page.press('#world', 'Enter')
      await watched.page.waitForURL('**/docs?__world=one')
      await watched.page.click('#log-in')
      await watched.page.click('.persona:has-text("Mali")')
      await watched.page.getByText('Logged in as Mali').waitFor()
      await expectSoon(
        () => watched.page.locator('#session').textContent(),
        expect.stringContaining('DemoAppConsole'),
      )
      expect([watched.strayRequests, watched.errors]).toEqual([[], []])
      await watched.page.close()
    } finally {
      await demo.stop()
    }
  })

  test('moves under 50 KB when it is loaded again', async () => {
    // Not a watched page: routes switch the cache of the browser off.
    const visit = await browser.newPage()
    await visit.goto(`${server.url}/docs`)
    await visit.waitForSelector('.opblock')
    await visit.reload()
    await visit.waitForSelector('.opblock')
    const sizes = `['navigation', 'resource'].flatMap(type => performance.getEntriesByType(type)).map(one => one.transferSize)`
    const moved = await visit.evaluate<number[]>(sizes)
    await visit.close()
    expect(moved.length).toBeGreaterThan(4)
    expect(moved.reduce((sum, size) => sum + size)).toBeLessThan(50_000)
  })
})
