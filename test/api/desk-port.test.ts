import { expect, test } from 'bun:test'
import { startServer } from '../../src/cli/start-server.ts'
import { type Mode, readConfig } from '../../src/config.ts'
import { openDevServer } from '../../src/dev/dev-server.ts'
import { DeskBrowser, newLinkFor, runAsCommandLine } from '../support/desk-browser.ts'
import { freePort } from '../support/ports.ts'

/** The operator's desk with OPS_PORT. */

const configOf = (mode: Mode, port: string) =>
  readConfig(
    { PORT: '0', OPS_PORT: port, HOST: '127.0.0.1', DATA_DIR: ':memory:', LOG_LEVEL: 'silent' },
    mode,
  )

const statusesAt = (url: string) =>
  Promise.all(['/ops', '/api/_ops/login'].map(async path => (await fetch(url + path)).status))

test('the page and the API of the desk are at OPS_PORT, and a 404 at the main port', async () => {
  const port = String(freePort())
  const server = await startServer(configOf('production', port))
  const deskUrl = `http://127.0.0.1:${port}`
  try {
    expect(await statusesAt(deskUrl)).toEqual([404, 404])
    const link = await newLinkFor(server.ctx, 'desk@example.com', 'operator')
    expect(await statusesAt(deskUrl)).toEqual([200, 200])
    expect(await statusesAt(server.url)).toEqual([404, 404])
    expect((await fetch(`${deskUrl}/api/gigs/search`)).status).toBe(404)
    const browser = new DeskBrowser({ url: deskUrl, ctx: server.ctx }, 'desk@example.com')
    await browser.useLink(link)
    expect(await browser.ask('GET', '/reports')).toMatchObject({ reports: [] })
    const { url } = await runAsCommandLine(server.ctx, 'operator.create', {
      email: 'other@example.com',
      role: 'viewer',
    })
    expect(new URL(String(url)).port).toBe(port)
  } finally {
    await server.stop()
  }
})

test('a demo ignores OPS_PORT and has the desk at its own port', async () => {
  // A free port could be taken by another test meanwhile.
  const taken = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('not the desk') })
  const port = String(taken.port)
  const server = await startServer(configOf('demo', port), {
    openHost: (config, open) => openDevServer({ config, open, fill: async () => {}, seed: 1, cast: null }),
  })
  try {
    await newLinkFor(server.ctx, 'desk@example.com', 'operator')
    expect(await statusesAt(server.url)).toEqual([200, 200])
    const answer = await fetch(`http://127.0.0.1:${port}/ops`)
    expect(await answer.text()).toBe('not the desk')
  } finally {
    await taken.stop(true)
    await server.stop()
  }
})
