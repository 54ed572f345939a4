import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { zxyToTileId } from 'pmtiles'
import { expectSoon } from '../support/expect-soon.ts'
import { bytesOf, still } from '../support/images.ts'
import { launchBrowser, openWatchedPage } from '../support/pages.ts'
import { joinMali } from '../support/people.ts'
import { pmtilesOf } from '../support/pmtiles.ts'
import { temporaryFolder } from '../support/process.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** Pictures of the ground beneath the map of the app: from a tile server, and from a file. */

const folder = temporaryFolder()
const zoom = 13
/** The tile with the place where the map of the app begins, at that zoom. */
const middle = { x: 6382, y: 3779 }
let browser: Browser
let picture: Uint8Array<ArrayBuffer>

beforeAll(async () => {
  browser = await launchBrowser()
  picture = await bytesOf(still(256, 256).png())
})
afterAll(async () => {
  await browser?.close()
  folder.remove()
})

const openMap = async (server: TestServer, tileHost: string) => {
  const { tokens } = await joinMali(server)
  const opened = await openWatchedPage(browser, server.url, { width: 360, height: 740 })
  await opened.page.route(
    url => url.host === tileHost,
    route => route.continue(),
  )
  await opened.page.addInitScript(
    `for (const [name, value] of Object.entries(${JSON.stringify(tokens)})) localStorage.setItem(name, value)`,
  )
  await opened.page.goto(`${server.url}/app`)
  return opened
}

const tile = (page: Page, address: string) => page.locator(`.map-tiles img[src$="${address}"]`)
const widthOf = (page: Page, address: string) =>
  page.evaluate<number>(`document.querySelector('.map-tiles img[src$="${address}"]').naturalWidth`)
const scale = (page: Page) => page.locator('.leaflet-control-scale').textContent()
/** Parts at the lower edge of the map that are not in sight. */
const cutOff = (page: Page) =>
  page.evaluate<string[]>(`
    ['.leaflet-control-scale', '.leaflet-control-attribution'].filter(part =>
      document.querySelector(part).getBoundingClientRect().bottom >
        document.querySelector('.find-map').getBoundingClientRect().bottom + 0.5)`)
const attribution = (page: Page) => page.locator('.leaflet-control-attribution').textContent()

describe('the map of the app', () => {
  test('shows the pictures of a tile server, and names that and no sketch in either language', async () => {
    const tiles = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: () => new Response(picture, { headers: { 'content-type': 'image/png' } }),
    })
    const host = `127.0.0.1:${tiles.port}`
    const server = await startTestServer({
      env: { APP: 'on', MAP_TILES: `http://${host}/{z}/{x}/{y}.png © <Example> & others` },
    })
    const { page, errors, strayRequests } = await openMap(server, host)
    const address = `${host}/${zoom}/${middle.x}/${middle.y}.png`
    await tile(page, address).waitFor()
    await expectSoon(() => widthOf(page, address), 256)
    await expectSoon(() => attribution(page), '© <Example> & others')
    await expectSoon(() => scale(page), expect.stringMatching(/^\d+ k?m$/))
    // The list takes its share of a small phone.
    await page.setViewportSize({ width: 360, height: 480 })
    await expectSoon(() => cutOff(page), [])
    await page.locator('.language-switch').click()
    await page.getByRole('link', { name: 'ค้นหา' }).waitFor()
    await expectSoon(() => scale(page), expect.stringMatching(/^\d+ ก?ม\.$/))
    await expectSoon(() => attribution(page), '© <Example> & others')
    expect([errors, strayRequests]).toEqual([[], []])
    await page.close()
    await server.stop()
    await tiles.stop(true)
  }, 60_000)

  test('shows the pictures of a PMTiles file, and the sketch where the file has none', async () => {
    const path = join(folder.path, 'city.pmtiles')
    const tiles = [{ tileId: zxyToTileId(zoom, middle.x, middle.y), picture }]
    writeFileSync(path, pmtilesOf(tiles, { maxZoom: zoom, metadata: { attribution: '© Example' } }))
    const server = await startTestServer({ env: { APP: 'on', MAP_PMTILES: path } })
    const { page, errors, strayRequests } = await openMap(server, '')
    await tile(page, `/map/${zoom}/${middle.x}/${middle.y}`).waitFor()
    await expectSoon(() => widthOf(page, `/map/${zoom}/${middle.x}/${middle.y}`), 256)
    await expectSoon(() => attribution(page), '© Example')
    await page.locator('.city-map canvas.leaflet-tile-loaded').first().waitFor()
    expect([errors, strayRequests]).toEqual([[], []])
    await page.close()
    await server.stop()
  }, 60_000)
})
