import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '../support/client.ts'
import { exampleGig, type GigPageJson } from '../support/gigs.ts'
import { bytesOf, formFile, still } from '../support/images.ts'
import { logInAs } from '../support/people.ts'
import { runToEnd, type ServerProcess, startProcess, temporaryFolder } from '../support/process.ts'
import { until } from '../support/until.ts'

const folder = temporaryFolder()
afterAll(folder.remove)
const at = (name: string) => join(folder.path, name)

const account = { email: 'somchai@example.com', password: 'a good password', full_name: 'Somchai' }
const quiet = { RATE_LIMIT: 'off' }

let server: ServerProcess
let client: Client

beforeAll(async () => {
  server = await startProcess(['serve'], { DATA_DIR: at('live'), ...quiet })
  await new Client(server.url).post('/api/auth/register', account)
  const tokens = await logInAs(server.url, account.email, account.password)
  client = new Client(server.url, tokens.access_token)
})
afterAll(() => server.end('SIGTERM'))

describe('the operator', () => {
  const because = ['--reason', 'A test.']
  const order = async (...words: string[]) => {
    const { exitCode, out, err } = await runToEnd(['user', ...words], { DATA_DIR: at('live') })
    return { exitCode, text: (out + err).trim() }
  }

  test('disables an account of a running server: its sessions end at once and it cannot log in', async () => {
    const mali = { email: 'mali@example.com', password: 'another password', full_name: 'Mali' }
    await client.post('/api/auth/register', mali)
    const tokens = await logInAs(server.url, mali.email, mali.password)
    const hers = client.withToken(tokens.access_token)
    expect((await hers.get('/api/auth/me')).status).toBe(200)
    expect(await order('disable', mali.email, ...because)).toEqual({
      exitCode: 0,
      text: 'mali@example.com is disabled. Sessions ended: 1.',
    })
    const refused = await hers.get('/api/auth/me')
    expect([refused.status, refused.body.error_code]).toEqual([401, 'INVALID_TOKEN'])
    const logIn = (password: string) =>
      new Client(server.url).send('POST', '/api/auth/login', {
        body: new URLSearchParams({ username: mali.email, password }),
      })
    const told = await logIn(mali.password)
    expect([told.status, told.body.error_code]).toEqual([403, 'ACCOUNT_DISABLED'])
    // Who guesses is told nothing.
    expect((await logIn('a wrong password')).body.error_code).toBe('INVALID_CREDENTIALS')
    await order('enable', mali.email, ...because)
    expect((await logIn(mali.password)).status).toBe(200)
    const { text } = await order('set-password', mali.email, ...because)
    const password = /The password is (\S+)/.exec(text)?.[1] ?? ''
    expect((await logIn(mali.password)).status).toBe(401)
    expect((await logIn(password)).status).toBe(200)
    expect((await order('sessions', mali.email)).text).toEndWith('1 session')
    expect((await order('verify', mali.email, ...because)).exitCode).toBe(0)
    // Lines are written some milliseconds later, many at once.
    const line = /"action":"user\.verify","userId":"[0-9a-f-]{36}","hasFailed":false/
    await until(() => line.test(server.out()))
    expect((await order('list')).text).toMatch(/^mali@example\.com +Mali +\d{4}-\d\d-\d\d +verified$/m)
  })

  test('is told in a sentence what cannot be done', async () => {
    expect(await order('verify', 'nobody@example.com', ...because)).toEqual({
      exitCode: 1,
      text: 'There is no account with the e-mail nobody@example.com.',
    })
    expect(await order('create', account.email, 'Somebody')).toEqual({
      exitCode: 1,
      text: 'This e-mail is registered already.',
    })
  })

  test('looks after accounts while no server runs', async () => {
    const env = { DATA_DIR: at('unserved') }
    expect((await runToEnd(['user', 'list'], env)).exitCode).toBe(1)
    mkdirSync(at('unserved'), { mode: 0o700 })
    expect((await runToEnd(['user', 'create', 'new@example.com', 'New'], env)).exitCode).toBe(0)
    expect((await runToEnd(['user', 'list'], env)).out).toContain('1 account\n')
  })
})

describe('a running server', () => {
  test('tells what watches it whether it lives and is ready (H1)', async () => {
    expect((await client.get<object>('/health/live')).body).toEqual({ status: 'ok' })
    expect((await client.get<object>('/health/ready')).body).toEqual({
      status: 'ok',
      disk: 'plenty',
      database: 'ok',
    })
  })

  test('shows its metrics to this machine, to who has the token, and to nobody else', async () => {
    const secret = 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE'
    const watched = await startProcess(['serve'], { DATA_DIR: at('watched'), METRICS_TOKEN: secret })
    const read = (headers: Record<string, string>) => fetch(`${watched.url}/metrics`, { headers })
    const proxied = { 'x-forwarded-for': '203.0.113.7' }
    expect((await read(proxied)).status).toBe(404)
    for (const name of [
      'forwarded',
      'via',
      'x-real-ip',
      'x-forwarded-host',
      'x-forwarded-proto',
      'cf-connecting-ip',
    ])
      expect([name, (await read({ [name]: '203.0.113.7' })).status]).toEqual([name, 404])
    expect((await read({ ...proxied, authorization: `Bearer ${secret.slice(1)}x` })).status).toBe(404)
    expect((await read({ ...proxied, authorization: `Bearer ${secret}` })).status).toBe(200)
    const text = await (await read({})).text()
    for (const name of [
      'chayenity_request_seconds_bucket',
      'chayenity_writer_batches_total',
      'chayenity_writer_waiting_transactions',
      'chayenity_wal_bytes',
      'chayenity_sockets',
      'chayenity_pictures',
      'chayenity_expensive_reads_total',
      'chayenity_expensive_reads_rejected_total',
      'chayenity_expensive_reads_wait_seconds_total',
      'chayenity_expensive_reads_run_seconds_total',
      'chayenity_database_bytes',
      'chayenity_disk_free_bytes',
      'nodejs_eventloop_lag_seconds',
    ])
      expect(text).toContain(name)
    expect(text).not.toContain('undefined')
    await watched.end('SIGTERM')

    const behind = await startProcess(['serve'], { DATA_DIR: at('behind'), TRUST_PROXY: 'on' })
    expect((await fetch(`${behind.url}/metrics`)).status).toBe(404)
    await behind.end('SIGTERM')
  })

  test('refuses uploads with STORAGE_FULL when the disk is low, and takes everything else', async () => {
    const env = { DATA_DIR: at('low'), MIN_FREE_MB: '1000000', ...quiet }
    const low = await startProcess(['serve'], env)
    await new Client(low.url).post('/api/auth/register', account)
    const tokens = await logInAs(low.url, account.email, account.password)
    const hers = new Client(low.url, tokens.access_token)
    const refused = await hers.post('/api/upload/gig', formFile(await bytesOf(still().png()), 'a.png'))
    expect([refused.status, refused.body.error_code]).toEqual([503, 'STORAGE_FULL'])
    expect((await hers.post('/api/gigs', exampleGig)).status).toBe(201)
    expect((await hers.get<GigPageJson>('/api/gigs/my-gigs')).body.total_count).toBe(1)
    expect((await hers.get<{ disk: string }>('/health/ready')).body.disk).toBe('low')
    await low.end('SIGTERM')
  })

  test('speaks HTTPS with a certificate of its own', async () => {
    const tls = { TLS_CERT: 'test/support/tls/cert.pem', TLS_KEY: 'test/support/tls/key.pem' }
    const secure = await startProcess(['serve'], { DATA_DIR: at('secure'), ...tls })
    expect(secure.url).toStartWith('https://')
    const ca = readFileSync(tls.TLS_CERT, 'utf8')
    expect((await fetch(`${secure.url}/health`, { tls: { ca } })).status).toBe(200)
    await secure.end('SIGTERM')
    const half = await runToEnd(['serve'], { DATA_DIR: at('secure'), TLS_CERT: tls.TLS_CERT })
    expect([half.exitCode, half.err.trim()]).toEqual([
      1,
      'TLS_CERT and TLS_KEY belong together: set both or neither.',
    ])
  })
})
