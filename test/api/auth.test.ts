import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { Client, refusalIn } from '../support/client.ts'
import { costlyPrefix } from '../support/passwords.ts'
import {
  joinMali,
  joinSomchai,
  logInAs,
  type Person,
  type TokenPairJson,
  type UserJson,
} from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

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

const logIn = ({ user, password }: Person) => logInAs(server.url, user.email, password)
const me = (token: string) => anyone.withToken(token).get('/api/auth/me')

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
    const known = { email: 'costly@example.com', password: `${costlyPrefix}password`, full_name: 'Nok' }
    expect((await anyone.post('/api/auth/register', known)).status).toBe(201)
    const verify = spyOn(Bun.password, 'verify')
    const costs: (string | undefined)[] = []
    for (const username of ['nobody@example.com', known.email]) {
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

describe('the current user', () => {
  test('is the one whose token it is, with every field of the contract (G2)', async () => {
    const { access_token } = await logIn(mali)
    const answer = await anyone.withToken(access_token).get<UserJson>('/api/auth/me')
    expect(answer.body).toEqual(mali.user)
  })
})
