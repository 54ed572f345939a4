import { afterAll, beforeAll, expect, test } from 'bun:test'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { type StartedChayenity, startChayenity } from '../../src/testing/index.ts'
import { bytesOf, still } from '../support/images.ts'
import { npmInstall, packFiles } from '../support/packed-files.ts'
import { launchBrowser } from '../support/pages.ts'
import { startTunnel, type Tunnel } from '../support/tunnel.ts'

/**
 * The React app of a stranger (`test/react-app`), built in an empty folder against the packed files of the package, in
 * the browsers of two people. The network of each is a tunnel that shuts.
 */

const root = resolve(import.meta.dir, '../..')
const project = mkdtempSync(join(tmpdir(), 'chayenity-react-'))
const installed = (name: string) => join(project, 'node_modules', name)

let server: StartedChayenity
let site: Bun.Server<undefined>
let browser: Browser
let somchai: Visitor
let mali: Visitor

interface Visitor {
  page: Page
  tunnel: Tunnel
  faults: string[]
}

const run = async (...command: string[]) => {
  const child = Bun.spawn(command, { cwd: project, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { command, exitCode: await child.exited, output: out + err }
}

const buildApp = async () => {
  cpSync(join(root, 'test/react-app'), project, { recursive: true })
  const install = await run(...npmInstall, ...(await packFiles()))
  expect(install).toEqual({ ...install, exitCode: 0 })
  const build = await run('npm', 'run', 'build')
  expect(build).toEqual({ ...build, exitCode: 0 })
}

const serveApp = () =>
  Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: request => {
      const { pathname } = new URL(request.url)
      return new Response(Bun.file(join(project, 'dist', pathname === '/' ? 'index.html' : pathname)))
    },
  })

const visit = async (): Promise<Visitor> => {
  const tunnel = await startTunnel(server.url)
  const page = await (await browser.newContext()).newPage()
  const faults: string[] = []
  page.on('pageerror', error => faults.push(error.message))
  await page.goto(`http://127.0.0.1:${site.port}/?api=${encodeURIComponent(tunnel.url)}`)
  return { page, tunnel, faults }
}

beforeAll(async () => {
  await buildApp()
  const program = installed(`chayenity-${process.platform}-${process.arch}/chayenity`)
  server = await startChayenity({ users: 12, gigs: 20, command: [program] })
  site = serveApp()
  browser = await launchBrowser()
  somchai = await visit()
  mali = await visit()
}, 300_000)

afterAll(async () => {
  await browser?.close()
  await Promise.all([somchai?.tunnel.stop(), mali?.tunnel.stop()])
  await site?.stop(true)
  await server?.stop()
  rmSync(project, { recursive: true, force: true })
})

const control = async (path: string, body: object) => {
  const response = await fetch(`${server.url}/api/_dev${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
}

const logIn = async ({ page }: Visitor, email: string, password: string) => {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

const press = ({ page }: Visitor, name: string) => page.getByRole('button', { name, exact: true }).click()

const sees = ({ page }: Visitor, text: string) => page.getByText(text).first().waitFor()

const seesIn = ({ page }: Visitor, id: string, text: string) =>
  page
    .getByTestId(id)
    .filter({ hasText: new RegExp(`^${text}$`) })
    .waitFor()

const isLive = (visitor: Visitor, area: string, text: string) =>
  visitor.page.getByLabel(area, { exact: true }).getByRole('status').filter({ hasText: text }).waitFor()

const say = async ({ page }: Visitor, text: string) => {
  await page.getByLabel('Message').fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
}

const messagesOf = ({ page }: Visitor) => page.getByRole('listitem').allTextContents()

/** Waits until both show the same number of messages, and nothing waits to be sent. */
const settled = async (count: number) => {
  for (const { page } of [somchai, mali]) {
    await page
      .getByRole('listitem')
      .nth(count - 1)
      .waitFor()
    await page.getByTestId('waiting').first().waitFor({ state: 'detached' })
  }
}

test('logs in, after it was told that a password is wrong', async () => {
  await logIn(somchai, 'somchai@example.com', 'wrong-password')
  await sees(somchai, 'wrong')
  await logIn(somchai, 'somchai@example.com', 'demo-password')
  await logIn(mali, 'mali@example.com', 'demo-password')
  await sees(somchai, 'Somchai')
  await sees(mali, 'Mali')
  expect(await somchai.page.getByText('wrong').count()).toBe(0)
})

test('shows a gig with a picture on the map of another, without a reload', async () => {
  await isLive(mali, 'Map', 'Live')
  await press(somchai, 'New gig')
  await somchai.page.getByLabel('Title').fill('Walk Rex in the park')
  await somchai.page.getByLabel('Description').fill('One hour around the lake.')
  await somchai.page.getByLabel('Budget').fill('0.001')
  const buffer = Buffer.from(await bytesOf(still().png()))
  await somchai.page.getByLabel('Picture').setInputFiles({ name: 'rex.png', mimeType: 'image/png', buffer })
  await press(somchai, 'Post')
  await sees(somchai, 'Must be an amount')
  await somchai.page.getByLabel('Budget').fill('250')
  await press(somchai, 'Post')
  await sees(somchai, '250.00 THB')
  await mali.page.getByRole('button', { name: 'Walk Rex in the park' }).waitFor()
  await mali.page.getByLabel('Search').fill('rex in')
  await mali.page.getByRole('button', { name: 'Walk Rex in the park' }).click()
  await mali.page.locator('img').waitFor()
  const width = await mali.page.evaluate<number>(
    "document.querySelector('img').decode().then(() => document.querySelector('img').naturalWidth)",
  )
  expect(width).toBeGreaterThan(0)
})

test('renews a token that has expired, and nobody notices', async () => {
  await control('/clock', { action: 'advance', seconds: 31 * 60 })
  await press(mali, 'Accept')
  await seesIn(mali, 'status', 'ACCEPTED')
  await seesIn(somchai, 'status', 'ACCEPTED')
})

test('loses and doubles no message in a tunnel', async () => {
  await isLive(somchai, 'Chat', 'Online')
  await isLive(mali, 'Chat', 'Online')
  const said = ['Hello, I am on my way']
  await say(mali, 'Hello, I am on my way')
  await settled(1)
  for (let round = 1; round <= 3; round += 1) {
    mali.tunnel.shut()
    for (const one of [1, 2]) {
      await say(mali, `Mali in tunnel ${round}.${one}`)
      await say(somchai, `Somchai meanwhile ${round}.${one}`)
      said.push(`Mali in tunnel ${round}.${one}`, `Somchai meanwhile ${round}.${one}`)
    }
    await isLive(mali, 'Chat', 'No connection')
    mali.tunnel.open()
    await settled(said.length)
    // The server has the message, and its response is lost.
    somchai.tunnel.loseNextResponse()
    await say(somchai, `After tunnel ${round}`)
    said.push(`After tunnel ${round}`)
    await settled(said.length)
  }
  const shown = await messagesOf(somchai)
  expect(await messagesOf(mali)).toEqual(shown)
  expect(shown.toSorted()).toEqual(said.toSorted())
}, 180_000)

test('pays once though the response is lost, and both see each step', async () => {
  somchai.tunnel.loseNextResponse()
  await press(somchai, 'Pay')
  await seesIn(somchai, 'payment', 'PENDING')
  await seesIn(mali, 'payment', 'PENDING')
  await press(somchai, 'Release')
  await seesIn(somchai, 'status', 'COMPLETED')
  await seesIn(mali, 'payment', 'COMPLETED')
  expect(await somchai.page.getByTestId('payment').allTextContents()).toEqual(['COMPLETED'])
})

test('takes the reviews of both', async () => {
  for (const [visitor, comment] of [
    [somchai, 'Rex was happy'],
    [mali, 'A good dog'],
  ] as const) {
    await visitor.page.getByLabel('Comment').fill(comment)
    await press(visitor, 'Review')
    await sees(visitor, comment)
  }
  await sees(somchai, 'A good dog')
  expect(await mali.page.getByText('Rex was happy').count()).toBe(1)
})

test('asks for a login when the session has ended, and goes on after it', async () => {
  await control('/clock', { action: 'advance', seconds: 31 * 24 * 3600 })
  await mali.page.getByRole('heading', { name: 'Log in' }).waitFor()
  await logIn(mali, 'mali@example.com', 'demo-password')
  await press(mali, 'Map')
  await isLive(mali, 'Map', 'Live')
})

test('can have the client without a build, in less than 12 KB', async () => {
  const response = await fetch(`${server.url}/clients/chayenity.js`, {
    headers: { 'accept-encoding': 'gzip' },
  })
  expect(response.headers.get('content-encoding')).toBe('gzip')
  const script = await response.text()
  expect(script).toContain('createClient')
  expect(Bun.gzipSync(script).length).toBeLessThan(12 * 1024)
})

test('has thrown nothing anywhere', () => {
  expect([...somchai.faults, ...mali.faults]).toEqual([])
})
