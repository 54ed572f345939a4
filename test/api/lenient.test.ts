import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { systemWrite } from '../../src/lib/command.ts'
import { openRoom, type RoomJson } from '../support/chat.ts'
import { Client, refusalIn } from '../support/client.ts'
import { exampleGig, type GigJson, post, postAccepted } from '../support/gigs.ts'
import { keepFile, still } from '../support/images.ts'
import { joinMali, joinSomchai, logInAs, type Person, type UserJson } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { connectWith } from '../support/sockets.ts'

/** What real clients write in more than one way, and what is taken where nothing is lost by it. */

let server: TestServer
let somchai: Person
let mali: Person

beforeAll(async () => {
  server = await startTestServer()
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
})
afterAll(() => server.stop())

const asJson = { 'content-type': 'application/json' }

describe('an id in any letter case (G5 any case)', () => {
  test('names the same in a path, and comes back in lower case', async () => {
    const gig = await post(somchai)
    const answer = await somchai.client.get<GigJson>(`/api/gigs/${gig.id.toUpperCase()}`)
    expect([answer.status, answer.body]).toEqual([200, gig])
  })

  test('names the same in a body', async () => {
    const answer = await somchai.client.post<{ buddy_user_id: string }>('/api/buddies', {
      buddy_user_id: mali.user.id.toUpperCase(),
    })
    expect([answer.status, answer.body.buddy_user_id]).toEqual([201, mali.user.id])
  })

  test('names the same in a query', async () => {
    const room: RoomJson = await openRoom(somchai, mali)
    const path = `/api/chat/rooms/${room.id}/messages`
    const sent = await somchai.client.post<{ id: string }>(path, { content: 'one' })
    await somchai.client.post(path, { content: 'two' })
    const { body } = await mali.client.get<{ messages: { content: string }[] }>(
      `${path}?after=${sent.body.id.toUpperCase()}`,
    )
    expect(body.messages.map(({ content }) => content)).toEqual(['two'])
  })

  test('names the same room at the address of a socket', async () => {
    const room: RoomJson = await openRoom(somchai, mali)
    const upper = connectWith(server, `/ws/chat/${room.id.toUpperCase()}`, mali.tokens.access_token)
    await upper.opened()
    const path = `/api/chat/rooms/${room.id.toUpperCase()}/messages`
    expect((await somchai.client.post(path, { content: 'hello' })).status).toBe(201)
    const heard = await upper.next('message')
    expect([heard.room_id, heard.content]).toEqual([room.id, 'hello'])
    await upper.close()
  })

  test('names the same file, by id and by stored name, also in a body', async () => {
    const file = await keepFile(somchai, new Uint8Array(await still().jpeg().toBuffer()))
    for (const name of [file.file_id, file.filename]) {
      const answer = await fetch(`${server.url}/api/upload/${name.toUpperCase()}`)
      expect([answer.status, (await answer.bytes()).length]).toEqual([200, file.file_size])
    }
    const set = await somchai.client.put<{ profile_image_url: string }>('/api/upload/profile/set', {
      profile_image_url: `${server.url}/api/upload/${file.file_id.toUpperCase()}`,
    })
    expect(set.body.profile_image_url).toBe(file.url)
    expect((await somchai.client.delete(`/api/upload/${file.filename.toUpperCase()}`)).status).toBe(204)
  })

  test('does not make a second request of a repeated one (P7)', async () => {
    const gig = await post(somchai)
    const accept = (id: string) =>
      mali.client.send('POST', `/api/gigs/${id}/accept`, { headers: { 'idempotency-key': 'accept' } })
    const [first, repeat] = [await accept(gig.id), await accept(gig.id.toUpperCase())]
    expect([repeat.status, repeat.body]).toEqual([200, first.body])
    expect(repeat.headers.get('idempotency-replayed')).toBe('true')
  })
})

describe('a boolean in a query (G7 lenient input)', () => {
  test('is read as each of its spellings', async () => {
    await mali.client.put('/api/users/location', { latitude: 13.75, longitude: 100.5 })
    await mali.client.put('/api/users/availability', { is_available: false })
    const found = async (word: string) => {
      const { body } = await somchai.client.get<unknown[]>(
        `/api/users/nearby?latitude=13.75&longitude=100.5&only_available=${word}`,
      )
      return body.length
    }
    for (const word of ['true', 'True', 'TRUE', '1', 'yes', 'on'])
      expect([word, await found(word)]).toEqual([word, 0])
    for (const word of ['false', 'False', '0', 'no', 'NO', 'off'])
      expect([word, await found(word)]).toEqual([word, 1])
  })
})

describe('an optional body (G7 lenient input)', () => {
  test('may be absent, empty or null', async () => {
    for (const body of [undefined, '', 'null', '{}']) {
      const gig = await postAccepted(somchai, mali)
      const escrow = await somchai.client.post<{ id: string }>('/api/transactions/escrow', { gig_id: gig.id })
      const released = await somchai.client.send('PUT', `/api/transactions/${escrow.body.id}/release`, {
        body,
        headers: asJson,
      })
      expect([body, released.status]).toEqual([body, 200])
      const read = await somchai.client.send('PUT', '/api/notifications/read', { body, headers: asJson })
      expect([body, read.status]).toEqual([body, 200])
    }
  })

  test('that is required and null lacks each of its fields', async () => {
    const answer = await somchai.client.send('POST', '/api/reviews', { body: 'null', headers: asJson })
    expect(refusalIn(answer)).toEqual([422, 'VALIDATION_ERROR'])
    expect(Object.keys(answer.body.field_errors ?? {})).toEqual([
      'gig_id',
      'reviewee_id',
      'rating',
      'comment',
    ])
  })
})

describe('a time as Dart prints it (G3 space)', () => {
  test('has a space in place of the T and comes back in the form of responses', async () => {
    for (const sent of [
      '2025-10-01 14:00:00.000',
      '2025-10-01 14:00:00.000Z',
      '2025-10-01 14:00:00.000000Z',
    ]) {
      const { body } = await somchai.client.post<GigJson>('/api/gigs', { ...exampleGig, starts_at: sent })
      expect<string | null>(body.starts_at).toBe('2025-10-01T14:00:00.000000Z')
    }
  })
})

describe('a password in another Unicode form (A3)', () => {
  const composed = 'caf\u00e9 \u0e19\u0e49\u0e33 1234'
  const decomposed = 'cafe\u0301 \u0e19\u0e49\u0e4d\u0e32 1234'

  test('logs in, whichever form it was registered in', async () => {
    for (const registered of [composed, decomposed]) {
      const email = `keyboard${registered.length}@example.com`
      const account = { email, password: registered, full_name: 'Nok' }
      await new Client(server.url).post('/api/auth/register', account)
      for (const typed of [composed, decomposed]) {
        expect((await logInAs(server.url, email, typed)).token_type).toBe('bearer')
      }
    }
  })

  test('logs in against a hash of the form that was sent, as older versions made them', async () => {
    const email = 'older@example.com'
    const { body } = await new Client(server.url).post<UserJson>('/api/auth/register', {
      email,
      password: 'something else',
      full_name: 'Nok',
    })
    const hash = await Bun.password.hash(decomposed)
    await server.ctx.store.sessions.replacePassword(systemWrite(server.ctx), body.id, null, () => hash)
    expect((await logInAs(server.url, email, decomposed)).token_type).toBe('bearer')
  })

  test('is verified as often for an unknown e-mail as for a wrong password', async () => {
    const verify = spyOn(Bun.password, 'verify')
    const attempts = async (username: string, password: string) => {
      verify.mockClear()
      const body = new URLSearchParams({ username, password })
      const answer = await new Client(server.url).send('POST', '/api/auth/login', { body })
      expect(refusalIn(answer)).toEqual([401, 'INVALID_CREDENTIALS'])
      return verify.mock.calls.length
    }
    for (const [password, expected] of [
      [decomposed, 2],
      [composed.normalize('NFKC'), 1],
      ['plain text', 1],
    ] as const) {
      for (const email of ['somchai@example.com', 'nobody@example.com'])
        expect([email, await attempts(email, password)]).toEqual([email, expected])
    }
    verify.mockRestore()
  })

  test('has as many characters as were sent', async () => {
    const register = (password: string) =>
      new Client(server.url).post('/api/auth/register', {
        email: `${password.length}@example.com`,
        password,
        full_name: 'A',
      })
    // NFKC makes 18 characters of the ligature, and one of two letters.
    expect((await register('\ufdfa'.repeat(128))).status).toBe(201)
    expect((await register('\ufdfa'.repeat(7))).status).toBe(422)
    expect((await register('e\u0301'.repeat(4))).status).toBe(201)
  })
})

describe('a body with a Content-Encoding', () => {
  test('is a 415 that says so, in JSON and in forms', async () => {
    const bodies: [path: string, body: string | Uint8Array<ArrayBuffer>, type: string][] = [
      ['/api/gigs', Bun.gzipSync(Buffer.from(JSON.stringify(exampleGig))), 'application/json'],
      ['/api/gigs', JSON.stringify(exampleGig), 'application/json'],
      ['/api/auth/login', 'username=a&password=b', 'application/x-www-form-urlencoded'],
    ]
    for (const [path, body, type] of bodies) {
      const answer = await fetch(server.url + path, {
        method: 'POST',
        body,
        headers: {
          'content-type': type,
          'content-encoding': 'gzip',
          authorization: `Bearer ${somchai.tokens.access_token}`,
        },
      })
      expect([answer.status, answer.headers.get('accept-encoding')]).toEqual([415, 'identity'])
      expect(await answer.json()).toEqual({
        detail:
          'The header Content-Encoding says that the body is encoded. Send it plain and without that header.',
        error_code: 'UNSUPPORTED_ENCODING',
      })
    }
  })

  test('is read where it says identity', async () => {
    const answer = await somchai.client.send('POST', '/api/gigs', {
      body: JSON.stringify(exampleGig),
      headers: { ...asJson, 'content-encoding': 'Identity' },
    })
    expect(answer.status).toBe(201)
  })
})

describe('the detail of a 422 (G8 first field)', () => {
  const detailOf = async (path: string, body: unknown) => {
    const answer = await somchai.client.post(path, body)
    expect(answer.status).toBe(422)
    return answer.body.detail
  }

  test('names the first field at fault, in the order of the document', async () => {
    const { title: _, ...untitled } = exampleGig
    expect(await detailOf('/api/gigs', { ...untitled, budget: 0 })).toBe('title is required.')
    expect(await detailOf('/api/gigs', { ...exampleGig, budget: 0, latitude: 'x' })).toBe(
      'budget must be an amount from 0.01 to 10000000 baht with at most two decimals.',
    )
    expect(await detailOf('/api/gigs', [])).toBe('body must be a JSON object.')
  })

  test('names it for paths, queries and rules too', async () => {
    expect((await somchai.client.get('/api/gigs/1')).body.detail).toBe('gig_id must be a UUID.')
    expect((await somchai.client.get('/api/gigs/search?latitude=91&longitude=0')).body.detail).toBe(
      'latitude must be a number from -90 to 90.',
    )
    const room = await openRoom(somchai, mali)
    expect(await detailOf(`/api/chat/rooms/${room.id}/messages`, {})).toBe(
      'content: A message needs text or an image_url.',
    )
  })
})
