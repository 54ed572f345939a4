import { afterEach, describe, expect, spyOn, test } from 'bun:test'
import type { ClientOptions } from '../../src/client/client-options.ts'
import { ChayenityError } from '../../src/client/error.ts'
import { browserTokens, createClient } from '../../src/client/index.ts'
import { memoryTokens, type Tokens } from '../../src/client/session.ts'
import { Transport } from '../../src/client/transport.ts'
import {
  type Asked,
  createFetch,
  failure,
  holdTime,
  pairOf,
  releaseTime,
  settle,
  silence,
  storeOf,
} from '../support/client-outside.ts'

afterEach(releaseTime)

type Answer = Parameters<typeof createFetch>[0]

/** A client of a person who is logged in, unless the options say otherwise. */
const clientOf = (answer: Answer, options: Partial<ClientOptions> = {}) => {
  const { fetch, asked } = createFetch(answer)
  const all = { baseUrl: 'http://server', tokens: storeOf('mali'), fetch, ...options }
  return { client: createClient(all), transport: new Transport(all), asked }
}

const nothing = () => new Response('null')

/** What a call ends with: its result, or how it failed. */
const endOf = (call: Promise<unknown>): Promise<unknown> =>
  call.catch((error: unknown) => (error instanceof ChayenityError ? error.code : error))

const linesOf = (asked: readonly Asked[]) => asked.map(({ method, path }) => `${method} ${path}`)

describe('what a call sends', () => {
  test('fields that are undefined are left out of a query and of a body', async () => {
    const { client, asked } = clientOf(nothing)
    await client.getMyGigs({ limit: 3, skip: undefined })
    await client.getMyGigs({ limit: undefined })
    await client.getNotifications({ after: undefined, limit: 0 })
    await client.markNotificationsAsRead({ up_to: undefined })
    expect(linesOf(asked)).toEqual([
      'GET /api/gigs/my-gigs?limit=3',
      'GET /api/gigs/my-gigs',
      'GET /api/notifications?limit=0',
      'PUT /api/notifications/read',
    ])
    expect(asked.map(({ body, headers }) => [body, headers.get('content-type')])).toEqual(
      Array(4).fill([undefined, null]),
    )
  })

  test('fields of the path are in the path alone, and escaped', async () => {
    const { client, asked } = clientOf(nothing)
    await client.getMessages({ room_id: 'a/b c', limit: 2 })
    await client.sendMessage({ room_id: 'r', content: 'สวัสดี', image_url: null })
    await client.acceptGig({ gig_id: 'g' })
    await client.canReview({ gig_id: 'g', reviewee_id: 'u' })
    expect(linesOf(asked)).toEqual([
      'GET /api/chat/rooms/a%2Fb%20c/messages?limit=2',
      'POST /api/chat/rooms/r/messages',
      'POST /api/gigs/g/accept',
      'GET /api/reviews/can-review/g/u',
    ])
    expect(asked.map(({ body }) => body)).toEqual([
      undefined,
      '{"content":"สวัสดี","image_url":null}',
      undefined,
      undefined,
    ])
    expect(asked.map(({ headers }) => headers.get('content-type'))).toEqual([
      null,
      'application/json',
      null,
      null,
    ])
  })

  test('a DELETE has its fields in the query, as a GET has', async () => {
    const { transport, asked } = clientOf(nothing)
    await transport.call('DELETE', '/api/users/me', { password: 'a & b' })
    expect([linesOf(asked), asked[0]?.body]).toEqual([['DELETE /api/users/me?password=a+%26+b'], undefined])
  })

  test('an upload is a form with the file, whose type the platform adds', async () => {
    const { client, asked } = clientOf(nothing)
    await client.uploadGigImage({ file: new File(['x'], 'a.png', { type: 'image/png' }) })
    await client.uploadGigImage({ file: { uri: 'file:///a.png', name: 'a.png', type: 'image/png' } })
    for (const { body, headers } of asked) {
      expect(body instanceof FormData && body.has('file')).toBeTrue()
      expect(headers.get('content-type')).toBeNull()
    }
    const [first] = asked
    expect(first?.body instanceof FormData && first.body.get('file')).toBeInstanceOf(File)
  })

  test('a POST that takes an Idempotency-Key has one of its own, or the one that was given', async () => {
    const { client, asked } = clientOf(nothing)
    await client.verifyAccount()
    await client.verifyAccount()
    await client.verifyAccount({ idempotencyKey: 'mine' })
    await client.getUserProfile({ idempotencyKey: 'of no use' })
    const [one, other, given, none] = asked.map(({ headers }) => headers.get('idempotency-key'))
    expect([one, other]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.any(String)])
    expect(one).not.toBe(other)
    expect([given, none]).toEqual(['mine', null])
  })

  test('the token, the world and the headers of the client and of the call go with it', async () => {
    const { client, asked } = clientOf(nothing, {
      baseUrl: 'http://server//',
      world: 'blue',
      headers: { 'x-always': '1', 'x-changed': 'no' },
    })
    await client.getUserProfile({ headers: { 'x-changed': 'yes' } })
    await client.getHealth()
    const sent = (name: string) => asked.map(({ headers }) => headers.get(name))
    expect(linesOf(asked)).toEqual(['GET /api/users/profile', 'GET /health'])
    expect(sent('authorization')).toEqual(['Bearer mali', null])
    expect([sent('x-world'), sent('x-always')]).toEqual([
      ['blue', 'blue'],
      ['1', '1'],
    ])
    expect(sent('x-changed')).toEqual(['yes', 'no'])
    const plain = clientOf(nothing, { tokens: memoryTokens() })
    await plain.client.getUserProfile()
    expect([...(plain.asked[0]?.headers.keys() ?? [])]).toEqual([])
  })

  test('a login is a form without the token of an earlier session', async () => {
    const { client, transport, asked } = clientOf(() => Response.json(pairOf('new')))
    expect((await client.login({ email: 'a+b@example.com', password: 'p&q' })).access_token).toBe('new')
    const [login] = asked
    expect([linesOf(asked), login?.headers.get('authorization'), String(login?.body)]).toEqual([
      ['POST /api/auth/login'],
      null,
      'username=a%2Bb%40example.com&password=p%26q',
    ])
    expect(transport.tokens.load()).toEqual({ access_token: 'new', refresh_token: 'refresh of new' })
  })
})

describe('what an answer becomes', () => {
  test('an empty one is null, and a file is a Blob', async () => {
    const { client } = clientOf(({ path }) => new Response(path.includes('upload') ? 'bytes' : null))
    expect(await client.endChatRoom({ room_id: 'r' })).toBeNull()
    expect(await (await client.getUploadedFile({ file_id: 'f' })).text()).toBe('bytes')
  })

  const errorFor = async (response: Response): Promise<ChayenityError> => {
    const { client } = clientOf(() => response, { retries: 0 })
    const error: unknown = await client.getHealth().catch((reason: unknown) => reason)
    if (!(error instanceof ChayenityError)) throw new Error('The call was not rejected as it should be.')
    return error
  }

  test('a refusal is an error with all that the server says', async () => {
    const body = { detail: 'Wrong.', error_code: 'VALIDATION_ERROR', field_errors: { title: ['Too long.'] } }
    const headers = { 'retry-after': '7', 'x-request-id': 'r-1', 'x-chayenity-hint': 'Look there.' }
    const full = await errorFor(Response.json(body, { status: 422, headers }))
    expect([full.message, full.code, full.fieldErrors]).toEqual([
      'Wrong.',
      'VALIDATION_ERROR',
      { title: ['Too long.'] },
    ])
    expect([full.retryAfterSeconds, full.requestId, full.hint]).toEqual([7, 'r-1', 'Look there.'])
    const bare = await errorFor(failure(404, 'RESOURCE_NOT_FOUND'))
    expect([bare.fieldErrors, bare.retryAfterSeconds, bare.requestId, bare.hint]).toEqual([
      {},
      null,
      null,
      null,
    ])
    const dated = await errorFor(
      failure(503, 'OVERLOADED', { 'retry-after': 'Thu, 01 Jan 2026 00:00:00 GMT' }),
    )
    expect(dated.retryAfterSeconds).toBeNull()
  })

  test('what is no refusal of this server is UNREADABLE_RESPONSE with its status', async () => {
    const bodies = ['<h1>', 'null', '{"detail":"Who are you?"}', '{"error_code":"OVERLOADED"}']
    for (const body of bodies) {
      const { code, status, message } = await errorFor(new Response(body, { status: 500 }))
      expect([body, code, status]).toEqual([body, 'UNREADABLE_RESPONSE', 500])
      expect(message).toBe('The server could not be reached (500).')
    }
  })

  test('502 and 504 are problems of the connection, as no answer is, and other errors are not', async () => {
    for (const [status, isProblem] of [
      [500, false],
      [502, true],
      [503, false],
      [504, true],
      [505, false],
    ] as const)
      expect([status, (await errorFor(failure(status, 'X'))).isConnectionProblem]).toEqual([
        status,
        isProblem,
      ])
    const { client } = clientOf(() => new Error('reset'), { retries: 0 })
    expect(await client.getHealth().catch((error: unknown) => error)).toMatchObject({
      status: 0,
      message: 'The server could not be reached.',
      isConnectionProblem: true,
    })
  })
})

describe('a call that is not answered', () => {
  test('is given up after 30 seconds, and an upload after two minutes', async () => {
    const time = holdTime(0.5)
    const { client } = clientOf(silence, { retries: 0 })
    const ends: unknown[] = []
    const late = client.getHealth()
    void endOf(late).then(end => ends.push(end))
    void endOf(client.uploadGigImage({ file: new Blob(['x']) })).then(end => ends.push(`upload ${end}`))
    await time.pass(29_999)
    expect(ends).toEqual([])
    await time.pass(1)
    expect(ends).toEqual(['TIMED_OUT'])
    await time.pass(89_999)
    expect(ends).toEqual(['TIMED_OUT'])
    await time.pass(1)
    expect(ends).toEqual(['TIMED_OUT', 'upload TIMED_OUT'])
    await expect(late).rejects.toMatchObject({ status: 0, message: 'The server took too long to answer.' })
  })

  test('ends with the reason of its signal as soon as that is given up', async () => {
    const time = holdTime(0.5)
    const { client, asked } = clientOf(silence, { retries: 0 })
    const leaving = new AbortController()
    const call = endOf(client.getHealth({ signal: leaving.signal }))
    await settle()
    const reason = new Error('The page was left.')
    leaving.abort(reason)
    expect(await call).toBe(reason)
    expect([asked[0]?.signal.reason, asked.length, time.timers()]).toEqual([reason, 1, 0])
  })
})

test('a call that was answered leaves no timer, and its signal has nothing to do with it any more', async () => {
  const time = holdTime(0.5)
  const { client, asked } = clientOf(nothing)
  const leaving = new AbortController()
  await client.getHealth({ signal: leaving.signal })
  leaving.abort()
  expect([asked[0]?.signal.aborted, time.timers()]).toEqual([false, 0])
})

describe('a call that fails', () => {
  const broken = () => new Error('reset')

  test('is sent twice more, after 300 and 600 milliseconds by and large', async () => {
    const time = holdTime(0.5)
    const { client, asked } = clientOf(broken)
    const end = endOf(client.getHealth())
    const counts: number[] = []
    for (const ms of [0, 299, 1, 599, 1]) {
      await time.pass(ms)
      counts.push(asked.length)
    }
    expect(counts).toEqual([1, 1, 2, 2, 3])
    expect(await end).toBe('CONNECTION_FAILED')
  })

  test('waits between half and one and a half times as long, as chance has it', async () => {
    for (const [chance, ms] of [
      [0, 150],
      [1, 450],
    ] as const) {
      const time = holdTime(chance)
      const { client, asked } = clientOf(broken, { retries: 1 })
      const end = endOf(client.getHealth())
      await time.pass(ms - 1)
      expect(asked).toHaveLength(1)
      await time.pass(1)
      expect([asked.length, await end]).toEqual([2, 'CONNECTION_FAILED'])
      releaseTime()
    }
  })

  test('waits as long as the server says, at most ten seconds', async () => {
    for (const [said, ms] of [
      ['3', 3000],
      ['60', 10_000],
    ] as const) {
      const time = holdTime(0.5)
      const { client, asked } = clientOf((_, at) =>
        at === 0 ? failure(503, 'OVERLOADED', { 'retry-after': said }) : nothing(),
      )
      const end = endOf(client.getHealth())
      await time.pass(ms - 1)
      expect(asked).toHaveLength(1)
      await time.pass(1)
      expect([asked.length, await end]).toEqual([2, null])
      releaseTime()
    }
  })

  test('is sent again where that has no second effect, and only there', async () => {
    const time = holdTime(0)
    const bad = (status: number, code = 'X') => failure(status, code, { 'retry-after': '0' })
    const cases: [
      string,
      () => Response | Error,
      (client: ReturnType<typeof createClient>) => Promise<unknown>,
      number,
    ][] = [
      ['a GET without an answer', broken, client => client.getUserProfile(), 2],
      ['a GET behind a broken proxy', () => bad(502), client => client.getUserProfile(), 2],
      ['a GET that the server could not do', () => bad(500), client => client.getUserProfile(), 1],
      ['a POST with a key', broken, client => client.verifyAccount(), 2],
      ['a POST without one', broken, client => client.logoutEverywhere(), 1],
      ['a PUT', broken, client => client.updateGig({ gig_id: 'g', title: 't' }), 1],
      ['a PUT that was put off', () => bad(503), client => client.updateGig({ gig_id: 'g' }), 2],
      ['a full disk', () => bad(503, 'STORAGE_FULL'), client => client.getUserProfile(), 1],
      ['a refusal', () => bad(422), client => client.verifyAccount(), 1],
    ]
    for (const [name, answer, call, count] of cases) {
      const { client, asked } = clientOf(answer, { retries: 1 })
      const end = endOf(call(client))
      await time.pass(0)
      await time.pass(1000)
      await end
      expect([name, asked.length]).toEqual([name, count])
    }
  })

  test('keeps its Idempotency-Key when it is sent again', async () => {
    const time = holdTime(0)
    const { client, asked } = clientOf(broken, { retries: 1 })
    const end = endOf(client.verifyAccount())
    await time.pass(0)
    await time.pass(1000)
    await end
    const keys = asked.map(({ headers }) => headers.get('idempotency-key'))
    expect([keys.length, new Set(keys).size]).toEqual([2, 1])
  })

  test('is not sent again once its signal is given up, while it waits or before it does', async () => {
    const time = holdTime(0.5)
    for (const isBefore of [false, true]) {
      const leaving = new AbortController()
      const reason = new ChayenityError('The room was left.', { status: 0, code: 'CONNECTION_FAILED' })
      const { client, asked } = clientOf(() => {
        if (isBefore) leaving.abort(reason)
        return new Error('reset')
      })
      const ends: unknown[] = []
      const call = client.verifyAccount({ signal: leaving.signal })
      void call.catch((error: unknown) => ends.push(error))
      await time.pass(100)
      if (!isBefore) leaving.abort(reason)
      await settle()
      expect([ends, asked.length, time.timers()]).toEqual([[reason], 1, 0])
    }
  })

  test('leaves nothing at the signal that it was given', async () => {
    const time = holdTime(0)
    const { signal } = new AbortController()
    const [added, removed] = [spyOn(signal, 'addEventListener'), spyOn(signal, 'removeEventListener')]
    const { client } = clientOf(broken, { retries: 1 })
    const end = endOf(client.getHealth({ signal }))
    await time.pass(150)
    await end
    expect(added.mock.calls).toHaveLength(3)
    expect(removed.mock.calls.map(([, hear]) => hear)).toEqual(added.mock.calls.map(([, hear]) => hear))
  })
})

describe('a session', () => {
  const expired = () => failure(401, 'TOKEN_EXPIRED')
  const tokenOf = ({ headers }: Asked) => headers.get('authorization')
  const isRefresh = ({ path }: Asked) => path === '/api/auth/refresh'

  test('is renewed once for a call, which is then made with the new token', async () => {
    const { client, transport, asked } = clientOf(one => {
      if (isRefresh(one)) return Response.json(pairOf('new'))
      return tokenOf(one) === 'Bearer new' ? nothing() : expired()
    })
    await client.getUserProfile()
    expect(asked.map(tokenOf)).toEqual(['Bearer mali', 'Bearer refresh of mali', 'Bearer new'])
    expect(asked[1]?.headers.get('x-access-token')).toBe('mali')
    expect(transport.tokens.load()).toEqual({ access_token: 'new', refresh_token: 'refresh of mali' })
  })

  test('that is refused again is not renewed again, and an open call renews nothing', async () => {
    const { client, asked } = clientOf(one => (isRefresh(one) ? Response.json(pairOf('new')) : expired()))
    expect(await endOf(client.getUserProfile())).toBe('TOKEN_EXPIRED')
    expect(linesOf(asked)).toEqual([
      'GET /api/users/profile',
      'POST /api/auth/refresh',
      'GET /api/users/profile',
    ])
    asked.length = 0
    expect(await endOf(client.getHealth())).toBe('TOKEN_EXPIRED')
    expect(asked).toHaveLength(1)
  })

  test('that was renewed counts as no attempt: the call may still be sent twice more', async () => {
    const { client, asked } = clientOf((one, at) => {
      if (isRefresh(one)) return Response.json(pairOf('new'))
      if (at === 0) return expired()
      return asked.length < 5 ? failure(503, 'OVERLOADED', { 'retry-after': '0' }) : nothing()
    })
    expect(await endOf(client.getUserProfile())).toBeNull()
    expect(asked).toHaveLength(5)
  })

  test('that another tab has renewed meanwhile is taken as it is', async () => {
    const tokens = storeOf('mali')
    const { client, asked } = clientOf(
      (_, at) => {
        if (at > 0) return nothing()
        tokens.save(pairOf('of the other tab'))
        return expired()
      },
      { tokens },
    )
    await client.getUserProfile()
    expect(asked.map(tokenOf)).toEqual(['Bearer mali', 'Bearer of the other tab'])
  })

  test('ends when its renewal is refused, with the error, and not when the server is away', async () => {
    for (const [status, code, isOver] of [
      [401, 'INVALID_TOKEN', true],
      [403, 'ACCOUNT_DISABLED', true],
      [500, 'INTERNAL_ERROR', false],
    ] as const) {
      const ends: string[] = []
      const { client, transport } = clientOf(one => (isRefresh(one) ? failure(status, code) : expired()), {
        onSessionEnd: error => ends.push(error.code),
      })
      expect(await endOf(client.getUserProfile())).toBe(code)
      expect([ends, transport.tokens.load() === null]).toEqual([isOver ? [code] : [], isOver])
      // A later renewal is a new one, not the one that failed.
      expect(await endOf(transport.refresh())).toBe(isOver ? 'NOT_AUTHENTICATED' : code)
      expect(ends).toHaveLength(isOver ? 1 : 0)
    }
  })

  test('is over after a logout, whether the server hears of it or not, and nobody is told why', async () => {
    for (const answer of [nothing, () => failure(500, 'INTERNAL_ERROR')]) {
      const ends: unknown[] = []
      const tokens = storeOf('mali')
      const { client, asked } = clientOf(answer, { tokens, onSessionEnd: error => ends.push(error) })
      await endOf(client.logout())
      expect([linesOf(asked), tokens.load(), ends]).toEqual([['POST /api/auth/logout'], null, []])
      tokens.save(pairOf('again'))
      await endOf(client.logoutEverywhere())
      expect([linesOf(asked)[1], tokens.load(), ends]).toEqual(['POST /api/auth/logout-all', null, []])
    }
  })

  test('without tokens says that one has to log in, and asks nobody', async () => {
    const { client, transport, asked } = clientOf(nothing, { tokens: memoryTokens() })
    await expect(client.refreshAccessToken()).rejects.toMatchObject({
      code: 'NOT_AUTHENTICATED',
      status: 0,
      message: 'Log in first: there is no session.',
    })
    expect(await endOf(transport.freshToken())).toBe('NOT_AUTHENTICATED')
    expect(asked).toEqual([])
  })

  /** With the payload of a token and nothing else. @see RFC 7519 */
  const tokenWith = (payload: unknown): string =>
    `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.signature`

  test('has a token that is fresh while it lives more than half a minute, counted from its arrival', async () => {
    const time = holdTime(0.5)
    const { transport, asked } = clientOf(one =>
      Response.json(pairOf(isRefresh(one) ? 'second' : 'first', 2)),
    )
    await transport.login('mali@example.com', 'a long password')
    expect(transport.millisecondsLeft('first')).toBe(120_000)
    await time.pass(89_999)
    expect(await transport.freshToken()).toBe('first')
    await time.pass(1)
    expect(await transport.freshToken()).toBe('second')
    expect(await transport.freshToken()).toBe('second')
    expect(linesOf(asked)).toEqual(['POST /api/auth/login', 'POST /api/auth/refresh'])
    expect(transport.millisecondsLeft('second')).toBe(120_000)
  })

  test('has a token of another tab that lives as long as the token itself says', () => {
    holdTime(0.5)
    const { transport } = clientOf(nothing)
    const left = (token: string) => transport.millisecondsLeft(token)
    const exp = Date.now() / 1000 + 90
    // The base64url of this name has both characters that plain base64 has not.
    expect(left(tokenWith({ name: '~~~ÿÿÿ>>>???', exp }))).toBe(90_000)
    for (const unreadable of [tokenWith({ exp: String(exp) }), tokenWith({}), 'mali', 'a.b.c', ''])
      expect([unreadable, left(unreadable)]).toEqual([unreadable, -Date.now()])
  })
})

describe('tokens in a storage', () => {
  const createStorage = () => {
    const items = new Map<string, string>()
    const storage = {
      getItem: (name: string) => items.get(name) ?? null,
      setItem: (name: string, value: string) => void items.set(name, value),
      removeItem: (name: string) => void items.delete(name),
    }
    return { items, storage }
  }
  const tokens: Tokens = { access_token: 'a', refresh_token: 'r' }

  test('are kept under their names, found again and removed', () => {
    const { items, storage } = createStorage()
    const store = browserTokens(storage)
    expect(store.load()).toBeNull()
    store.save(tokens)
    expect([Object.fromEntries(items), browserTokens(storage).load()]).toEqual([{ ...tokens }, tokens])
    browserTokens(storage, 'second_').save({ access_token: 'b', refresh_token: 's' })
    expect([items.get('second_access_token'), items.get('second_refresh_token')]).toEqual(['b', 's'])
    store.save(null)
    expect([...items.keys()]).toEqual(['second_access_token', 'second_refresh_token'])
  })

  test('are no session where one of the two is missing', () => {
    for (const missing of ['access_token', 'refresh_token']) {
      const { storage } = createStorage()
      const store = browserTokens(storage)
      store.save(tokens)
      storage.removeItem(missing)
      expect(store.load()).toBeNull()
    }
  })
})

test('a key is made on a platform without cryptography too', () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'crypto')
  const random = spyOn(Math, 'random').mockReturnValueOnce(0.5).mockReturnValueOnce(0.25)
  Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true })
  try {
    const { client, asked } = clientOf(nothing)
    void client.verifyAccount()
    expect(asked[0]?.headers.get('idempotency-key')).toMatch(/^[0-9a-z]{8}-i-9$/)
  } finally {
    random.mockRestore()
    if (own) Object.defineProperty(globalThis, 'crypto', own)
  }
})

test.each(['127.0.0.1:8000', 'localhost:8000', 'server', 'ws://server', 'http://'])(
  'a client is not made for %p, which is no address of a server',
  baseUrl => {
    expect(() => createClient({ baseUrl })).toThrow(
      `baseUrl is "${baseUrl}". It must be an address with http:// or https://, such as http://127.0.0.1:8000, or a path of the page's own server.`,
    )
  },
)

test.each(['', '/', '/market'])(
  'a client of the page at %p calls its own server, and subscribes to none',
  baseUrl => {
    const client = createClient({ baseUrl })
    expect(() => client.subscribe.notifications(() => {})).toThrow('needs a baseUrl with http://')
  },
)
