import { afterEach, describe, expect, test } from 'bun:test'
import { pageFiles } from '../../src/pages/find-page.ts'
import { type Answer, Client, refusalIn } from '../support/client.ts'
import { joinMali, joinSomchai, logInAs, type Person, type TokenPairJson } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** Ruling G12. Each test has a server of its own, since counting is what they are about. */

const servers: TestServer[] = []
const limited = async (env: Record<string, string> = {}): Promise<TestServer> => {
  const server = await startTestServer({ env: { RATE_LIMIT: 'on', ...env } })
  servers.push(server)
  return server
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.stop()))
})

const statuses = (answers: Answer<unknown>[]) => answers.map(({ status }) => status)
const quotaIn = ({ headers }: Answer<unknown>) =>
  ['limit', 'remaining', 'reset'].map(name => headers.get(`ratelimit-${name}`))

const inTurn = async <T>(count: number, call: (at: number) => Promise<T>): Promise<T[]> => {
  const answers: T[] = []
  for (let at = 0; at < count; at += 1) answers.push(await call(at))
  return answers
}

const failLogin = (client: Client, username: string, headers: Record<string, string> = {}) =>
  client.send('POST', '/api/auth/login', { body: new URLSearchParams({ username, password: 'x' }), headers })

const refresh = ({ client, tokens }: Person, accessToken = tokens.access_token) =>
  client.withToken(tokens.refresh_token).send<TokenPairJson>('POST', '/api/auth/refresh', {
    headers: { 'x-access-token': accessToken },
  })

describe('the rate limits (G12)', () => {
  test('let 5 registrations a minute pass by address, then refuse with Retry-After', async () => {
    const server = await limited()
    const anyone = new Client(server.url)
    const register = () => anyone.post('/api/auth/register', { email: 'not an address' })
    const first = await register()
    expect(quotaIn(first)).toEqual(['5', '4', '60'])
    server.clock.advance(10_500)
    const more = await inTurn(4, register)
    expect(more.map(quotaIn)).toEqual(['3', '2', '1', '0'].map(left => ['5', left, '50']))
    const refused = await register()
    expect(refusalIn(refused)).toEqual([429, 'RATE_LIMITED'])
    expect(quotaIn(refused)).toEqual(['5', '0', '50'])
    expect(refused.headers.get('retry-after')).toBe('50')
  })

  test('begin anew when the minute is over, not a millisecond earlier', async () => {
    const server = await limited()
    const register = () => new Client(server.url).post('/api/auth/register', {})
    expect(statuses(await inTurn(6, register))).toEqual([422, 422, 422, 422, 422, 429])
    server.clock.advance(59_999)
    const last = await register()
    expect([last.status, last.headers.get('retry-after')]).toEqual([429, '1'])
    server.clock.advance(1)
    const again = await register()
    expect([again.status, ...quotaIn(again)]).toEqual([422, '5', '4', '60'])
  })

  test('count register, login and refresh each by itself', async () => {
    const server = await limited()
    const anyone = new Client(server.url)
    const calls = [
      () => anyone.post('/api/auth/register', {}),
      () => failLogin(anyone, ''),
      () => anyone.post('/api/auth/refresh'),
    ]
    for (const call of calls) {
      const answers = await inTurn(6, call)
      expect(answers[4]?.status).not.toBe(429)
      expect(answers[5]?.status).toBe(429)
    }
    expect((await anyone.get('/')).status).toBe(200)
  })

  test('let 100 of everything else pass a minute, unknown and refused requests among them', async () => {
    const server = await limited()
    const anyone = new Client(server.url)
    const calls = ['/', '/nothing', '/api/auth/me', '/api/auth/login']
    const answers = await inTurn(100, at => anyone.get(calls[at % calls.length] ?? '/'))
    expect(new Set(statuses(answers))).toEqual(new Set([200, 404, 401, 405]))
    expect(answers.map(quotaIn)).toEqual(answers.map((_, at) => ['100', String(99 - at), '60']))
    for (const path of calls) expect(refusalIn(await anyone.get(path))).toEqual([429, 'RATE_LIMITED'])
  })

  test('count somebody who is logged in by user, wherever they are, and nobody beside them', async () => {
    const server = await limited({ RATE_LIMIT_OTHER: '3' })
    const [somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
    const second = await logInAs(server.url, somchai.user.email, somchai.password)
    const elsewhere = somchai.client.withToken(second.access_token)
    const answers = [
      await somchai.client.get('/api/auth/me'),
      await elsewhere.get('/api/auth/me'),
      await somchai.client.get('/api/gigs'),
      await elsewhere.get('/api/auth/me'),
    ]
    expect(statuses(answers)).toEqual([200, 200, 200, 429])
    expect((await mali.client.get('/api/auth/me')).status).toBe(200)
    expect((await new Client(server.url).get('/')).status).toBe(200)
  })

  test('count a token that is not good by address: it makes nobody somebody else', async () => {
    const server = await limited({ RATE_LIMIT_OTHER: '3' })
    const answers = await inTurn(4, at => new Client(server.url, `made-up-${at}`).get('/api/auth/me'))
    expect(statuses(answers)).toEqual([401, 401, 401, 429])
  })

  test('count a refresh by the user of the refresh token', async () => {
    const server = await limited()
    const [somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
    let accessToken = somchai.tokens.access_token
    const refreshNext = async () => {
      server.clock.advance(1000)
      const answer = await refresh(somchai, accessToken)
      accessToken = answer.body.access_token
      return answer
    }
    expect(statuses(await inTurn(6, refreshNext))).toEqual([200, 200, 200, 200, 200, 429])
    expect((await refresh(mali)).status).toBe(200)
  })

  test('do not count a refresh that repeats a pair of tokens, nor a logout (G12, A5 repeat)', async () => {
    const server = await limited()
    const somchai = await joinSomchai(server)
    const answers = await inTurn(20, () => refresh(somchai))
    expect(new Set(statuses(answers))).toEqual(new Set([200]))
    expect(answers.map(({ headers }) => headers.has('ratelimit-limit'))).toEqual(
      answers.map((_, at) => at === 0),
    )
    const logOut = () => somchai.client.post('/api/auth/logout')
    expect(statuses(await inTurn(120, logOut))).toEqual([200, ...Array.from({ length: 119 }, () => 401)])
  })

  test('count a refresh whose old access token is bad each time', async () => {
    const server = await limited()
    const somchai = await joinSomchai(server)
    const answers = await inTurn(6, () => refresh(somchai, 'nonsense'))
    expect(statuses(answers)).toEqual([401, 401, 401, 401, 401, 429])
  })

  test('count logins also by e-mail address, in any case, from however many machines', async () => {
    const server = await limited({ TRUST_PROXY: 'on' })
    const anyone = new Client(server.url)
    const spellings = ['victim@example.com', 'VICTIM@example.com', ' Victim@Example.com ']
    const attempt = (at: number, username: string) =>
      failLogin(anyone, username, { 'x-forwarded-for': `198.51.100.${at}` })
    const answers = await inTurn(6, at => attempt(at, spellings[at % 3] ?? ''))
    expect(statuses(answers)).toEqual([401, 401, 401, 401, 401, 429])
    expect(answers[5]?.headers.get('retry-after')).toBe('60')
    expect((await attempt(7, 'somebody-else@example.com')).status).toBe(401)
  })

  test('do not let strangers with wrong passwords lock anybody out of their account', async () => {
    const server = await limited({ TRUST_PROXY: 'on' })
    const mali = await joinMali(server)
    const anyone = new Client(server.url)
    const attempt = (address: string, password: string) =>
      anyone.send('POST', '/api/auth/login', {
        body: new URLSearchParams({ username: mali.user.email, password }),
        headers: { 'x-forwarded-for': address },
      })
    expect((await attempt('2001:db8:1:2::7', mali.password)).status).toBe(200)
    server.clock.advance(60_000)
    const attack = await inTurn(6, at => attempt(`198.51.100.${at}`, 'a guess'))
    expect(statuses(attack)).toEqual([401, 401, 401, 401, 401, 429])
    expect((await attempt('198.51.100.200', mali.password)).status).toBe(429)
    // From the same network as before, with a count of its own that is limited too.
    expect((await attempt('2001:db8:1:2::8', mali.password)).status).toBe(200)
    const guesses = await inTurn(5, () => attempt('2001:db8:1:2::9', 'a guess'))
    expect(statuses(guesses)).toEqual([401, 401, 401, 401, 429])
  })

  test('take no user name for a pair of an address and an account', async () => {
    const server = await limited({ TRUST_PROXY: 'on' })
    const mali = await joinMali(server)
    const anyone = new Client(server.url)
    const attempt = (username: string, at: number) =>
      failLogin(anyone, username, { 'x-forwarded-for': `198.51.100.${at}` })
    const own = '203.0.113.9'
    const logIn = () =>
      anyone.send('POST', '/api/auth/login', {
        body: new URLSearchParams({ username: mali.user.email, password: mali.password }),
        headers: { 'x-forwarded-for': own },
      })
    expect((await logIn()).status).toBe(200)
    for (const username of [`address ${own} account ${mali.user.email}`, `${mali.user.email} ${own}`])
      await inTurn(6, at => attempt(username, at))
    expect((await logIn()).status).toBe(200)
  })

  test('never take a login’s user name for the address of somebody else', async () => {
    const server = await limited({ TRUST_PROXY: 'on' })
    const anyone = new Client(server.url)
    const victim = '203.0.113.9'
    await inTurn(6, at => failLogin(anyone, victim, { 'x-forwarded-for': `198.51.100.${at}` }))
    const answer = await failLogin(anyone, 'victim@example.com', { 'x-forwarded-for': victim })
    expect([answer.status, ...quotaIn(answer)]).toEqual([401, '5', '4', '60'])
  })

  test('tell a login of the tighter of its two counts', async () => {
    const server = await limited()
    const answers = await inTurn(4, at => failLogin(new Client(server.url), `person${at}@example.com`))
    expect(answers.map(quotaIn)).toEqual(['4', '3', '2', '1'].map(left => ['5', left, '60']))
  })

  test('never count health, the docs and the document about the API', async () => {
    const server = await limited({ RATE_LIMIT_OTHER: '1', APP: 'on' })
    const served = (await pageFiles()).filter(file => !file.isDemoOnly && !file.isOfDesk)
    const pages = served.map(file => file.path)
    const paths = ['/health', '/docs/', '/openapi.json', ...pages]
    for (const path of [...paths, ...paths, ...paths]) {
      const response = await fetch(server.url + path)
      expect([path, response.status, response.headers.get('ratelimit-limit')]).toEqual([path, 200, null])
    }
  })

  test('can be switched off: then nothing is counted and no header says so', async () => {
    const server = await limited({ RATE_LIMIT: 'off' })
    const answers = await inTurn(12, () => new Client(server.url).post('/api/auth/register', {}))
    expect(new Set(statuses(answers))).toEqual(new Set([422]))
    expect(answers.flatMap(quotaIn).filter(value => value !== null)).toEqual([])
  })

  test('can be set to other numbers', async () => {
    const server = await limited({ RATE_LIMIT_AUTH: '2', RATE_LIMIT_OTHER: '4' })
    const anyone = new Client(server.url)
    expect(statuses(await inTurn(3, () => anyone.post('/api/auth/register', {})))).toEqual([422, 422, 429])
    expect(statuses(await inTurn(5, () => anyone.get('/')))).toEqual([200, 200, 200, 200, 429])
  })
})

describe('the address of a client (G12)', () => {
  const visit = async (server: TestServer, forwarded: string) =>
    (await new Client(server.url).get('/', { headers: { 'x-forwarded-for': forwarded } })).status

  test('is not taken from X-Forwarded-For unless TRUST_PROXY is set', async () => {
    const server = await limited({ RATE_LIMIT_OTHER: '2' })
    expect(await inTurn(3, at => visit(server, `203.0.113.${at}`))).toEqual([200, 200, 429])
  })

  test('is what the proxy of ours saw, whatever the client claimed before it', async () => {
    const server = await limited({ RATE_LIMIT_OTHER: '2', TRUST_PROXY: 'on' })
    expect(await visit(server, '203.0.113.1')).toBe(200)
    expect(await visit(server, '10.0.0.1, 203.0.113.1')).toBe(200)
    expect(await visit(server, '10.0.0.2,203.0.113.1')).toBe(429)
    expect(await visit(server, '203.0.113.1, 203.0.113.2')).toBe(200)
  })

  test('is counted from the end when several proxies of ours stand in front', async () => {
    const server = await limited({ RATE_LIMIT_OTHER: '2', TRUST_PROXY: '2' })
    expect(await visit(server, 'spoofed, 203.0.113.1, 10.0.0.9')).toBe(200)
    expect(await visit(server, 'other, 203.0.113.1, 10.0.0.8')).toBe(200)
    expect(await visit(server, '203.0.113.1, 10.0.0.7')).toBe(429)
    expect(await visit(server, '203.0.113.2, 203.0.113.3')).toBe(200)
  })

  test('is the same in every spelling, and an IPv6 /64 is one client', async () => {
    const server = await limited({ RATE_LIMIT_OTHER: '3', TRUST_PROXY: 'on' })
    const spellings = {
      ipv4: ['203.0.113.1', '203.0.113.1:51234', '::ffff:203.0.113.1', '[::FFFF:203.0.113.1]:80'],
      ipv6: [
        '2001:db8:1:2::1',
        '[2001:DB8:1:2:ffff::7]:443',
        '2001:0db8:0001:0002::%eth0',
        '2001:db8:1:2::9',
      ],
    }
    for (const texts of Object.values(spellings))
      expect(await inTurn(4, at => visit(server, texts[at] ?? ''))).toEqual([200, 200, 200, 429])
    expect(await visit(server, '2001:db8:1:3::1')).toBe(200)
  })

  test('is that of the connection when what the proxy sent is no address', async () => {
    const server = await limited({ RATE_LIMIT_OTHER: '3', TRUST_PROXY: 'on' })
    const others = ['unknown', '_hidden', '1.2.3', 'a'.repeat(500)]
    expect(await inTurn(4, at => visit(server, others[at] ?? ''))).toEqual([200, 200, 200, 429])
  })

  test('is that of the connection when the header is empty', async () => {
    const server = await limited({ RATE_LIMIT_OTHER: '2', TRUST_PROXY: 'on' })
    expect(await inTurn(3, () => visit(server, ' '))).toEqual([200, 200, 429])
  })
})
