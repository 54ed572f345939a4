import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { GigPageJson } from '../support/gigs.ts'
import { joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer, testNow } from '../support/server.ts'
import { type BrowserGlobals, createReactClient } from './react-client.ts'

setDefaultTimeout(60_000)

let server: TestServer
let somchai: Person

beforeAll(async () => {
  server = await startTestServer()
  somchai = await joinSomchai(server)
})
beforeEach(() => server.clock.set(testNow))
afterAll(() => server.stop())

const furniture = {
  title: 'Help move furniture',
  description: 'Need help moving',
  duration_hours: 3,
  budget: 1500,
  latitude: 13.7563,
  longitude: 100.5018,
  address_text: '123 Main St',
  starts_at: '2025-10-01T14:00:00',
}

const browser = () => {
  const stored = new Map<string, string>()
  const globals: BrowserGlobals = {
    fetch: async (url, options) => {
      const response = await fetch(url, options)
      return { ok: response.ok, status: response.status, json: async () => JSON.parse(await response.text()) }
    },
    localStorage: { setItem: (key, value) => stored.set(key, value), removeItem: key => stored.delete(key) },
    window: { location: { href: '/' } },
  }
  return { stored, globals }
}

describe("the API document's own React client", () => {
  test('logs in, refreshes an expired token by itself, creates a gig and finds it, and logs out', async () => {
    const { stored, globals } = browser()
    const api = createReactClient(`${server.url}/api`, globals)

    const login = await api.login('somchai@example.com', somchai.password)
    expect(login.data?.token_type).toBe('bearer')
    expect(stored.get('refresh_token')).toBe(login.data?.refresh_token)

    // The access token lives 30 minutes; the client meets a 401, refreshes and tries again.
    server.clock.advance(31 * 60_000)
    const created = await api.createGig(furniture)
    expect(created.error).toBeUndefined()
    expect(created.data?.status).toBe('PENDING')
    expect(await api.refreshAccessToken()).toBe(true)

    const search = `${server.url}/api/gigs/search?latitude=13.7563&longitude=100.5018&radius=5&status=PENDING&min_budget=500&limit=10`
    const found = await api.secureApiCall<GigPageJson>(search)
    expect(found.data?.gigs.map(gig => String(gig.id))).toEqual([created.data?.id ?? 'nothing'])

    await api.logout()
    expect(stored.has('refresh_token')).toBe(false)
    expect(globals.window.location.href).toBe('/login')
  })

  test('shows the sentence of the server when the password is wrong', async () => {
    const api = createReactClient(`${server.url}/api`, browser().globals)
    const login = await api.login('somchai@example.com', 'not the password')
    expect(login.error).toBe('The e-mail or the password is wrong.')
  })

  test('sends its user to the login page when the session is over', async () => {
    const { globals } = browser()
    const api = createReactClient(`${server.url}/api`, globals)
    await api.login('somchai@example.com', somchai.password)
    server.clock.advance(31 * 24 * 3_600_000)
    const created = await api.createGig(furniture)
    expect(created.error).toBe('Session expired. Please login again.')
    await Bun.sleep(50) // the client does not wait for its own logout
    expect(globals.window.location.href).toBe('/login')
  })
})
