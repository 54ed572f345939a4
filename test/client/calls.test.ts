import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { clientApi } from '../../scripts/client-api/index.ts'
import type { ChayenityError, Client } from '../../src/client/index.ts'
import { createClient } from '../../src/client/index.ts'
import { bytesOf, still } from '../support/images.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { startTunnel, type Tunnel } from '../support/tunnel.ts'

let server: TestServer
let tunnel: Tunnel

beforeAll(async () => {
  server = await startTestServer()
  tunnel = await startTunnel(server.url)
})
afterAll(async () => {
  await tunnel.stop()
  await server.stop()
})

let joined = 0

/** Somebody new, logged in with a client of their own. */
const join = async (options: Partial<Parameters<typeof createClient>[0]> = {}): Promise<Client> => {
  joined += 1
  const email = `caller${joined}@example.com`
  const client = createClient({ baseUrl: server.url, ...options })
  await client.registerUser({ email, password: 'a long password', full_name: `Caller ${joined}` })
  await client.login({ email, password: 'a long password' })
  return client
}

const errorOf = async (call: Promise<unknown>): Promise<ChayenityError> =>
  call.then(
    () => {
      throw new Error('The call was not rejected.')
    },
    error => error,
  )

const sofa = {
  title: 'Help move a sofa',
  description: 'From the second floor',
  duration_hours: 2,
  budget: 500,
  latitude: 13.7563,
  longitude: 100.5018,
  address_text: 'Silom',
}

const countRequests = (path: string) => server.logLines.filter(line => line.includes(`"${path}"`)).length

describe('the client', () => {
  test('is made of the documents of this server', async () => {
    expect(await Bun.file('src/client/api.ts').text()).toBe(await clientApi())
  })

  test('plays a gig from the post to the review', async () => {
    const [seeker, helper] = await Promise.all([join(), join()])
    const gig = await seeker.createGig({ ...sofa, title: 'A gig for the story' })
    const { gigs } = await helper.searchGigs({ latitude: 13.75, longitude: 100.5, radius: 5, q: 'story' })
    expect(gigs.map(({ id }) => id)).toEqual([gig.id])
    const accepted = await helper.acceptGig({ gig_id: gig.id })
    expect(accepted.gig.status).toBe('ACCEPTED')
    const payment = await seeker.createEscrow({ gig_id: gig.id })
    await helper.updateGigStatus({ gig_id: gig.id, status: 'IN_PROGRESS' })
    await helper.updateGigStatus({ gig_id: gig.id, status: 'COMPLETED' })
    await seeker.releasePayment({ transaction_id: payment.id })
    const helperId = accepted.gig.helper_id
    if (helperId === null) throw new Error('An accepted gig has a helper.')
    await seeker.createReview({
      gig_id: gig.id,
      reviewee_id: helperId,
      rating: 5,
      comment: 'Quick and careful',
    })
    expect((await helper.getUserProfile()).total_reviews).toBe(1)
    const rejected = await errorOf(seeker.deleteGig({ gig_id: gig.id }))
    expect([rejected.status, rejected.code]).toEqual([400, 'GIG_NOT_PENDING'])
  })

  test('uploads a picture and gets it back', async () => {
    const client = await join()
    const { file_id } = await client.uploadProfileImage({
      file: new File([await bytesOf(still().png())], 'me.png', { type: 'image/png' }),
    })
    const picture = await client.getUploadedFile({ file_id, w: 64 })
    expect(picture).toBeInstanceOf(Blob)
    expect(picture.size).toBeGreaterThan(50)
    expect(await client.deleteFile({ file_id })).toBeFalsy()
  })

  test('rejects with the sentence, the code and the fields of the server', async () => {
    const client = await join()
    const error = await errorOf(client.createGig({ ...sofa, budget: -1, title: '' }))
    expect(error.name).toBe('ChayenityError')
    expect([error.status, error.code]).toEqual([422, 'VALIDATION_ERROR'])
    expect(Object.keys(error.fieldErrors).sort()).toEqual(['budget', 'title'])
    expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/)
    const nobody = createClient({ baseUrl: server.url })
    expect((await errorOf(nobody.getUserProfile())).code).toBe('NOT_AUTHENTICATED')
  })

  test('says what failed when there is no server, or none that it knows', async () => {
    const nowhere = createClient({ baseUrl: 'http://127.0.0.1:1', retries: 0 })
    expect((await errorOf(nowhere.getHealth())).code).toBe('CONNECTION_FAILED')
    const proxy = createClient({
      baseUrl: server.url,
      retries: 0,
      fetch: async () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
    })
    expect((await errorOf(proxy.getHealth())).code).toBe('UNREADABLE_RESPONSE')
    const hanging = createClient({
      baseUrl: server.url,
      retries: 0,
      timeoutMs: 20,
      fetch: (_, { signal }) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    })
    expect((await errorOf(hanging.getHealth())).code).toBe('TIMED_OUT')
  })

  test('gives a call up when its signal says so', async () => {
    const client = await join()
    const reason = new Error('The page was left.')
    const call = client.listNewestGigs({}, { signal: AbortSignal.abort(reason) })
    expect(await call.catch((error: unknown) => error)).toBe(reason)
  })

  test('renews the token once for eight calls at the same time', async () => {
    const client = await join()
    server.clock.advance(31 * 60_000)
    const before = countRequests('/api/auth/refresh')
    const profiles = await Promise.all(Array.from({ length: 8 }, () => client.getUserProfile()))
    expect(new Set(profiles.map(({ id }) => id)).size).toBe(1)
    expect(countRequests('/api/auth/refresh') - before).toBe(1)
  })

  test('tells once that the session has ended, and forgets its tokens', async () => {
    const ends: string[] = []
    const client = await join({ onSessionEnd: ({ code }) => ends.push(code) })
    server.clock.advance(31 * 24 * 3_600_000)
    const errors = await Promise.all([errorOf(client.getUserProfile()), errorOf(client.listMyFiles())])
    expect(errors.map(({ status }) => status)).toEqual([401, 401])
    expect(ends).toHaveLength(1)
    expect((await errorOf(client.getUserProfile())).code).toBe('NOT_AUTHENTICATED')
  })

  test('posts a gig once when the response is lost', async () => {
    const client = await join({ baseUrl: tunnel.url })
    tunnel.loseNextResponse()
    const gig = await client.createGig({ ...sofa, title: 'Once' })
    const { gigs } = await client.getMyGigs()
    expect(gigs.map(({ id }) => id)).toEqual([gig.id])
  })

  test('does not send again what could have a second effect', async () => {
    // Bun sends a PUT again by itself when a connection that it had kept breaks.
    const freshConnection = (url: string, init: RequestInit) => fetch(url, { ...init, keepalive: false })
    const client = await join({ baseUrl: tunnel.url, fetch: freshConnection })
    const gig = await client.createGig(sofa)
    tunnel.loseNextResponse()
    const lost = await errorOf(client.updateGig({ gig_id: gig.id, title: 'Changed' }))
    expect([lost.code, lost.isConnectionProblem]).toEqual(['CONNECTION_FAILED', true])
    expect((await client.getGigDetails({ gig_id: gig.id })).title).toBe('Changed')
  })

  test('waits as long as a 503 says and sends again', async () => {
    let refusals = 1
    const client = createClient({
      baseUrl: server.url,
      fetch: (url, init) => {
        if (refusals === 0) return fetch(url, init)
        refusals -= 1
        const body = { detail: 'The server has too much to do.', error_code: 'OVERLOADED' }
        return Promise.resolve(Response.json(body, { status: 503, headers: { 'retry-after': '0' } }))
      },
    })
    expect((await client.getHealth()).status).toBe('ok')
  })
})
