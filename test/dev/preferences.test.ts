import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { maxDelayMs, parsePreferences } from '../../src/dev/preferences.ts'
import { type ErrorCode, errorCatalogue } from '../../src/errors.ts'
import { historyOf, type RoomPageJson } from '../support/chat.ts'
import { refusalIn } from '../support/client.ts'
import { control, startTestDevServer, type TestDevServer } from '../support/dev-server.ts'
import { exampleGig, type GigJson, post, postAccepted } from '../support/gigs.ts'
import type { TransactionJson } from '../support/payments.ts'
import { join, joinMali, joinSomchai, type Person } from '../support/people.ts'
import { speakRaw } from '../support/raw.ts'

let server: TestDevServer
let somchai: Person
let mali: Person
beforeAll(async () => {
  server = await startTestDevServer()
  somchai = await joinSomchai(server)
  mali = await joinMali(server)
})
afterAll(() => server.stop())

const preferring = (prefer: string, more: Record<string, string> = {}) => ({ headers: { prefer, ...more } })

const oneSecond = { action: 'advance', seconds: 1 }

/** Whether the client gets no response. */
const isCut = (answer: Promise<unknown>) =>
  answer.then(
    () => false,
    () => true,
  )

const escrow = (gig: GigJson, headers: Record<string, string>) =>
  somchai.client.send<TransactionJson>('POST', '/api/transactions/escrow', {
    body: { gig_id: gig.id },
    headers,
  })

describe('Prefer', () => {
  test('is read up to 1000 characters', () => {
    const [first, last] = ['delay=5', 'code=503']
    const padding = (length: number) => `,${' '.repeat(length - first.length - last.length - 2)},`
    expect(parsePreferences(first + padding(1000) + last).applied).toEqual([first, last])
    expect(parsePreferences(`${first + padding(1003)}code=503`).applied).toEqual([first])
  })

  test('responds with any error of the catalogue, with its status and headers', async () => {
    for (const [code, { status, detail }] of Object.entries(errorCatalogue)) {
      const answer = await somchai.client.get('/api/gigs', preferring(`error=${code}`))
      expect([answer.status, answer.body.error_code, answer.body.detail]).toEqual([
        status,
        code as ErrorCode,
        detail,
      ])
      expect(answer.headers.get('preference-applied')).toBe(`error=${code}`)
      expect(answer.headers.has('x-request-id')).toBe(true)
      expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null)
      expect(answer.headers.has('retry-after')).toBe([408, 429, 503].includes(status))
    }
  })

  test('responds with the error of a status, also from the query string', async () => {
    const answer = await somchai.client.get('/api/gigs', preferring('code=503'))
    expect(refusalIn(answer)).toEqual([503, 'OVERLOADED'])
    const byQuery = await somchai.client.get('/api/gigs?__prefer=code%3D429')
    expect(refusalIn(byQuery)).toEqual([429, 'RATE_LIMITED'])
  })

  test('does not process the request when it responds with an error', async () => {
    const body = { ...exampleGig, title: 'never posted' }
    await somchai.client.send('POST', '/api/gigs', { body, ...preferring('code=500') })
    const mine = await somchai.client.get<{ gigs: GigJson[] }>('/api/gigs/my-gigs')
    expect(mine.body.gigs.map(({ title }) => title)).not.toContain('never posted')
  })

  test('delays a response by a number or like a mobile network', async () => {
    const since = performance.now()
    const answer = await somchai.client.get('/api/auth/me', preferring('delay=80'))
    expect(performance.now() - since).toBeGreaterThanOrEqual(79)
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([200, 'delay=80'])
    const mobile = await somchai.client.get('/api/auth/me', preferring('delay=mobile'))
    expect(mobile.headers.get('preference-applied')).toBe('delay=mobile')
  })

  test('resets the connection before the first byte', async () => {
    expect(await isCut(somchai.client.get('/api/auth/me', preferring('fault=cut')))).toBe(true)
  })

  test('lets a request hang until the client gives up', async () => {
    const answer = fetch(`${server.url}/api/gigs`, {
      headers: { prefer: 'fault=hang' },
      signal: AbortSignal.timeout(60),
    })
    await expect(answer).rejects.toThrow('timed out')
    await answer.catch(() => {})
    expect((await somchai.client.get('/api/auth/me')).status).toBe(200)
  })

  test('with when=after processes the request and loses the response', async () => {
    const body = { ...exampleGig, title: 'posted, though nobody was told' }
    const lost = somchai.client.send('POST', '/api/gigs', { body, ...preferring('when=after') })
    expect(await isCut(lost)).toBe(true)
    const mine = await somchai.client.get<{ gigs: GigJson[] }>('/api/gigs/my-gigs')
    expect(mine.body.gigs.map(({ title }) => title)).toContain(body.title)
  })

  test('with when=after and a status responds with that after the request is processed', async () => {
    const gig = await postAccepted(somchai, mali)
    const answer = await escrow(gig, { prefer: 'code=503, when=after' })
    expect(refusalIn(answer)).toEqual([503, 'OVERLOADED'])
    expect(answer.headers.get('preference-applied')).toBe('code=503, when=after')
    expect(refusalIn(await escrow(gig, {}))).toEqual([409, 'TRANSACTION_ALREADY_EXISTS'])
  })

  test('with when=after on an escrow with a key: the retry gets the first answer (P7)', async () => {
    const gig = await postAccepted(somchai, mali)
    const key = { 'idempotency-key': 'tunnel' }
    expect(await isCut(escrow(gig, { prefer: 'when=after', ...key }))).toBe(true)
    const retry = await escrow(gig, key)
    expect([retry.status, retry.body.status, retry.body.gig_id]).toEqual([201, 'PENDING', gig.id])
    expect(retry.headers.get('idempotency-replayed')).toBe('true')
  })

  test('with when=after on an escrow without a key: the second escrow is refused by the rule (P1)', async () => {
    const gig = await postAccepted(somchai, mali)
    expect(await isCut(escrow(gig, { prefer: 'when=after' }))).toBe(true)
    expect(refusalIn(await escrow(gig, {}))).toEqual([409, 'TRANSACTION_ALREADY_EXISTS'])
  })

  test('ignores unknown preferences, and sends a hint for an invalid one', async () => {
    const other = await somchai.client.get('/api/auth/me', preferring('return=minimal'))
    expect([other.status, other.headers.get('preference-applied')]).toEqual([200, null])
    expect(other.headers.has('x-chayenity-hint')).toBe(false)
    const wrong = await somchai.client.get('/api/auth/me', preferring('error=NO_SUCH_CODE'))
    expect([wrong.status, wrong.headers.get('preference-applied')]).toEqual([200, null])
    expect(wrong.headers.get('x-chayenity-hint')).toContain('error=NO_SUCH_CODE')
    const odd = await somchai.client.get(`/api/auth/me?__prefer=${encodeURIComponent('delay=\u2003ขวา\r\n')}`)
    expect([odd.status, odd.headers.get('x-chayenity-hint')]).toEqual([
      200,
      expect.stringContaining('delay='),
    ])
  })

  test('can be sent and read by pages of other origins', async () => {
    const origin = { origin: 'http://localhost:5173' }
    const preflight = await fetch(`${server.url}/api/gigs`, {
      method: 'OPTIONS',
      headers: {
        ...origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'prefer',
      },
    })
    expect(preflight.headers.get('access-control-allow-headers')).toBe('prefer')
    const refused = await somchai.client.get('/api/gigs', preferring('code=503', origin))
    expect(refused.headers.get('access-control-allow-origin')).toBe('*')
    expect(refused.headers.get('access-control-expose-headers')).toContain('X-Chayenity-Hint')
  })

  test('with cast=ghost has a gig taken by a bot that never answers, though the bots do not run', async () => {
    const gig = await somchai.client.send<GigJson>('POST', '/api/gigs', {
      body: exampleGig,
      ...preferring('cast=ghost'),
    })
    expect(gig.headers.get('preference-applied')).toBe('cast=ghost')
    const seen = async () => (await somchai.client.get<GigJson>(`/api/gigs/${gig.body.id}`)).body
    while ((await seen()).status === 'PENDING') await control(server, 'POST', '/clock', oneSecond)
    const { rooms } = (await somchai.client.get<RoomPageJson>('/api/chat/rooms?limit=100')).body
    const room = rooms.find(({ gig_id }) => gig_id === gig.body.id)
    for (let at = 0; at < 60; at += 1) await control(server, 'POST', '/clock', oneSecond)
    if (!room) throw new Error('The accepted gig has no room.')
    expect((await historyOf(somchai, room)).messages).toEqual([])
    expect(await seen()).toMatchObject({ status: 'ACCEPTED' })
  })

  test('with cast=racer lets a bot accept the gig before the request does (K3)', async () => {
    const gig = await post(await join(server, 'person1@example.com', 'Person'))
    const lost = await mali.client.send('POST', `/api/gigs/${gig.id}/accept`, preferring('cast=racer'))
    expect(refusalIn(lost)).toEqual([400, 'GIG_ALREADY_ACCEPTED'])
    const { body } = await mali.client.get<GigJson>(`/api/gigs/${gig.id}`)
    expect([body.status, body.helper_id === mali.user.id]).toEqual(['ACCEPTED', false])
  })
})

describe('a parsed Prefer header', () => {
  test('reports a repeated preference once: only the first counts', () => {
    expect(parsePreferences('delay=1, DELAY=2; code=503, error=RATE_LIMITED')).toEqual({
      preferences: { delay: 1, error: 'OVERLOADED' },
      applied: ['delay=1', 'code=503'],
      invalid: [],
    })
    expect(parsePreferences('delay=soon, delay=2')).toEqual({
      preferences: {},
      applied: [],
      invalid: ['delay=soon'],
    })
  })

  test('allows a delay up to the maximum', () => {
    expect(parsePreferences(`delay=${maxDelayMs}`).preferences).toEqual({ delay: maxDelayMs })
    expect(parsePreferences(`delay=${maxDelayMs + 1}`)).toEqual({
      preferences: {},
      applied: [],
      invalid: [`delay=${maxDelayMs + 1}`],
    })
  })
})

test('an invalid Host header is a 400 on a development server too', async () => {
  const heard = await speakRaw(server.url, ['GET /health HTTP/1.1\r\nHost: example.com:99999\r\n\r\n'])
  expect(heard).toStartWith('HTTP/1.1 400')
  expect(heard).toContain('"error_code":"BAD_REQUEST"')
})
