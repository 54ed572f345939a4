import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openRoom } from '../support/chat.ts'
import { Client, refusalIn } from '../support/client.ts'
import { exampleGig } from '../support/gigs.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** Attacks on the time and memory of the server by one request. Each prints how long it took; no test asserts a time. */

let server: TestServer
let anyone: Client
let somchai: Person
let mali: Person

beforeAll(async () => {
  server = await startTestServer()
  anyone = new Client(server.url)
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
})
afterAll(() => server.stop())

const asJson = { 'content-type': 'application/json' }

const timed = async <Result>(attack: string, run: () => Promise<Result>): Promise<Result> => {
  const startedAt = performance.now()
  const result = await run()
  process.stdout.write(`${attack}: ${(performance.now() - startedAt).toFixed(1)} ms\n`)
  return result
}

const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
const arrays = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

interface DocumentedOperation {
  requestBody?: { content: Record<string, unknown> }
}

/** Every operation that takes JSON. */
const jsonOperations = async (): Promise<[method: string, path: string][]> => {
  const { body } = await anyone.get<{ paths: Record<string, Record<string, DocumentedOperation>> }>(
    '/openapi.json',
  )
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.requestBody?.content['application/json'])
      .map(([method]): [string, string] => [
        method.toUpperCase(),
        path.replace(/\{\w+\}/g, '01890000-0000-7000-8000-000000000000'),
      ]),
  )
}

describe('text of invisible letters alone (G7)', () => {
  const texts = ['\u200b', '\u3164\u2800\u00ad', '\ufeff\u2066\ufe0f', '\u{e0041}\u{e007f}']

  test.each(texts)('is rejected wherever a text must not be empty: %j', async text => {
    const invisible = text.repeat(5)
    const gig = await somchai.client.post('/api/gigs', { ...exampleGig, title: invisible })
    expect(refusalIn(gig)).toEqual([422, 'VALIDATION_ERROR'])
    const names = await somchai.client.put('/api/users/me', { full_name: invisible })
    expect(refusalIn(names)).toEqual([422, 'VALIDATION_ERROR'])
    const report = { kind: 'person', subject_id: somchai.user.id, reason: invisible }
    expect(refusalIn(await somchai.client.post('/api/reports', report))).toEqual([422, 'VALIDATION_ERROR'])
    const room = await openRoom(somchai, mali)
    const message = await somchai.client.post(`/api/chat/rooms/${room.id}/messages`, { content: invisible })
    expect(refusalIn(message)).toEqual([422, 'VALIDATION_ERROR'])
  })

  test('is stored as it is beside something that can be seen', async () => {
    const room = await openRoom(somchai, mali)
    const content = '\u2067👩‍👧 กำ\u200b\u2069'
    const sent = await somchai.client.post<{ content: string }>(`/api/chat/rooms/${room.id}/messages`, {
      content,
    })
    expect([sent.status, sent.body.content]).toEqual([201, content])
  })
})

describe('deep JSON (G9)', () => {
  test('is 400 BAD_REQUEST for every operation that takes JSON, before a value of it is looked at', async () => {
    const operations = await jsonOperations()
    expect(operations.length).toBeGreaterThan(10)
    const bodies = [`{"email":${objects(20_000)}}`, `{"email":${arrays(60_000)}}`, arrays(60_000)]
    await timed(`${operations.length * bodies.length} deep bodies`, async () => {
      for (const [method, path] of operations) {
        for (const body of bodies) {
          const answer = await somchai.client.send(method, path, { body, headers: asJson })
          expect([method, path, ...refusalIn(answer)]).toEqual([method, path, 400, 'BAD_REQUEST'])
        }
      }
    })
  })

  test('is refused in words that are true: it is JSON, but too deep (G8)', async () => {
    const detail = 'The body is nested deeper than 32 levels.'
    const answer = await anyone.send('POST', '/api/auth/register', { body: arrays(33), headers: asJson })
    expect(answer.body).toEqual({ detail, error_code: 'BAD_REQUEST' })
  })

  test('within 32 levels is a 422 that prints nothing of the value', async () => {
    const body = `{"email":${objects(31)},"full_name":${arrays(31)}}`
    const answer = await anyone.send('POST', '/api/auth/register', { body, headers: asJson })
    expect(refusalIn(answer)).toEqual([422, 'VALIDATION_ERROR'])
    expect(JSON.stringify(answer.body)).not.toContain('{"a"')
  })

  test('in a frame is an error event, and the socket stays (W4)', async () => {
    const socket = new WebSocket(
      `${server.url.replace('http', 'ws')}/ws/notifications?token=${somchai.tokens.access_token}`,
    )
    const heard: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    socket.onopen = () => {
      for (const frame of [objects(2500), arrays(8000), `{"type":${arrays(8000)}}`]) socket.send(frame)
      socket.send('{"type":"ping"}')
    }
    socket.onmessage = ({ data }) => {
      heard.push(JSON.parse(String(data)).type)
      if (heard.at(-1) === 'pong') resolve()
    }
    await promise
    socket.close()
    expect(heard).toEqual(['error', 'error', 'error', 'pong'])
  })
})

describe('input as long as it may be', () => {
  const size = 120_000
  const many = (piece: (at: number) => string, separator: string) => {
    let text = ''
    for (let at = 0; text.length < size; at += 1) text += (at > 0 ? separator : '') + piece(at)
    return text
  }

  test('is answered like any other: brackets, keys, list items and long texts', async () => {
    const attacks: [name: string, body: string][] = [
      ['brackets in a text', JSON.stringify({ ...exampleGig, description: '[{'.repeat(50_000) })],
      ['brackets side by side', `{"image_urls":[${many(() => '[]', ',')}]}`],
      ['different keys', `{${many(at => `"k${at}":1`, ',')}}`],
      ['keys that are numbers', `{${many(at => `"${at * 7919}":1`, ',')}}`],
      ['the same key', `{${many(() => '"title":1', ',')}}`],
      ['a long list of wrong items', `{"image_urls":[${many(() => '1', ',')}]}`],
      ['a long title', JSON.stringify({ ...exampleGig, title: 'a'.repeat(size) })],
      ['spaces before a title', JSON.stringify({ ...exampleGig, title: ' '.repeat(size) })],
      ['a long number', `{"budget":${'9'.repeat(size)}}`],
      ['a long time', JSON.stringify({ ...exampleGig, starts_at: '2025-10-01T14:00:00.'.padEnd(size, '1') })],
    ]
    for (const [name, body] of attacks) {
      const answer = await timed(name, () =>
        somchai.client.send('POST', '/api/gigs', { body, headers: asJson }),
      )
      expect([name, ...refusalIn(answer)]).toEqual([name, 422, 'VALIDATION_ERROR'])
      expect(JSON.stringify(answer.body).length).toBeLessThan(2000)
    }
  })

  test('is answered like any other: e-mail addresses', async () => {
    const attacks = [
      'a.'.repeat(120),
      `${'a'.repeat(60)}@${'a-'.repeat(90)}`,
      `a@${'a.'.repeat(120)}`,
      '@'.repeat(size),
    ]
    for (const email of attacks) {
      const body = { email, password: 'securepassword123', full_name: 'A' }
      const answer = await timed(`the address ${email.slice(0, 8)}…`, () =>
        anyone.post('/api/auth/register', body),
      )
      expect(refusalIn(answer)).toEqual([422, 'VALIDATION_ERROR'])
    }
  })

  test('of a form is read up to 1000 fields', async () => {
    const forms = [
      many(at => `k${at}=1`, '&'),
      many(() => 'username=a', '&'),
      many(() => '', '&'),
      '%'.repeat(size),
    ]
    for (const body of forms) {
      const answer = await timed(`the form ${body.slice(0, 8)}…`, () =>
        anyone.send('POST', '/api/auth/login', {
          body,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
      )
      const expected: [number, string] = body.includes('&') ? [400, 'BAD_REQUEST'] : [422, 'VALIDATION_ERROR']
      expect(refusalIn(answer)).toEqual(expected)
    }
  })

  test('is answered like any other: thousands of query parameters and long headers', async () => {
    const place = 'latitude=13.7&longitude=100.5'
    const query = Array.from({ length: 1500 }, (_, at) => `k${at}=1`).join('&')
    const found = await timed('1500 query parameters', () =>
      somchai.client.get(`/api/gigs/search?${place}&${query}`),
    )
    expect(found.status).toBe(200)
    for (const header of ['authorization', 'if-none-match', 'accept', 'range', 'x-forwarded-for', 'prefer']) {
      for (const value of [`Bearer${' '.repeat(8000)}x y`, ','.repeat(8000), 'a,'.repeat(4000)]) {
        const answer = await fetch(`${server.url}/health`, { headers: { [header]: value } })
        expect([header, answer.status]).toEqual([header, 200])
      }
    }
  })
})
