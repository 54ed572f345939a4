import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { jsonBody } from '../../src/http/body.ts'
import { Client, refusalIn } from '../support/client.ts'
import { exampleGig, type GigJson } from '../support/gigs.ts'
import { joinSomchai, type Person } from '../support/people.ts'
import { speakRaw } from '../support/raw.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let anyone: Client
let somchai: Person

beforeAll(async () => {
  server = await startTestServer()
  anyone = new Client(server.url)
  somchai = await joinSomchai(server)
})
afterAll(() => server.stop())

const asJson = { 'content-type': 'application/json' }

describe('a body that cannot be parsed (G9)', () => {
  test('is 400 BAD_REQUEST: broken JSON', async () => {
    const broken = ['{', '{"title"', '{"a":1,}', "{'a':1}", 'title=x', '{"a":1} x', 'undefined', 'NaN', '\0']
    const bodies = [...broken, '['.repeat(60_000), '{"a":'.repeat(20_000)]
    for (const body of bodies) {
      const answer = await somchai.client.send('POST', '/api/gigs', { body, headers: asJson })
      expect([body.slice(0, 20), ...refusalIn(answer)]).toEqual([body.slice(0, 20), 400, 'BAD_REQUEST'])
    }
  })

  test('is 400 BAD_REQUEST: bytes that are no UTF-8', async () => {
    const response = await fetch(`${server.url}/api/users/me`, {
      method: 'PUT',
      headers: { ...asJson, authorization: `Bearer ${somchai.tokens.access_token}` },
      body: new Uint8Array([...Buffer.from('{"full_name":"'), 0xff, 0xfe, ...Buffer.from('"}')]),
    })
    expect([response.status, await response.json()]).toEqual([
      400,
      { detail: 'The body is not valid JSON.', error_code: 'BAD_REQUEST' },
    ])
  })

  test('is 400 BAD_REQUEST: a multipart form without its boundary', async () => {
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=other']) {
      const answer = await anyone.send('POST', '/api/auth/login', {
        body: '--x\r\nContent-Disposition: form-data; name="username"\r\n\r\na\r\n--x--\r\n',
        headers: { 'content-type': type },
      })
      expect([type, ...refusalIn(answer)]).toEqual([type, 400, 'BAD_REQUEST'])
    }
  })
})

describe('a body that is JSON but no object (G9)', () => {
  test('is a 422 that names the body, also where no field is required', async () => {
    const requests = [
      ['PUT', '/api/users/me'],
      ['PUT', '/api/notifications/read'],
      ['POST', '/api/gigs'],
    ]
    for (const [method = '', path = ''] of requests) {
      for (const body of ['[]', '[{}]', 'true', '1', '"text"']) {
        const answer = await somchai.client.send(method, path, { body, headers: asJson })
        expect([path, body, ...refusalIn(answer)]).toEqual([path, body, 422, 'VALIDATION_ERROR'])
        expect(answer.body.field_errors).toEqual({ body: ['Must be a JSON object.'] })
      }
    }
  })
})

describe('the type of a body', () => {
  test('that is missing or another one is read as JSON where JSON is expected', async () => {
    const body = JSON.stringify(exampleGig)
    for (const type of [
      'application/json; charset=utf-8',
      'APPLICATION/JSON',
      'text/plain',
      'application/x',
    ]) {
      const answer = await somchai.client.send('POST', '/api/gigs', {
        body,
        headers: { 'content-type': type },
      })
      expect([type, answer.status]).toEqual([type, 201])
    }
    for (const type of ['text/plain', 'text/html', 'application/octet-stream']) {
      const answer = await somchai.client.send('POST', '/api/gigs', {
        body: '<xml/>',
        headers: { 'content-type': type },
      })
      expect([type, ...refusalIn(answer)]).toEqual([type, 400, 'BAD_REQUEST'])
    }
  })

  test('that is a form where JSON is expected leaves each number a text: 422', async () => {
    const body = new URLSearchParams(
      Object.entries(exampleGig).map(([name, value]): [string, string] => [name, String(value)]),
    )
    const answer = await somchai.client.send('POST', '/api/gigs', { body })
    expect(refusalIn(answer)).toEqual([422, 'VALIDATION_ERROR'])
    expect(Object.keys(answer.body.field_errors ?? {})).toContain('budget')
  })
})

describe('a body that is too large (G8)', () => {
  const login = 'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'

  test('by its declared length is a 413 in JSON behind which the connection stays', async () => {
    for (const length of [jsonBody.maxBytes + 1, 11 * 1024 * 1024, 64 * 1024 * 1024]) {
      const heard = await speakRaw(server.url, [
        `${login}Content-Length: ${length}\r\n\r\n`,
        'x'.repeat(length),
      ])
      expect([length, heard.split('\r\n')[0]]).toEqual([length, 'HTTP/1.1 413 Payload Too Large'])
      expect(heard).toContain('"error_code":"BODY_TOO_LARGE"')
      expect(heard).not.toMatch(/^connection: close\r$/im)
    }
  })

  test('by a declared length past 64 MiB is a 413 that does not wait for it and closes the connection', async () => {
    for (const length of [64 * 1024 * 1024 + 1, 200 * 1024 * 1024, 2 ** 39]) {
      const heard = await speakRaw(server.url, [`${login}Content-Length: ${length}\r\n\r\n{`])
      expect([length, heard.split('\r\n')[0]]).toEqual([length, 'HTTP/1.1 413 Payload Too Large'])
      expect(heard).toContain('"error_code":"BODY_TOO_LARGE"')
      expect(heard).toMatch(/^connection: close\r$/im)
    }
  })

  test('is a 413 when it was really sent, and fits at the limit', async () => {
    const padded = (length: number) => JSON.stringify(exampleGig).padEnd(length)
    const fitting = await somchai.client.send('POST', '/api/gigs', {
      body: padded(jsonBody.maxBytes),
      headers: asJson,
    })
    expect(fitting.status).toBe(201)
    const answer = await somchai.client.send('POST', '/api/gigs', {
      body: padded(jsonBody.maxBytes + 1),
      headers: asJson,
    })
    expect(refusalIn(answer)).toEqual([413, 'BODY_TOO_LARGE'])
  })

  test('by its chunks is a 413 in JSON', async () => {
    const piece = 'x'.repeat(32 * 1024)
    const chunk = `${piece.length.toString(16)}\r\n${piece}\r\n`
    const heard = await speakRaw(server.url, [
      `${login}Transfer-Encoding: chunked\r\n\r\n`,
      ...Array.from({ length: 6 }, () => chunk),
      '0\r\n\r\n',
    ])
    expect(heard).toStartWith('HTTP/1.1 413')
    expect(heard).toContain('"error_code":"BODY_TOO_LARGE"')
  })

  test('is nothing to the gig with the longest fields that there may be', async () => {
    const longest = {
      ...exampleGig,
      title: '🛋'.repeat(200),
      description: '🛋'.repeat(5000),
      address_text: '🛋'.repeat(500),
      image_urls: Array.from({ length: 10 }, () => `http://example.com/${'a'.repeat(2000)}`),
    }
    const escaped = JSON.stringify(longest).replace(
      /[\ud800-\udfff]/g,
      unit => `\\u${unit.charCodeAt(0).toString(16)}`,
    )
    const answer = await somchai.client.send<GigJson>('POST', '/api/gigs', { body: escaped, headers: asJson })
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject(
      longest.title ? { title: longest.title, description: longest.description } : {},
    )
  })
})

/** Makes a moment of the deadline of a body; every other wait is as long as it is. */
const hurry = () => {
  const wait = globalThis.setTimeout
  const isDeadline = (ms = 0) => ms > 15_000 && ms <= 20_000
  const hurried = (act: () => void, ms?: number) => wait(act, isDeadline(ms) ? 40 : ms)
  return spyOn(globalThis, 'setTimeout').mockImplementation(
    hurried as typeof setTimeout, // it lacks what nobody here uses
  )
}

describe('a body that does not come', () => {
  test('is a 408 in JSON once its time is over, declared or in chunks (G8)', async () => {
    const watched = hurry()
    const head = 'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
    const heard = await Promise.all([
      speakRaw(server.url, [`${head}Content-Length: 1000\r\n\r\n{"half`]),
      speakRaw(server.url, [`${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"hal\r\n`]),
    ])
    watched.mockRestore()
    for (const answer of heard) {
      expect(answer).toStartWith('HTTP/1.1 408')
      expect(answer).toContain('"error_code":"REQUEST_TIMEOUT"')
      expect(answer).toMatch(/^connection: close\r$/im)
      expect(answer).toMatch(/^retry-after: 1\r$/im)
    }
  })

  test('keeps a rejected request waiting for as long as an accepted one, and then closes (G8)', async () => {
    const hurried = hurry()
    const heard = await speakRaw(server.url, [
      'POST /api/gigs HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{"half',
    ])
    hurried.mockRestore()
    expect(heard).toStartWith('HTTP/1.1 401')
    expect(heard).toMatch(/^connection: close\r$/im)
  })
})

describe('a request that is rejected before its body was read', () => {
  const rejected = [
    ['POST', '/api/upload/gig', 401, 10_000_000],
    ['POST', '/api/gigs', 401, 10_000_000],
    ['POST', '/api/auth/logout', 401, 100_000],
    ['PUT', '/api/nothing', 404, 100_000],
    ['PATCH', '/api/gigs', 405, 100_000],
  ] as const

  test.each(rejected)(
    'is read to its end and answered on a connection that stays: %s %s',
    async (method, path, status, length) => {
      const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\n`
      const piece = 'x'.repeat(length / 10)
      const chunk = `${piece.length.toString(16)}\r\n${piece}\r\n`
      const [declared, chunked] = await Promise.all([
        speakRaw(server.url, [`${head}Content-Length: ${length}\r\n\r\n`, ...Array(10).fill(piece)]),
        speakRaw(server.url, [
          `${head}Transfer-Encoding: chunked\r\n\r\n`,
          ...Array(10).fill(chunk),
          '0\r\n\r\n',
        ]),
      ])
      for (const answer of [declared, chunked]) {
        expect(answer).toStartWith(`HTTP/1.1 ${status}`)
        expect(answer).not.toMatch(/^connection: close\r$/im)
      }
    },
  )
})

describe('a body that breaks off', () => {
  test('harms nobody else', async () => {
    const head = 'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
    await Promise.all([
      speakRaw(server.url, [`${head}Content-Length: 1000\r\n\r\n{"half`], 60),
      speakRaw(server.url, [`${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"hal`], 60),
      speakRaw(server.url, ['nonsense\r\n\r\n'], 60),
      speakRaw(server.url, ['GET /health HTTP/1.1\r\n'], 60),
    ])
    expect((await anyone.get('/health')).status).toBe(200)
  })
})
