import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type GigPageJson, post } from '../support/gigs.ts'
import { joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let somchai: Person
beforeAll(async () => {
  server = await startTestServer()
  somchai = await joinSomchai(server)
})
afterAll(() => server.stop())

test('a page of the longest gigs is whole, for a GET and for many at once', async () => {
  const description = 'งาน🛵'.repeat(1000)
  const image_urls = Array.from({ length: 10 }, (_, at) => `https://example.com/${at}/${'x'.repeat(1900)}`)
  const posted = await Promise.all(
    Array.from({ length: 40 }, () => post(somchai, { description, image_urls })),
  )
  const ids = posted.map(({ id }) => id)
  const path = '/api/gigs?limit=100'
  const answers = await Promise.all(Array.from({ length: 5 }, () => somchai.client.get<GigPageJson>(path)))
  for (const { status, body, headers } of answers) {
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/json')
    // A stream has no length.
    expect(headers.get('content-length')).toBeNull()
    expect(body.gigs.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
    expect(new Set(body.gigs.map(gig => gig.description))).toEqual(new Set([description]))
  }
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  const [, used] = /chayenity_bound_used\{bound="large_reply_characters",[^}]*\} (\d+)/.exec(metrics) ?? []
  expect(used).toBe('0')
})
