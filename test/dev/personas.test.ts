import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { fillFromWorldFile } from '../../src/dev/world-file/fill.ts'
import { parseWorldFile } from '../../src/dev/world-file/read.ts'
import { Client, refusalIn } from '../support/client.ts'
import { control, loginAs, startTestDevServer, type TestDevServer } from '../support/dev-server.ts'
import { joinMali } from '../support/people.ts'
import { ann, bob, world } from '../support/written-world.ts'

interface PersonaJson {
  id: string
  email: string
  password: string
  full_name: string
}

interface DocumentJson {
  info: { description: string }
  'x-demo-logins': { email: string; password: string; name: string }[]
}

const personasOf = async (server: TestDevServer) =>
  (await control<{ personas: PersonaJson[] }>(server, 'GET', '/personas')).body.personas

const documentOf = async (server: TestDevServer) =>
  (await new Client(server.url).get<DocumentJson>('/docs/openapi.json')).body

const startWorldOf = (people: object[]) =>
  startTestDevServer({
    fill: ctx =>
      fillFromWorldFile(ctx, parseWorldFile(JSON.stringify(world({ people }))), { seed: 1, asOfMs: null }),
  })

describe('the personas of a world that a file describes', () => {
  let server: TestDevServer
  beforeAll(async () => {
    const others = [1, 2, 3, 4, 5].map(n => ({ email: `other${n}@example.com`, full_name: `Other ${n}` }))
    const disabled = {
      email: 'gone@example.com',
      full_name: 'Gone',
      disabled_at: '2026-01-31T09:00:00Z',
      registered_at: '2026-01-01T09:00:00Z',
    }
    server = await startWorldOf([disabled, ann, bob, ...others])
  })
  afterAll(() => server.stop())

  test('are the first five people of the file who are not disabled', async () => {
    expect((await personasOf(server)).map(({ full_name }) => full_name)).toEqual([
      ...[ann.full_name, bob.full_name],
      ...['Other 1', 'Other 2', 'Other 3'],
    ])
  })

  test('exist, and log in with the password that is named', async () => {
    for (const { id, email, password } of await personasOf(server)) {
      const body = new URLSearchParams({ username: email, password })
      const login = await fetch(`${server.url}/api/auth/login`, { method: 'POST', body })
      expect([email, login.status]).toEqual([email, 200])
      expect((await control(server, 'POST', '/login-as', { user: id })).status).toBe(200)
    }
  })

  test('are found by their names, and named where nobody is found', async () => {
    expect((await loginAs(server, 'Ann')).status).toBe(200)
    const { status, body } = await control(server, 'POST', '/login-as', { user: 'somchai' })
    expect([status, body.detail]).toEqual([404, expect.stringContaining(`The personas are ${ann.email}, `)])
  })

  test('are those whom the documentation offers for a login', async () => {
    const { info, 'x-demo-logins': logins } = await documentOf(server)
    expect(info.description).toContain(`Log in as \`${ann.email}\` with the password`)
    expect(logins.map(({ email }) => email)).toEqual((await personasOf(server)).map(({ email }) => email))
  })
})

test('only the personas that exist are listed, with the ids and names of their accounts', async () => {
  const server = await startWorldOf([ann, { email: 'mali@example.com', full_name: 'Another Mali' }])
  const [first, ...others] = await personasOf(server)
  expect([first?.full_name, others]).toEqual(['Another Mali', []])
  expect((await loginAs(server, 'mali')).status).toBe(200)
  await server.stop()
})

describe('a world in which no login is known', () => {
  test('has no personas, and its documentation offers none', async () => {
    const server = await startTestDevServer()
    expect(await personasOf(server)).toEqual([])
    const { info, 'x-demo-logins': logins } = await documentOf(server)
    expect([logins, info.description]).toEqual([[], expect.stringContaining('register somebody first')])
    const refused = await control(server, 'POST', '/login-as', { user: 'somchai' })
    expect(refusalIn(refused)).toEqual([404, 'RESOURCE_NOT_FOUND'])
    await server.stop()
  })

  test('offers a persona as soon as there is an account of that address', async () => {
    const server = await startTestDevServer()
    const mali = await joinMali(server)
    expect((await personasOf(server)).map(({ id }) => id)).toEqual([mali.user.id])
    await server.stop()
  })
})
