import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { launchBrowser, openWatchedPage } from '../support/pages.ts'
import { join } from '../support/people.ts'
import { startReverseProxy } from '../support/reverse-proxy.ts'
import { startTestServer } from '../support/server.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

describe('the pages below the path of PUBLIC_URL', () => {
  test.each([
    ['strips it', true],
    ['leaves it', false],
  ])('work behind a proxy that %s', async (_name, strips) => {
    const scout = await startTestServer()
    const proxy = await startReverseProxy({ upstream: scout.url, prefix: '/chayenity', strips })
    await scout.stop()
    const base = `${proxy.origin}/chayenity`
    const server = await startTestServer({
      env: { PUBLIC_URL: base, APP: 'on' },
      port: Number(new URL(scout.url).port),
    })
    try {
      const nok = await join({ url: base }, 'nok@example.com', 'Nok')
      const { page, errors, strayRequests } = await openWatchedPage(browser, base, {
        width: 1280,
        height: 1400,
      })
      await page.goto(`${base}/docs/`)
      await page.waitForSelector('#operations-Gigs-searchGigs')
      await page.click('.auth-wrapper .authorize')
      await page.fill('#username', nok.user.email)
      await page.fill('#password', nok.password)
      await page.click('#login button[type=submit]')
      await page.waitForSelector('#log-out')
      await page.goto(`${base}/docs/ws`)
      const form = page.locator('form', { hasText: 'Log in' }).first()
      await form.locator('input').first().fill(nok.user.email)
      await form.locator('input[type=password]').fill(nok.password)
      const opened = page.waitForEvent('websocket')
      await form.locator('button', { hasText: 'Log in' }).click()
      expect((await opened).url()).toStartWith(`${base.replace('http', 'ws')}/ws/notifications`)
      await page.goto(`${base}/app`)
      await page.fill('#email', nok.user.email)
      await page.fill('#password', nok.password)
      await page.click('form button[type=submit]')
      await page.getByText('No open gig near here').waitFor()
      await page.click('.tab-post')
      await page.waitForURL(`${base}/app#/post`)
      expect([errors, strayRequests]).toEqual([[], []])
      await page.close()
    } finally {
      proxy.stop()
      await server.stop()
    }
  })
})
