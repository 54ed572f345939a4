import { type Browser, type ConsoleMessage, chromium, type Page } from 'playwright-core'
import { chromiumArguments, findChromium } from './chromium.ts'

/** @param more arguments of Chromium */
export const launchBrowser = async (more: readonly string[] = []): Promise<Browser> => {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('There is no Chromium.')
  return chromium.launch({ executablePath, args: [...chromiumArguments, ...more] })
}

export interface WatchedPage {
  page: Page
  /** Addresses outside of our own server that the page asked for. */
  strayRequests: string[]
  /** What the page threw, and what the browser wrote into its console as an error; of a request, with its path at the end. */
  errors: string[]
}

/** A page of a browser whose network is cut off: it reaches our own server and nothing else. */
export const openWatchedPage = async (
  browser: Browser,
  serverUrl: string,
  settings: { width: number; height: number; colorScheme?: 'light' | 'dark' },
): Promise<WatchedPage> => {
  const { width, height, colorScheme = 'light' } = settings
  const page = await browser.newPage({ viewport: { width, height }, colorScheme })
  const strayRequests: string[] = []
  const errors: string[] = []
  await page.route(
    url => url.host !== new URL(serverUrl).host,
    route => {
      strayRequests.push(route.request().url())
      return route.abort()
    },
  )
  page.on('pageerror', error => errors.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error') errors.push(textOf(message))
  })
  return { page, strayRequests, errors }
}

/** The browser names the file or the request behind an error beside its text. A token in the address is left out. */
const textOf = (message: ConsoleMessage): string => {
  const { url } = message.location()
  const text = message.text().replace(/\?token=[^']*/, '')
  return text.startsWith('Failed to load resource') && URL.canParse(url)
    ? `${text} at ${new URL(url).pathname}`
    : text
}

/** @returns the errors that no pattern explains: a test names what it lets fail, such as `/status of 422 .* at \/api\/gigs$/` */
export const unexpectedIn = (errors: readonly string[], expected: readonly RegExp[]): string[] =>
  errors.filter(error => !expected.some(pattern => pattern.test(error)))

interface Violation {
  id: string
  impact?: string | null
  nodes: { html: string }[]
}

const axe = Bun.file(Bun.resolveSync('axe-core/axe.min.js', import.meta.dir))
/** The tags of the rules of WCAG that every page keeps. */
export const allRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']

/**
 * What axe finds that keeps somebody from using the page, a line for each element.
 * @param runOnly tags of rules, or rules
 */
export const findBarriers = async (page: Page, runOnly = allRules): Promise<string[]> => {
  // The page's Content-Security-Policy does not bind what the debugger evaluates.
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(await axe.text())
  // The colours of another scheme follow with the next frame.
  await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
  const settings = { resultTypes: ['violations'], runOnly }
  const run = `axe.run(${JSON.stringify(settings)})`
  const { violations } = await page.evaluate<{ violations: Violation[] }>(run)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
