import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { disableAccount, findAccount } from '../../src/domain/users/operator.ts'
import type { ErrorBody } from '../../src/http/reply.ts'
import { Client, refusalIn } from '../support/client.ts'
import {
  joinAfresh,
  joinMali,
  joinSomchai,
  logInAs,
  type Person,
  type TokenPairJson,
} from '../support/people.ts'
import { startTestServer, type TestServer, testNow } from '../support/server.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const secret = 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE'

let server: TestServer
let anyone: Client
let somchai: Person
let mali: Person

beforeAll(async () => {
  server = await startTestServer({ env: { JWT_SECRET: secret } })
  anyone = new Client(server.url)
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
})
beforeEach(() => server.clock.set(testNow))
afterAll(() => server.stop())

const logIn = ({ user, password }: Person) => logInAs(server.url, user.email, password)
const me = (token: string) => anyone.withToken(token).get('/api/auth/me')

const refresh = <Body = TokenPairJson>(refreshToken: string | null, accessToken?: string) =>
  anyone.withToken(refreshToken).send<Body>('POST', '/api/auth/refresh', {
    headers: accessToken === undefined ? {} : { 'x-access-token': accessToken },
  })
const refusedRefresh = async (refreshToken: string | null, accessToken?: string) =>
  refusalIn(await refresh<ErrorBody>(refreshToken, accessToken))

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const forge = (payload: unknown, { header = { alg: 'HS256' } as unknown, key = secret } = {}) => {
  const signed = `${base64(header)}.${base64(payload)}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}
const claimsIn = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

describe('a token (G10)', () => {
  test('that is missing is NOT_AUTHENTICATED, also with another scheme', async () => {
    for (const authorization of [undefined, '', 'Bearer', 'Bearer ', 'Basic c29tY2hhaTpwdw==', 'Token x']) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
      const answer = await anyone.get('/api/auth/me', { headers })
      expect([authorization, ...refusalIn(answer)]).toEqual([authorization, 401, 'NOT_AUTHENTICATED'])
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  test('is known whatever the case of the word Bearer', async () => {
    const headers = { authorization: `bearer ${somchai.tokens.access_token}` }
    expect((await anyone.get('/api/auth/me', { headers })).status).toBe(200)
  })

  test('that was tampered with is INVALID_TOKEN', async () => {
    const token = somchai.tokens.access_token
    const [header = '', payload = '', signature = ''] = token.split('.')
    const claims = claimsIn(token)
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    const forSomebodyElse = base64({ ...claims, sub: mali.user.id })
    const bad: Record<string, string> = {
      'no token at all': 'nonsense',
      'an empty signature': `${header}.${payload}.`,
      'another signature': `${header}.${payload}.${flipped}`,
      'a signature that goes on': `${token}AAAA`,
      'a token with = behind it': `${token}=`,
      'a token with == behind it': `${token}==`,
      'four parts': `${token}.${signature}`,
      'claims of somebody else under the old signature': `${header}.${forSomebodyElse}.${signature}`,
      'the algorithm none': `${base64({ alg: 'none' })}.${payload}.`,
      'the algorithm none with the old signature': `${base64({ alg: 'none' })}.${payload}.${signature}`,
      'another key': forge(claims, { key: 'X'.repeat(32) }),
      'another algorithm': forge(claims, { header: { alg: 'HS512' } }),
      'no expiry': forge({ ...claims, exp: undefined }),
      'an expiry that is a text': forge({ ...claims, exp: '9999999999' }),
      'no session': forge({ ...claims, sid: undefined }),
      'a session that never was': forge({ ...claims, sid: mali.user.id }),
      'somebody else with this session': forge({ ...claims, sub: mali.user.id }),
      'no kind': forge({ ...claims, kind: undefined }),
      'a user that is no UUID': forge({ ...claims, sub: 'somchai' }),
      'a payload that is a list': forge([1, 2, 3]),
      'a very long token': forge({ ...claims, more: 'x'.repeat(4000) }),
    }
    expect((await me(forge(claims))).status).toBe(200)
    for (const [what, forged] of Object.entries(bad)) {
      const answer = await me(forged)
      expect([what, ...refusalIn(answer)]).toEqual([what, 401, 'INVALID_TOKEN'])
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
    // None of them was remembered in the place of the good one.
    expect((await me(token)).status).toBe(200)
  })

  test('of one kind is never accepted in the place of the other (A4)', async () => {
    const { access_token, refresh_token } = await logIn(somchai)
    expect(refusalIn(await me(refresh_token))).toEqual([401, 'INVALID_TOKEN'])
    expect(await refusedRefresh(access_token, access_token)).toEqual([401, 'INVALID_TOKEN'])
    expect(await refusedRefresh(refresh_token, refresh_token)).toEqual([401, 'INVALID_TOKEN'])
    expect(refusalIn(await anyone.withToken(refresh_token).post('/api/auth/logout'))).toEqual([
      401,
      'INVALID_TOKEN',
    ])
  })
})

describe('refreshing (A5)', () => {
  test('gives a new access token for the session, and both go on working', async () => {
    const { access_token, refresh_token } = await logIn(somchai)
    server.clock.advance(1000)
    const answer = await refresh(refresh_token, access_token)
    expect(answer.status).toBe(200)
    // There is no new refresh token.
    expect<unknown>(answer.body).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in_minutes: 30,
    })
    expect(answer.body.access_token).not.toBe(access_token)
    expect((await me(answer.body.access_token)).status).toBe(200)
    expect((await me(access_token)).status).toBe(200)
  })

  test('gives the same answer to the same pair for 60 seconds, also to eight at once with limits on (A5 repeat)', async () => {
    const limited = await startTestServer({ env: { RATE_LIMIT: 'on' } })
    try {
      const { tokens } = await joinSomchai(limited)
      limited.clock.advance(31 * minuteMs)
      const send = () =>
        new Client(limited.url, tokens.refresh_token).send<TokenPairJson>('POST', '/api/auth/refresh', {
          headers: { 'x-access-token': tokens.access_token },
        })
      const answers = await Promise.all(Array.from({ length: 8 }, send))
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200))
      expect(new Set(answers.map(({ body }) => body.access_token)).size).toBe(1)
      const [first] = answers
      limited.clock.advance(minuteMs - 1)
      expect((await send()).body).toEqual(first?.body as TokenPairJson)
      limited.clock.advance(1)
      expect((await send()).body.access_token).not.toBe(first?.body.access_token as string)
    } finally {
      await limited.stop()
    }
  })

  test.each([
    ['back', -3_600_000],
    ['forward', 3_600_000],
  ])(
    'gives a good token when the system clock is set %s, and another after a minute (A5 repeat)',
    async (_, stepMs) => {
      const stepped = await startTestServer()
      try {
        const { tokens } = await joinSomchai(stepped)
        const send = async () => {
          const { body } = await new Client(stepped.url, tokens.refresh_token).send<TokenPairJson>(
            'POST',
            '/api/auth/refresh',
            { headers: { 'x-access-token': tokens.access_token } },
          )
          const { status } = await new Client(stepped.url, body.access_token).get('/api/auth/me')
          expect(status).toBe(200)
          return body.access_token
        }
        await send()
        stepped.clock.step(stepMs)
        const after = await send()
        stepped.clock.advance(minuteMs)
        expect(await send()).not.toBe(after)
      } finally {
        await stepped.stop()
      }
    },
  )

  test('is not repeated after a logout, nor for an account that is disabled (A5 repeat)', async () => {
    const [ended, disabled] = await Promise.all([logIn(somchai), logIn(await joinAfresh(server, 'Nok'))])
    for (const { access_token, refresh_token } of [ended, disabled])
      expect((await refresh(refresh_token, access_token)).status).toBe(200)
    await anyone.withToken(ended.access_token).post('/api/auth/logout')
    const { body: nok } = await anyone.withToken(disabled.access_token).get<{ email: string }>('/api/auth/me')
    await disableAccount(server.ctx, await findAccount(server.ctx, nok.email))
    for (const { access_token, refresh_token } of [ended, disabled])
      expect(await refusedRefresh(refresh_token, access_token)).toEqual([401, 'INVALID_TOKEN'])
  })

  test('never repeats a token that has expired since (A5 repeat)', async () => {
    const quick = await startTestServer({ env: { ACCESS_TOKEN_MINUTES: '0.05' } })
    try {
      const { tokens } = await joinSomchai(quick)
      const send = () =>
        new Client(quick.url, tokens.refresh_token).send<TokenPairJson>('POST', '/api/auth/refresh', {
          headers: { 'x-access-token': tokens.access_token },
        })
      await send()
      quick.clock.advance(2000)
      const { body } = await send()
      quick.clock.advance(1500)
      expect((await new Client(quick.url, body.access_token).get('/api/auth/me')).status).toBe(200)
    } finally {
      await quick.stop()
    }
  })

  test('without X-Access-Token is 400 MISSING_ACCESS_TOKEN, without a bearer token 401', async () => {
    const { access_token, refresh_token } = await logIn(somchai)
    expect(await refusedRefresh(refresh_token)).toEqual([400, 'MISSING_ACCESS_TOKEN'])
    expect(await refusedRefresh(refresh_token, '')).toEqual([400, 'MISSING_ACCESS_TOKEN'])
    expect(await refusedRefresh(null, access_token)).toEqual([401, 'NOT_AUTHENTICATED'])
    expect(await refusedRefresh(null)).toEqual([401, 'NOT_AUTHENTICATED'])
  })

  test('refuses an access token of another user, of another session, or with a bad signature', async () => {
    const [mine, myOther, malis] = await Promise.all([logIn(somchai), logIn(somchai), logIn(mali)])
    const forged = forge(claimsIn(mine.access_token), { key: 'Y'.repeat(32) })
    for (const accessToken of [myOther.access_token, malis.access_token, forged, 'nonsense']) {
      expect(await refusedRefresh(mine.refresh_token, accessToken)).toEqual([401, 'INVALID_TOKEN'])
    }
  })
})

describe('logging out (A4)', () => {
  test('ends both tokens of the session, and those that were refreshed from it, and no other session', async () => {
    const [ending, other] = await Promise.all([logIn(somchai), logIn(somchai)])
    const { body: refreshed } = await refresh(ending.refresh_token, ending.access_token)
    const answer = await anyone.withToken(ending.access_token).post<{ message: string }>('/api/auth/logout')
    expect([answer.status, answer.body]).toEqual([200, { message: 'Successfully logged out' }])
    expect(refusalIn(await me(ending.access_token))).toEqual([401, 'INVALID_TOKEN'])
    expect(refusalIn(await me(refreshed.access_token))).toEqual([401, 'INVALID_TOKEN'])
    expect(await refusedRefresh(ending.refresh_token, ending.access_token)).toEqual([401, 'INVALID_TOKEN'])
    expect(refusalIn(await anyone.withToken(ending.access_token).post('/api/auth/logout'))).toEqual([
      401,
      'INVALID_TOKEN',
    ])
    expect((await me(other.access_token)).status).toBe(200)
    expect((await refresh(other.refresh_token, other.access_token)).status).toBe(200)
  })
})

describe('logging out with an access token that has expired (A4 late logout)', () => {
  const logOut = async (token: string) => refusalIn(await anyone.withToken(token).post('/api/auth/logout'))

  test('ends its session while that is open, once', async () => {
    const { access_token, refresh_token } = await logIn(somchai)
    server.clock.advance(2 * dayMs)
    expect(refusalIn(await me(access_token))).toEqual([401, 'TOKEN_EXPIRED'])
    expect(await logOut(access_token)).toEqual([200, null])
    expect(await refusedRefresh(refresh_token, access_token)).toEqual([401, 'INVALID_TOKEN'])
    expect(await logOut(access_token)).toEqual([401, 'INVALID_TOKEN'])
  })

  test('is refused with a bad signature, a refresh token, and after the session', async () => {
    const { access_token, refresh_token } = await logIn(somchai)
    expect(await logOut(forge(claimsIn(access_token), { key: 'Z'.repeat(32) }))).toEqual([
      401,
      'INVALID_TOKEN',
    ])
    expect(await logOut(refresh_token)).toEqual([401, 'INVALID_TOKEN'])
    server.clock.advance(30 * dayMs)
    expect(await logOut(access_token)).toEqual([401, 'TOKEN_EXPIRED'])
  })
})

describe('the lifetime of a token (A4)', () => {
  test('is 30 minutes for access: good until the last millisecond, then TOKEN_EXPIRED (G10)', async () => {
    const { access_token } = await logIn(somchai)
    server.clock.advance(30 * minuteMs - 1)
    expect((await me(access_token)).status).toBe(200)
    server.clock.advance(1)
    const answer = await me(access_token)
    expect(refusalIn(answer)).toEqual([401, 'TOKEN_EXPIRED'])
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  })

  test('is 30 days for refresh, and an expired access token still refreshes (A5)', async () => {
    const { access_token, refresh_token } = await logIn(somchai)
    server.clock.advance(30 * dayMs - 1)
    const late = await refresh(refresh_token, access_token)
    expect(late.status).toBe(200)
    expect((await me(late.body.access_token)).status).toBe(200)
    server.clock.advance(1)
    expect(await refusedRefresh(refresh_token, access_token)).toEqual([401, 'TOKEN_EXPIRED'])
    // No access token outlives its session.
    expect(refusalIn(await me(late.body.access_token))).toEqual([401, 'TOKEN_EXPIRED'])
  })

  test('stands in it in whole seconds, since many clients read no others, and never ends too early', async () => {
    server.clock.advance(250)
    const { access_token, refresh_token } = await logIn(somchai)
    const seconds = server.clock.now() / 1000
    expect(claimsIn(access_token).exp).toBe(Math.ceil(seconds) + 30 * 60)
    expect(claimsIn(refresh_token).exp).toBe(Math.ceil(seconds) + 30 * 24 * 60 * 60)
    server.clock.advance(750)
  })

  test('can be set to fractions of a minute and of a day', async () => {
    const quick = await startTestServer({
      env: { ACCESS_TOKEN_MINUTES: '0.05', REFRESH_TOKEN_DAYS: '0.0001' },
    })
    try {
      const person = await joinSomchai(quick)
      expect(person.tokens.expires_in_minutes).toBe(1)
      quick.clock.advance(2999)
      expect((await person.client.get('/api/auth/me')).status).toBe(200)
      quick.clock.advance(1)
      expect(refusalIn(await person.client.get('/api/auth/me'))).toEqual([401, 'TOKEN_EXPIRED'])
      const headers = { 'x-access-token': person.tokens.access_token }
      const renew = () =>
        person.client.withToken(person.tokens.refresh_token).send('POST', '/api/auth/refresh', { headers })
      quick.clock.advance(8640 - 3000 - 1)
      expect((await renew()).status).toBe(200)
      quick.clock.advance(1)
      expect(refusalIn(await renew())).toEqual([401, 'TOKEN_EXPIRED'])
    } finally {
      await quick.stop()
    }
  })
})
