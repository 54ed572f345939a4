import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { deskApi, deskApiFile } from '../../scripts/client-api/desk.ts'
import { consoleControls } from '../../scripts/client-api/index.ts'
import { readConfig } from '../../src/config.ts'
import { createContext } from '../../src/context.ts'
import { openDevServer } from '../../src/dev/dev-server.ts'
import { demoPassword, newcomerKey, personas } from '../../src/dev/seed/personas.ts'
import { seedOnce } from '../../src/dev/seed/seed.ts'
import { createLog } from '../../src/lib/log.ts'
import { bytesOf, still } from '../support/images.ts'
import { type OpenApiDocument, type Operation, operationsOf } from '../support/operations.ts'

/**
 * Executes every operation of a fresh demo as /docs would: with what stands in the document, and nothing else but what
 * only a person has, a file and the tokens of their login.
 */

type Tokens = { access_token: string; refresh_token: string }
type Described = OpenApiDocument & { info: { description: string } }

let url: string
let stop: () => Promise<void>
let operations: Map<string, Operation>
let tokens: Tokens

beforeAll(async () => {
  const config = readConfig({ PORT: '0', DATA_DIR: ':memory:' }, 'demo')
  const devServer = await openDevServer({
    config,
    open: clock => createContext(config, { clock, log: createLog('silent') }),
    fill: async ctx => {
      await seedOnce(ctx, { seed: 42, city: 'bangkok', users: 200, gigs: 500 }, () => {})
    },
    seed: 42,
    cast: null,
  })
  const server = devServer.listen({ port: 0, hostname: '127.0.0.1', reusePort: false })
  devServer.listeners.add(server)
  url = `http://127.0.0.1:${server.port}`
  stop = async () => {
    await devServer.listeners.close()
    await devServer.close()
  }
  operations = await readOperations()
})
afterAll(() => stop())

const readDocument = async (): Promise<Described> =>
  JSON.parse(await (await fetch(`${url}/docs/openapi.json`)).text())

const readOperations = async () =>
  new Map(operationsOf(await readDocument()).map(operation => [operation.operationId, operation]))

const filled = (id: string): Operation => {
  const operation = operations.get(id)
  if (!operation) throw new Error(`The document has no ${id}.`)
  return operation
}

/** What Swagger UI writes into the fields of an operation by itself. */
const valuesOf = ({ parameters = [] }: Operation, place: string): [string, string][] =>
  parameters
    .filter(parameter => parameter.in === place)
    .map(({ name, example, schema }): [string, unknown] => [name, example ?? schema.default])
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)])

const bodyOf = ({ requestBody }: Operation): { body: string | FormData | null; type: string | null } => {
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? []
  if (!type || !media) return { body: null, type: null }
  if (type === 'application/json') return { body: JSON.stringify(media.example), type }
  const form = new FormData()
  for (const [name, value] of Object.entries(media.example ?? {})) form.set(name, String(value))
  if (media.schema.properties?.file) form.set('file', picture)
  return { body: form, type: null }
}

let picture: File

const execute = async (operation: Operation) => {
  const path = valuesOf(operation, 'path').reduce(
    (filledPath, [name, value]) => filledPath.replace(`{${name}}`, encodeURIComponent(value)),
    operation.path,
  )
  const { body, type } = bodyOf(operation)
  const headers = new Headers(valuesOf(operation, 'header'))
  if (type) headers.set('content-type', type)
  const schemes = (operation.security ?? []).flatMap(scheme => Object.keys(scheme))
  if (schemes.includes('AccessToken')) headers.set('authorization', `Bearer ${tokens.access_token}`)
  if (schemes.includes('RefreshToken')) {
    headers.set('authorization', `Bearer ${tokens.refresh_token}`)
    headers.set('x-access-token', tokens.access_token)
  }
  const query = new URLSearchParams(valuesOf(operation, 'query'))
  return fetch(`${url}${path}?${query}`, { method: operation.method, headers, body, redirect: 'manual' })
}

const logIn = async () => {
  tokens = JSON.parse(await (await execute(filled('login'))).text())
}

const logInAsNewcomer = async () => {
  const username = personas.find(({ key }) => key === newcomerKey)?.email ?? ''
  const body = new URLSearchParams({ username, password: demoPassword })
  tokens = JSON.parse(await (await fetch(`${url}/api/auth/login`, { method: 'POST', body })).text())
}

/** No document has the token of a mail. */
const rejected = new Set(['provokeError', 'resetPassword'])

/** What needs something made before it, or ends what others need, in this order; everything else comes first. */
const last = [
  'takeCheckpoint',
  'deleteCheckpoint',
  'addRule',
  'deleteRule',
  'deleteAllRules',
  'endWorld',
  'moveClock',
  'resetWorld',
  'restoreCheckpoint',
  'changePassword',
  'logout',
  'logoutEverywhere',
  'deleteOwnAccount',
]

describe('the document of a fresh demo', () => {
  test('names the persona that logs in with the example of the login', async () => {
    picture = new File([await bytesOf(still().jpeg())], 'photo.jpg', { type: 'image/jpeg' })
    const { info } = await readDocument()
    await logIn()
    const me = await (await execute(filled('getCurrentUser'))).text()
    expect(info.description).toContain(JSON.parse(me).email)
  })

  test('has no operation that does not succeed as it stands, after what it needs, or that gets a hint', async () => {
    const ids = [...operations.keys()]
    const order = [...ids.filter(id => !last.includes(id)), ...last]
    expect(order.toSorted()).toEqual(ids.toSorted())
    const problems: string[] = []
    for (const id of order) {
      if (id === 'deleteRule') operations = await readOperations()
      if (id === 'endWorld') await fetch(`${url}/health`, { headers: { 'x-world': 'worker-1' } })
      if (id === 'logoutEverywhere') await logIn()
      // Money of the persona of the examples is held.
      if (id === 'deleteOwnAccount') await logInAsNewcomer()
      const response = await execute(filled(id))
      const text = await response.text()
      const isRejected = rejected.has(id)
      const expected = isRejected ? response.status >= 400 : response.ok
      if (!expected) problems.push(`${id}: ${response.status} ${text.slice(0, 200)}`)
      const hint = response.headers.get('x-chayenity-hint')
      if (hint) problems.push(`${id}: ${hint}`)
    }
    expect(problems).toEqual([])
    expect(order.length).toBeGreaterThan(80)
  })

  test('has searches that find something', async () => {
    await logIn()
    for (const id of ['searchGigs', 'getGigMap', 'findNearbyHelpers', 'listNewestGigs', 'getMyGigs']) {
      const found = JSON.parse(await (await execute(filled(id))).text())
      expect([id, (found.gigs ?? found.features ?? found).length > 0]).toEqual([id, true])
    }
  })
})

test('the types of the desk are made of its document', async () => {
  expect(await Bun.file(deskApiFile).text()).toBe(await deskApi())
})

test('the calls of the console are made of this document', async () => {
  expect(await Bun.file('src/pages/console/controls.ts').text()).toBe(await consoleControls())
})
