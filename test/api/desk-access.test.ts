import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { pathOfCommand } from '../../src/domain/operators/endpoints.ts'
import type { OperatorRole } from '../../src/domain/operators/operator.ts'
import { operatorCommands, operatorQueries } from '../../src/domain/operators/registry.ts'
import { type DeskBrowser, deskPassword, openDesk } from '../support/desk-browser.ts'
import {
  backupName,
  type DeskWorld,
  deskCommandCases,
  deskQueryCases,
  pathOfQuery,
  startDeskServer,
} from '../support/desk-cases.ts'
import { bytesOf, keepFile, still } from '../support/images.ts'
import { joinAfresh, joinMali, joinSomchai } from '../support/people.ts'
import { startTestServer } from '../support/server.ts'

/** Every operation of the desk, by everybody who may try it. */

let world: DeskWorld
let browsers: Record<OperatorRole | 'expired', DeskBrowser>
let dispose: () => Promise<void>

beforeAll(async () => {
  const server = await startDeskServer()
  const expired = await openDesk(server, 'operator', 'expired@example.com')
  server.clock.advance(12 * 3_600_000)
  const [seeker, helper] = [await joinSomchai(server), await joinMali(server)]
  const operator = await openDesk(server, 'operator')
  browsers = { operator, viewer: await openDesk(server, 'viewer'), expired }
  world = { server, seeker, helper, operator }
  dispose = server.stop
})
afterAll(() => dispose())

interface Operation {
  name: string
  method: string
  /** Makes a good request. */
  prepare(): Promise<{ path: string; body?: unknown }>
  /** Whether it needs the role of an operator. */
  isForOperators: boolean
}

/** The address of a reported picture at the desk. */
const reportedPicture = async (): Promise<string> => {
  const { server, seeker } = world
  const picture = await keepFile(seeker, await bytesOf(still(8, 8).png()))
  const reporter = await joinAfresh(server, 'Reporter')
  const body = { kind: 'picture', subject_id: picture.file_id, reason: 'It is rude.' }
  const { body: report } = await reporter.client.post<{ id: string }>('/api/reports', body)
  return `/reports/${report.id}/picture`
}

/** The address of a new download of the operator. */
const newDownload = async (): Promise<string> => {
  // Passwords are confirmed ten times a minute.
  world.server.clock.advance(61_000)
  const response = await world.operator.command('backup.download', { name: backupName })
  const { path } = (await response.json()) as { path: string }
  return path.replace('/api/_ops', '')
}

const operations: Operation[] = [
  ...operatorQueries.map(({ name, path }) => ({
    name,
    method: 'GET',
    isForOperators: false,
    prepare: async () => ({ path: pathOfQuery(path, (await deskQueryCases[name]?.(world)) ?? {}) }),
  })),
  ...operatorCommands.map(({ name }) => ({
    name,
    method: 'POST',
    isForOperators: true,
    prepare: async () => ({
      path: pathOfCommand(name),
      body: {
        ...(await deskCommandCases[name]?.(world)),
        reason: 'because',
        operator_password: deskPassword,
      },
    }),
  })),
  { name: 'the session', method: 'GET', isForOperators: false, prepare: async () => ({ path: '/session' }) },
  {
    name: 'the picture of a report',
    method: 'GET',
    isForOperators: false,
    prepare: async () => ({ path: await reportedPicture() }),
  },
  {
    name: 'a download',
    method: 'GET',
    isForOperators: true,
    prepare: async () => ({ path: await newDownload() }),
  },
  {
    name: 'the document',
    method: 'GET',
    isForOperators: false,
    prepare: async () => ({ path: '/openapi.json' }),
  },
]

const outcomeOf = async (response: Response): Promise<string> => {
  const text = await response.text()
  return response.ok ? String(response.status) : `${response.status} ${JSON.parse(text).error_code}`
}

const crossSite = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }
const otherPort = { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }
const oldBrowser = { origin: 'https://elsewhere.example' }

describe('every operation of the desk', () => {
  test.each(operations.map(operation => [`${operation.method} ${operation.name}`, operation] as const))(
    '%s lets in whom it may, and nobody else',
    async (_, { method, isForOperators, prepare }) => {
      world.server.clock.advance(10_000)
      const { path, body } = await prepare()
      const ask = async (browser: DeskBrowser, headers: Record<string, string> = {}) =>
        outcomeOf(await browser.send(method, path, { body, headers }))
      const { operator, viewer, expired } = browsers
      const { access_token } = world.seeker.tokens
      const token = { authorization: `Bearer ${access_token}`, cookie: '' }
      const tokenAsCookie = { cookie: `${operator.cookie.split('=')[0]}=${access_token}` }
      const isPost = method === 'POST'
      const askForHeaders = async (browser: DeskBrowser, headers: Record<string, string> = {}) =>
        isPost ? null : (await browser.send('HEAD', path, { headers })).status
      expect({
        nobody: await ask(operator, { cookie: '' }),
        user: await ask(operator, token),
        userTokenAsCookie: await ask(operator, tokenAsCookie),
        nobodyForHeaders: await askForHeaders(operator, { cookie: '' }),
        viewerForHeaders: await askForHeaders(viewer),
        viewer: await ask(viewer),
        expired: await ask(expired),
        crossSite: await ask(operator, crossSite),
        otherPort: await ask(operator, otherPort),
        oldBrowser: await ask(operator, oldBrowser),
        noCsrfToken: isPost && (await ask(operator, { 'x-csrf-token': '' })),
        csrfTokenOfAnother: isPost && (await ask(operator, { 'x-csrf-token': viewer.csrfToken })),
        // The last one, because it may change what the others would have been about.
        operator: await ask(operator),
      }).toEqual({
        nobody: '401 NOT_AUTHENTICATED',
        user: '401 NOT_AUTHENTICATED',
        userTokenAsCookie: '401 NOT_AUTHENTICATED',
        nobodyForHeaders: isPost ? null : 401,
        viewerForHeaders: isPost ? null : isForOperators ? 403 : 200,
        viewer: isForOperators ? '403 INSUFFICIENT_PERMISSIONS' : '200',
        operator: '200',
        expired: '401 TOKEN_EXPIRED',
        crossSite: '403 ORIGIN_NOT_ALLOWED',
        otherPort: '403 ORIGIN_NOT_ALLOWED',
        oldBrowser: '403 ORIGIN_NOT_ALLOWED',
        noCsrfToken: isPost && '403 ORIGIN_NOT_ALLOWED',
        csrfTokenOfAnother: isPost && '403 ORIGIN_NOT_ALLOWED',
      })
    },
  )

  test('is one of the matrix, and every case is of an operation', async () => {
    const document = await browsers.viewer.ask('GET', '/openapi.json')
    const paths = Object.keys(document.paths as object)
    const withoutSession = ['/login', '/link', '/link/use']
    const known = [
      ...operatorQueries.map(({ path }) => path.replace(/:(\w+)/g, '{$1}')),
      ...operatorCommands.map(({ name }) => pathOfCommand(name)),
      '/session',
      '/reports/{report_id}/picture',
      '/downloads/{token}',
      '/logout',
      ...withoutSession,
    ]
    expect(paths.sort()).toEqual(known.map(path => `/api/_ops${path}`).sort())
    expect(Object.keys(deskCommandCases).sort()).toEqual(operatorCommands.map(({ name }) => name).sort())
    expect(Object.keys(deskQueryCases).sort()).toEqual(operatorQueries.map(({ name }) => name).sort())
  })

  test('POST the logout ends the session of its own page alone', async () => {
    const { server } = world
    const { expired, viewer } = browsers
    server.clock.advance(61_000)
    const browser = await openDesk(server, 'viewer', 'leaver@example.com')
    const { cookie } = browser
    const leave = async (from: DeskBrowser, headers: Record<string, string> = {}) =>
      outcomeOf(await from.send('POST', '/logout', { headers }))
    expect([
      await leave(browser, { cookie: '' }),
      await leave(expired),
      await leave(browser, crossSite),
      await leave(browser, otherPort),
      await leave(browser, { 'x-csrf-token': '' }),
      await leave(browser, { 'x-csrf-token': viewer.csrfToken }),
      await leave(browser),
      await leave(browser, { cookie }),
    ]).toEqual([
      '401 NOT_AUTHENTICATED',
      '401 TOKEN_EXPIRED',
      '403 ORIGIN_NOT_ALLOWED',
      '403 ORIGIN_NOT_ALLOWED',
      '403 ORIGIN_NOT_ALLOWED',
      '403 ORIGIN_NOT_ALLOWED',
      '204',
      '401 NOT_AUTHENTICATED',
    ])
    expect((await viewer.send('GET', '/session')).status).toBe(200)
  })

  test('has a session that is none of a user', async () => {
    const { cookie } = browsers.operator
    const headers = { cookie, authorization: `Bearer ${cookie.split('=')[1]}` }
    const response = await fetch(`${world.server.url}/api/users/me`, { headers })
    expect(await outcomeOf(response)).toBe('401 INVALID_TOKEN')
  })

  test('that needs no session is closed to pages of other origins', async () => {
    for (const path of ['/login', '/link', '/link/use'])
      expect(await outcomeOf(await browsers.operator.send('POST', path, { headers: crossSite }))).toBe(
        '403 ORIGIN_NOT_ALLOWED',
      )
  })

  test('never lets another origin read an answer, whatever CORS_ORIGINS says', async () => {
    const server = await startTestServer({ env: { CORS_ORIGINS: '*' } })
    try {
      const browser = await openDesk(server)
      const response = await browser.send('GET', '/session', { headers: { origin: server.url } })
      expect(response.status).toBe(200)
      expect([...response.headers.keys()].filter(name => name.startsWith('access-control'))).toEqual([])
    } finally {
      await server.stop()
    }
  })

  test('is no part of the public document', async () => {
    const text = await (await fetch(`${world.server.url}/openapi.json`)).text()
    expect(text).not.toContain('_ops')
  })
})
