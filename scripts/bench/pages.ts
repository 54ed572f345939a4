import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../../test/support/pages.ts'
import { joinSomchai, type Person } from '../../test/support/people.ts'
import { startProcess } from '../../test/support/process.ts'
import { fillStore, makeCrowd } from './crowd.ts'
import { temporaryFolder } from './processes.ts'
import { report, sayProgress } from './report.ts'

/**
 * The app in a real browser, on the map of Bangkok with a hundred thousand open gigs: what its first load weighs, when it
 * can be used, and how many frames a second it draws while the map is dragged. All numbers are the browser's own.
 */

const gigCount = 100_000
const rounds = 5
const secondsOfPanning = 3
const phone = { width: 390, height: 844 }

interface PageLoad {
  kilobytes: number
  firstPaint: number
  usable: number
  framesPerSecond: number
}

/** Notes when the map has drawn its ground and a gig or a cluster, by the clock of the page. */
const noteUsable = `
  new MutationObserver((_, observer) => {
    if (!document.querySelector('.city-map .leaflet-tile-loaded') || !document.querySelector('.tabs')) return
    observer.disconnect()
    performance.mark('usable')
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] })`

const readLoad = `(() => {
  const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  const own = entries.filter(({ name }) => /\\/(app|assets\\/.*)$/.test(new URL(name).pathname) && !name.endsWith('.woff2'))
  return {
    kilobytes: own.reduce((sum, entry) => sum + entry.encodedBodySize, 0) / 1000,
    firstPaint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
    usable: performance.getEntriesByName('usable')[0].startTime,
  }
})()`

/** Counts frames until it is asked for them. */
const countFrames = `
  window.frames_ = []
  const next = time => { window.frames_.push(time); requestAnimationFrame(next) }
  requestAnimationFrame(next)`

const readFrames = `(() => {
  const [first, last] = [window.frames_[0], window.frames_.at(-1)]
  return (window.frames_.length - 1) * 1000 / (last - first)
})()`

const loadPage = async (browser: Browser, url: string, { tokens }: Person): Promise<PageLoad> => {
  const page = await browser.newPage({ viewport: phone })
  await page.addInitScript(
    `Object.entries(${JSON.stringify(tokens)}).forEach(([name, value]) => localStorage.setItem(name, value));${noteUsable}`,
  )
  await page.goto(`${url}/app`)
  await page.locator('.city-map .leaflet-tile-loaded').first().waitFor()
  await page.waitForLoadState('networkidle')
  const load = await page.evaluate<Omit<PageLoad, 'framesPerSecond'>>(readLoad)
  const framesPerSecond = await pan(page)
  await page.context().close()
  return { ...load, framesPerSecond }
}

/** Drags the map to and fro, as a thumb does. */
const pan = async (page: Page): Promise<number> => {
  const box = await page.locator('.city-map').first().boundingBox()
  if (!box) throw new Error('The app shows no map.')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.evaluate(countFrames)
  const until = performance.now() + secondsOfPanning * 1000
  while (performance.now() < until) {
    await page.mouse.move(x + 120, y)
    await page.mouse.down()
    await page.mouse.move(x - 120, y + 40, { steps: 25 })
    await page.mouse.up()
  }
  return page.evaluate<number>(readFrames)
}

export const benchPages = async (): Promise<void> => {
  const folder = temporaryFolder()
  const store = await fillStore(folder.path, { ...makeCrowd(gigCount), statusOf: () => 'PENDING' })
  await store.close()
  const server = await startProcess(['serve'], { DATA_DIR: folder.path, APP: 'on', RATE_LIMIT: 'off' })
  const person = await joinSomchai(server)
  const browser = await launchBrowser()
  // A server from source bundles the pages when somebody first asks for one.
  await loadPage(browser, server.url, person)
  const loads: PageLoad[] = []
  for (let round = 1; round <= rounds; round += 1) {
    sayProgress(`round ${round} of ${rounds}`)
    loads.push(await loadPage(browser, server.url, person))
  }
  await browser.close()
  await server.end('SIGTERM')
  folder.remove()
  const series = (name: string, unit: string, of: keyof PageLoad) => ({
    name,
    unit,
    rounds: loads.map(seen => seen[of]),
  })
  await report(
    'pages',
    [
      series('first load of the app without fonts, compressed', 'kB', 'kilobytes'),
      series('first paint', 'ms', 'firstPaint'),
      series('usable', 'ms', 'usable'),
      series('while the map is dragged', 'frames/s', 'framesPerSecond'),
    ],
    [
      `${gigCount} open gigs, half of them in Bangkok; a new browser context each round; Chromium without a graphics card.`,
    ],
  )
}
