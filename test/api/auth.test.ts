import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import type { ErrorBody } from '../../src/http/on-error.ts'
import { Client, refusalIn } from '../support/client.ts'
import {
  joinMali,
  joinSomchai,
  logInAs,
  type Person,
  type TokenPairJson,
  type UserJson,
} from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

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

describe('registering', () => {
  test('answers 201 with every field of the contract (G2, G3)', async () => {
    const answer = await anyone.post<UserJson>('/api/auth/register', {
      email: 'john@example.com',
      password: 'securepassword123',
      full_name: 'John Doe',
      contact_info: 'phone:+1234567890',
    })
    expect(answer.status).toBe(201)
    expect<unknown>(answer.body).toEqual({
      id: answer.body.id,
      email: 'john@example.com',
      full_name: 'John Doe',
      contact_info: 'phone:+1234567890',
      address_text: null,
      is_verified: false,
      reputation_score: 5,
      created_at: '2025-10-01T10:00:00.000000Z',
    })
    expect(answer.body.id).toMatch(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/)
  })

  test('trims the e-mail, gives it in lower case, and knows it again in any case (A1)', async () => {
    const registered = await anyone.post<UserJson>('/api/auth/register', {
      email: '  Nok.K@Example.COM ',
      password: 'รหัสผ่านของนก',
      full_name: ' นก ',
    })
    expect(registered.body.email).toBe('nok.k@example.com')
    expect(registered.body.full_name).toBe('นก')
    expect(registered.body.contact_info).toBeNull()
    const again = await anyone.post('/api/auth/register', {
      email: 'NOK.K@EXAMPLE.com',
      password: 'another password',
      full_name: 'Nok',
    })
    expect(refusalIn(again)).toEqual([409, 'EMAIL_ALREADY_EXISTS'])
    expect((await logInAs(server.url, ' NOK.k@example.COM ', 'รหัสผ่านของนก')).token_type).toBe('bearer')
  })

  test('keeps a password exactly as it is: spaces at its ends belong to it (A1)', async () => {
    const registration = { email: 'spaces@example.com', password: '  eight  ', full_name: 'Spaces' }
    expect((await anyone.post('/api/auth/register', registration)).status).toBe(201)
    const body = new URLSearchParams({ username: 'spaces@example.com', password: 'eight' })
    expect(refusalIn(await anyone.send('POST', '/api/auth/login', { body }))).toEqual([
      401,
      'INVALID_CREDENTIALS',
    ])
    expect((await logInAs(server.url, 'spaces@example.com', '  eight  ')).token_type).toBe('bearer')
  })

  test('one e-mail by 25 people at once has exactly one winner, whatever the case (A1)', async () => {
    const answers = await Promise.all(
      Array.from({ length: 25 }, (_, at) =>
        anyone.post('/api/auth/register', {
          email: at % 2 === 0 ? 'race@example.com' : 'RACE@example.com',
          password: 'securepassword123',
          full_name: `Racer ${at}`,
        }),
      ),
    )
    const refused = answers.filter(({ status }) => status !== 201)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(refused.map(refusalIn)).toEqual(Array.from({ length: 24 }, () => [409, 'EMAIL_ALREADY_EXISTS']))
  })
})

describe('logging in (A3)', () => {
  const forms = (): [string, URLSearchParams | FormData][] => {
    const values = { username: somchai.user.email, password: somchai.password }
    const multipart = new FormData()
    for (const [name, value] of Object.entries(values)) multipart.append(name, value)
    return [
      ['urlencoded', new URLSearchParams(values)],
      ['multipart', multipart],
    ]
  }

  test('takes a form as urlencoded and as multipart', async () => {
    for (const [, body] of forms()) {
      const answer = await anyone.send<TokenPairJson>('POST', '/api/auth/login', { body })
      expect(answer.status).toBe(200)
      expect(answer.body).toEqual({
        access_token: expect.any(String),
        refresh_token: expect.any(String),
        token_type: 'bearer',
        expires_in_minutes: 30,
      })
      expect((await me(answer.body.access_token)).status).toBe(200)
    }
  })

  test('ignores the other fields of the OAuth2 form', async () => {
    for (const [, body] of forms()) {
      const others = { grant_type: 'password', scope: 'all', client_id: '', client_secret: 'x' }
      for (const [name, value] of Object.entries(others)) body.append(name, value)
      expect((await anyone.send('POST', '/api/auth/login', { body })).status).toBe(200)
    }
  })

  test('gives the same answer for an unknown e-mail and a wrong password', async () => {
    const answers = await Promise.all(
      [
        { username: 'nobody@example.com', password: somchai.password },
        { username: somchai.user.email, password: 'wrong password' },
        { username: 'no address at all', password: 'wrong password' },
      ].map(form => anyone.send('POST', '/api/auth/login', { body: new URLSearchParams(form) })),
    )
    for (const answer of answers) {
      expect(refusalIn(answer)).toEqual([401, 'INVALID_CREDENTIALS'])
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      expect<unknown>(answer.body).toEqual(answers[0]?.body)
    }
  })

  test('takes like time for an unknown e-mail: one password is verified, at the cost of a real one', async () => {
    const verify = spyOn(Bun.password, 'verify')
    const costs: (string | undefined)[] = []
    for (const username of ['nobody@example.com', somchai.user.email]) {
      verify.mockClear()
      const body = new URLSearchParams({ username, password: 'wrong password' })
      expect((await anyone.send('POST', '/api/auth/login', { body })).status).toBe(401)
      expect(verify).toHaveBeenCalledTimes(1)
      // A hash begins with its algorithm and its cost.
      costs.push(String(verify.mock.calls[0]?.[1]).split('$').slice(1, 4).join(' '))
    }
    verify.mockRestore()
    expect(costs).toEqual(['argon2id v=19 m=19456,t=2,p=1', 'argon2id v=19 m=19456,t=2,p=1'])
  })

  test('names the fields that are missing from the form (G9)', async () => {
    const body = new URLSearchParams({ grant_type: 'password' })
    const answer = await anyone.send('POST', '/api/auth/login', { body })
    expect(refusalIn(answer)).toEqual([422, 'VALIDATION_ERROR'])
    expect(Object.keys(answer.body.field_errors ?? {}).sort()).toEqual(['password', 'username'])
  })

  test('refuses a file in the place of a text (G9)', async () => {
    const body = new FormData()
    body.append('username', new File(['somchai@example.com'], 'name.txt'))
    body.append('password', 'password')
    expect(refusalIn(await anyone.send('POST', '/api/auth/login', { body }))).toEqual([
      422,
      'VALIDATION_ERROR',
    ])
  })
})

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

  test('can be set to fractions of a minute and of a day', async () => {
    const quick = await startTestServer({
      env: { ACCESS_TOKEN_MINUTES: '0.05', REFRESH_TOKEN_DAYS: '0.0001' },
    })
    try {
      const person = await joinSomchai(quick)
      expect(person.tokens.expires_in_minutes).toBe(0.05)
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

describe('the current user', () => {
  test('is the one whose token it is, with every field of the contract (G2)', async () => {
    const { access_token } = await logIn(mali)
    const answer = await anyone.withToken(access_token).get<UserJson>('/api/auth/me')
    expect(answer.body).toEqual(mali.user)
  })
})
