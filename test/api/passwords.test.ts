import { afterAll, afterEach, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { createAccount, findAccount, resetPassword } from '../../src/domain/users/operator.ts'
import type { ErrorBody } from '../../src/http/reply.ts'
import { Client, refusalIn } from '../support/client.ts'
import { joinAfresh, joinSomchai, logInAs, type Person, passwordSuffix } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { connectToNotifications } from '../support/sockets.ts'

const sample = 'securepassword123'
const messageAbout = 'Is one of the most common passwords. Choose another one.'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const register = (at: TestServer, email: string, password: string) =>
  new Client(at.url).post('/api/auth/register', { email, password, full_name: 'Nok' })

const changePassword = ({ client, password }: Person, more: Record<string, unknown> = {}) =>
  client.put('/api/auth/password', { old_password: password, new_password: `new${passwordSuffix}`, ...more })

/** The same person with a second session, as on another device. */
const logInAgain = async (person: Person): Promise<Person> => {
  const tokens = await logInAs(server.url, person.user.email, person.password)
  return { ...person, tokens, client: person.client.withToken(tokens.access_token) }
}

const me = async ({ client }: Person) => refusalIn(await client.get('/api/auth/me'))
const refresh = async ({ client, tokens }: Person) => {
  const headers = { 'x-access-token': tokens.access_token }
  return refusalIn(
    await client.withToken(tokens.refresh_token).send('POST', '/api/auth/refresh', { headers }),
  )
}
const logIn = async ({ user }: Person, password: string) => {
  const body = new URLSearchParams({ username: user.email, password })
  return refusalIn(await new Client(server.url).send('POST', '/api/auth/login', { body }))
}

type Outcome = ReturnType<typeof refusalIn>

const works: Outcome = [200, null]
const ended: Outcome = [401, 'INVALID_TOKEN']
const wrong: Outcome = [401, 'INVALID_CREDENTIALS']

describe('logging out of every session (A4)', () => {
  test('ends all sessions of the caller and nobody else, and closes their sockets', async () => {
    const laptop = await joinAfresh(server, 'Nok')
    const [phone, other] = [await logInAgain(laptop), await joinAfresh(server, 'Mali')]
    const sockets = await Promise.all([laptop, phone].map(person => connectToNotifications(server, person)))
    const untouched = await connectToNotifications(server, other)
    const answer = await laptop.client.post<unknown>('/api/auth/logout-all')
    expect([answer.status, answer.body]).toEqual([200, { message: 'Successfully logged out everywhere' }])
    for (const socket of sockets) expect((await socket.closed).code).toBe(4001)
    for (const person of [laptop, phone]) {
      expect(await me(person)).toEqual(ended)
      expect(await refresh(person)).toEqual(ended)
    }
    expect(refusalIn(await phone.client.post('/api/auth/logout-all'))).toEqual(ended)
    await untouched.settle()
    expect(await me(other)).toEqual(works)
    expect(await logIn(laptop, laptop.password)).toEqual(works)
  })

  test('ignores an Idempotency-Key: a repeat ends the sessions that began since (P7)', async () => {
    const nok = await joinAfresh(server, 'Nok')
    const headers = { 'idempotency-key': 'every time' }
    for (let time = 0; time < 2; time += 1) {
      const person = await logInAgain(nok)
      const answer = await person.client.send('POST', '/api/auth/logout-all', { headers })
      expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([200, null])
      expect(await me(person)).toEqual(ended)
    }
  })
})

describe('changing the password (A3)', () => {
  test('needs the old one, keeps the session of the caller and ends all others', async () => {
    const laptop = await joinAfresh(server, 'Nok')
    const [phone, other] = [await logInAgain(laptop), await joinAfresh(server, 'Mali')]
    const kept = await connectToNotifications(server, laptop)
    const lost = await connectToNotifications(server, phone)
    const answer = await changePassword(laptop)
    expect<unknown>([answer.status, answer.body]).toEqual([200, { message: 'Password changed' }])
    expect((await lost.closed).code).toBe(4001)
    await kept.settle()
    expect([await me(laptop), await refresh(laptop)]).toEqual([works, works])
    expect([await me(phone), await refresh(phone)]).toEqual([ended, ended])
    expect(await me(other)).toEqual(works)
    expect(await logIn(laptop, laptop.password)).toEqual(wrong)
    expect(await logIn(laptop, `new${passwordSuffix}`)).toEqual(works)
  })

  test('changes nothing when the old one is wrong, or a field is', async () => {
    const laptop = await joinAfresh(server, 'Nok')
    const phone = await logInAgain(laptop)
    for (const password of ['a wrong password', 'x', ` ${laptop.password}`])
      expect(refusalIn(await changePassword(laptop, { old_password: password }))).toEqual(wrong)
    const { status, body } = await changePassword(laptop, { old_password: 7, new_password: 'short' })
    expect([status, Object.keys(body.field_errors ?? {}).sort()]).toEqual([
      422,
      ['new_password', 'old_password'],
    ])
    expect(await me(phone)).toEqual(works)
    expect(await logIn(laptop, laptop.password)).toEqual(works)
  })

  test('compares in NFKC: é as two characters is é as one (A3)', async () => {
    const laptop = await joinAfresh(server, 'Nok')
    await changePassword(laptop, { new_password: 'caf\u00e9 au lait' })
    const again = await changePassword(laptop, {
      old_password: 'cafe\u0301 au lait',
      new_password: 'th\u00e9 au lait',
    })
    expect(again.status).toBe(200)
    expect(await logIn(laptop, 'the\u0301 au lait')).toEqual(works)
  })

  test('has one winner of eight at once with the same old one', async () => {
    const nok = await joinAfresh(server, 'Nok')
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) => changePassword(nok, { new_password: `${at}${passwordSuffix}` })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const others = answers.filter(({ status }) => status !== 200)
    expect(others.map(refusalIn)).toEqual(Array.from({ length: 7 }, (): Outcome => wrong))
    const winner = answers.findIndex(({ status }) => status === 200)
    expect(await logIn(nok, `${winner}${passwordSuffix}`)).toEqual(works)
  })

  test('leaves no session to a login whose old password was compared just before', async () => {
    const nok = await joinAfresh(server, 'Nok')
    const { verify } = Bun.password
    const watched = spyOn(Bun.password, 'verify')
    watched.mockImplementationOnce(async (...values: Parameters<typeof verify>) => {
      const isRight = await verify(...values)
      expect((await changePassword(nok)).status).toBe(200)
      return isRight
    })
    try {
      expect(await logIn(nok, nok.password)).toEqual(wrong)
      expect(watched).toHaveBeenCalledTimes(2)
    } finally {
      watched.mockRestore()
    }
    const { id } = await findAccount(server.ctx, nok.user.email)
    expect(await server.ctx.store.sessions.listOpen(id)).toHaveLength(1)
  })
})

describe('guesses of the old password', () => {
  const servers: TestServer[] = []
  afterEach(() => Promise.all(servers.splice(0).map(limited => limited.stop())))

  test('are limited by account like logins, which they do not use up (G12)', async () => {
    const limited = await startTestServer({ env: { RATE_LIMIT: 'on' } })
    servers.push(limited)
    const somchai = await joinSomchai(limited)
    const tokens = await logInAs(limited.url, somchai.user.email, somchai.password)
    const sessions = [somchai.client, somchai.client.withToken(tokens.access_token)]
    const statuses: number[] = []
    for (let at = 0; at < 6; at += 1) {
      const client = sessions[at % 2] ?? somchai.client
      statuses.push((await changePassword({ ...somchai, client }, { old_password: 'a guess' })).status)
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
    expect(refusalIn(await changePassword(somchai))).toEqual([429, 'RATE_LIMITED'])
    await logInAs(limited.url, somchai.user.email, somchai.password)
  })
})

describe('the most common passwords (A3 passwords)', () => {
  test('are refused at registration in production, in any case and width', async () => {
    for (const password of ['password', '12345678', 'PassWord', 'iloveyou', 'ｐａｓｓｗｏｒｄ', '1qaz2wsx']) {
      const answer = await register(server, 'common@example.com', password)
      expect([password, ...refusalIn(answer)]).toEqual([password, 422, 'VALIDATION_ERROR'])
      expect(answer.body.field_errors).toEqual({ password: [messageAbout] })
    }
    expect((await register(server, 'common@example.com', 'password of Nok')).status).toBe(201)
  })

  test('are refused as a new password in production, and the old one stays', async () => {
    const nok = await joinAfresh(server, 'Nok')
    const answer = await changePassword(nok, { new_password: 'qwertyuiop' })
    expect<ErrorBody>(answer.body).toMatchObject({
      error_code: 'VALIDATION_ERROR',
      field_errors: { new_password: [messageAbout] },
    })
    expect(await logIn(nok, nok.password)).toEqual(works)
  })

  test('are refused when an operator sets them in production, and the sessions stay', async () => {
    const nok = await joinAfresh(server, 'Nok')
    const account = await findAccount(server.ctx, nok.user.email)
    const message = 'password is one of the most common passwords. Choose another one.'
    await expect(resetPassword(server.ctx, account, 'password')).rejects.toThrow(message)
    const draft = { email: 'operated@example.com', password: 'password', fullName: 'Nok', contactInfo: null }
    await expect(createAccount(server.ctx, draft)).rejects.toThrow(message)
    expect(await me(nok)).toEqual(works)
  })

  test('do not include the sample of the contract, which is accepted everywhere', async () => {
    expect((await register(server, 'sample@example.com', sample)).status).toBe(201)
    expect((await changePassword(await joinAfresh(server, 'Nok'), { new_password: sample })).status).toBe(200)
  })

  test('are accepted in the demo, which takes any of 8 characters', async () => {
    const demo = await startTestServer({ mode: 'demo' })
    try {
      for (const [at, password] of ['password', '12345678', sample].entries())
        expect((await register(demo, `person${at}@example.com`, password)).status).toBe(201)
      const nok = await joinAfresh(demo, 'Nok')
      expect((await changePassword(nok, { new_password: 'password' })).status).toBe(200)
    } finally {
      await demo.stop()
    }
  })
})
