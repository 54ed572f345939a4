import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type AcceptedGigJson, type GigJson, post, postAccepted } from '../support/gigs.ts'
import { joinCrowd, joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let somchai: Person
let mali: Person

beforeAll(async () => {
  server = await startTestServer()
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
})
afterAll(() => server.stop())

describe('accepting a gig (K3)', () => {
  test('makes the caller its helper and gives the full gig (G2)', async () => {
    const gig = await post(somchai)
    const answer = await mali.client.post<AcceptedGigJson>(`/api/gigs/${gig.id}/accept`)
    expect(answer.status).toBe(200)
    expect(answer.body.message).toBe('Gig accepted successfully')
    expect(answer.body.gig).toMatchObject({
      ...gig,
      status: 'ACCEPTED',
      helper_id: mali.user.id,
      helper: { id: mali.user.id },
      room_id: expect.any(String),
      updated_at: expect.any(String),
    })
  })

  test('is refused to its own seeker with 403, also when somebody else was quicker', async () => {
    const open = await post(somchai)
    const taken = await postAccepted(somchai, mali)
    for (const gig of [open, taken]) {
      const answer = await somchai.client.post(`/api/gigs/${gig.id}/accept`)
      expect([answer.status, answer.body.error_code]).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    }
  })

  test('has exactly one winner of 25 helpers who try at once', async () => {
    const gig = await post(somchai)
    const helpers = await joinCrowd(server, 25)
    const answers = await Promise.all(helpers.map(({ client }) => client.post(`/api/gigs/${gig.id}/accept`)))
    const winners = answers.filter(({ status }) => status === 200)
    const losers = answers.filter(({ status }) => status !== 200)
    expect(winners).toHaveLength(1)
    expect(losers.map(({ status, body }) => [status, body.error_code])).toEqual(
      Array.from({ length: 24 }, () => [400, 'GIG_ALREADY_ACCEPTED']),
    )
    const winner = helpers[answers.findIndex(({ status }) => status === 200)]
    const after = await somchai.client.get<GigJson>(`/api/gigs/${gig.id}`)
    expect(after.body.helper_id).toBe(winner?.user.id ?? null)
  })
})
