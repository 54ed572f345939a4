import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type GigStatus, gigStatuses } from '../../src/domain/gigs/gig.ts'
import { type AcceptedGigJson, type GigJson, post, postAccepted } from '../support/gigs.ts'
import { join, joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const actors = ['seeker', 'helper', 'stranger'] as const
type Actor = (typeof actors)[number]

let server: TestServer
let people: Record<Actor, Person>

beforeAll(async () => {
  server = await startTestServer()
  const [seeker, helper, stranger] = await Promise.all([
    joinSomchai(server),
    joinMali(server),
    join(server, 'stranger@example.com', 'Stranger'),
  ])
  people = { seeker, helper, stranger }
})
afterAll(() => server.stop())

/** Where a gig can stand: in a status, with a helper or (cancelled while it was pending) without. */
const standings = [...gigStatuses, 'CANCELLED_ALONE'] as const
type Standing = (typeof standings)[number]

const setStatus = (person: Person, gig: GigJson, status: GigStatus) =>
  person.client.put<GigJson & { error_code?: string }>(`/api/gigs/${gig.id}/status`, { status })

const gigThatIs = async (standing: Standing): Promise<GigJson> => {
  if (standing === 'PENDING') return post(people.seeker)
  if (standing === 'CANCELLED_ALONE') {
    return (await setStatus(people.seeker, await post(people.seeker), 'CANCELLED')).body
  }
  const steps: Record<string, GigStatus[]> = {
    ACCEPTED: [],
    IN_PROGRESS: ['IN_PROGRESS'],
    COMPLETED: ['IN_PROGRESS', 'COMPLETED'],
    CANCELLED: ['CANCELLED'],
  }
  let gig = await postAccepted(people.seeker, people.helper)
  for (const status of steps[standing] ?? []) gig = (await setStatus(people.helper, gig, status)).body
  return gig
}

const forbidden = '403 INSUFFICIENT_PERMISSIONS'
const impossible = '400 INVALID_STATUS_TRANSITION'
const taken = '400 GIG_ALREADY_ACCEPTED'

/** What K3 and K4 say, move by move: for the seeker, for the helper, and for a stranger. */
const table: Record<Standing, Record<GigStatus, [string, string, string]>> = {
  PENDING: {
    PENDING: [impossible, forbidden, forbidden],
    ACCEPTED: [forbidden, 'ok', 'ok'],
    IN_PROGRESS: [impossible, forbidden, forbidden],
    COMPLETED: [impossible, forbidden, forbidden],
    CANCELLED: ['ok', forbidden, forbidden],
  },
  ACCEPTED: {
    PENDING: [impossible, impossible, forbidden],
    ACCEPTED: [forbidden, taken, taken],
    IN_PROGRESS: ['ok', 'ok', forbidden],
    COMPLETED: [impossible, impossible, forbidden],
    CANCELLED: ['ok', 'ok', forbidden],
  },
  IN_PROGRESS: {
    PENDING: [impossible, impossible, forbidden],
    ACCEPTED: [forbidden, taken, taken],
    IN_PROGRESS: [impossible, impossible, forbidden],
    COMPLETED: ['ok', 'ok', forbidden],
    CANCELLED: ['ok', 'ok', forbidden],
  },
  COMPLETED: {
    PENDING: [impossible, impossible, forbidden],
    ACCEPTED: [forbidden, taken, taken],
    IN_PROGRESS: [impossible, impossible, forbidden],
    COMPLETED: [impossible, impossible, forbidden],
    CANCELLED: ['ok', 'ok', forbidden],
  },
  CANCELLED: {
    PENDING: [impossible, impossible, forbidden],
    ACCEPTED: [forbidden, taken, taken],
    IN_PROGRESS: [impossible, impossible, forbidden],
    COMPLETED: [impossible, impossible, forbidden],
    CANCELLED: ['ok', 'ok', forbidden],
  },
  CANCELLED_ALONE: {
    PENDING: [impossible, forbidden, forbidden],
    ACCEPTED: [forbidden, taken, taken],
    IN_PROGRESS: [impossible, forbidden, forbidden],
    COMPLETED: [impossible, forbidden, forbidden],
    CANCELLED: ['ok', forbidden, forbidden],
  },
}

/** Without what differs between readers, and the person who comes with the accept (ruling K7). */
const asStored = ({ helper, room_id, payment_status, ...gig }: GigJson) => gig

describe('the status of a gig (K4)', () => {
  for (const standing of standings) {
    for (const to of gigStatuses) {
      test(`from ${standing} to ${to}: for the seeker, the helper and a stranger`, async () => {
        for (const [n, actor] of actors.entries()) {
          const before = await gigThatIs(standing)
          server.clock.advance(1000)
          const answer = await setStatus(people[actor], before, to)
          const outcome = answer.status === 200 ? 'ok' : `${answer.status} ${answer.body.error_code}`
          expect([standing, to, actor, outcome]).toEqual([
            standing,
            to,
            actor,
            String(table[standing][to][n]),
          ])
          const { body: after } = await people.stranger.client.get<GigJson>(`/api/gigs/${before.id}`)
          if (outcome !== 'ok') {
            expect(asStored(after)).toEqual(asStored(before))
            continue
          }
          expect<unknown>(asStored(answer.body)).toEqual(asStored(after))
          const isSame = before.status === to
          expect<unknown>(asStored(after)).toEqual({
            ...asStored(before),
            status: to,
            helper_id: standing === 'PENDING' && to === 'ACCEPTED' ? people[actor].user.id : before.helper_id,
            updated_at: isSame ? before.updated_at : after.updated_at,
            completed_at: to === 'COMPLETED' ? after.updated_at : before.completed_at,
          })
          expect(after.updated_at > before.updated_at).toBe(!isSame)
        }
      })
    }
  }

  test('COMPLETED by two at once happens once, and cancelled against accepted has one winner', async () => {
    const running = await gigThatIs('IN_PROGRESS')
    const both = [people.seeker, people.helper].map(person => setStatus(person, running, 'COMPLETED'))
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 400])
    for (let round = 0; round < 5; round += 1) {
      const gig = await gigThatIs('PENDING')
      const [cancelled, accepted] = await Promise.all([
        setStatus(people.seeker, gig, 'CANCELLED'),
        people.helper.client.post<AcceptedGigJson & { error_code?: string }>(`/api/gigs/${gig.id}/accept`),
      ])
      // Cancelling is possible in any status; accepting only before it.
      expect(cancelled.status).toBe(200)
      expect([200, 400]).toContain(accepted.status)
      const { body: after } = await people.seeker.client.get<GigJson>(`/api/gigs/${gig.id}`)
      expect([after.status, after.helper_id]).toEqual([
        'CANCELLED',
        accepted.status === 200 ? people.helper.user.id : null,
      ])
    }
  })

  test('is the same through accept: only PENDING can be accepted, in every other it is GIG_ALREADY_ACCEPTED', async () => {
    for (const standing of standings) {
      for (const [n, actor] of actors.entries()) {
        const gig = await gigThatIs(standing)
        const answer = await people[actor].client.post(`/api/gigs/${gig.id}/accept`)
        const outcome = answer.status === 200 ? 'ok' : `${answer.status} ${answer.body.error_code}`
        expect([standing, actor, outcome]).toEqual([standing, actor, String(table[standing].ACCEPTED[n])])
      }
    }
  })
})

describe('accepting, changing and deleting one gig at once (K3, K6)', () => {
  test('end in one of them being first: 24 calls at once, five times', async () => {
    const { seeker, helper } = people
    for (let round = 0; round < 5; round += 1) {
      const gig = await post(seeker)
      const calls = Array.from({ length: 8 }, (_, n) => [
        seeker.client.put(`/api/gigs/${gig.id}`, { budget: 100 + n }),
        helper.client.post(`/api/gigs/${gig.id}/accept`),
        seeker.client.delete(`/api/gigs/${gig.id}`),
      ])
      const answers = await Promise.all(calls.flat())
      const outcomesOf = (kind: number) =>
        answers
          .filter((_, n) => n % 3 === kind)
          .map(({ status, body }) => (status < 300 ? 'ok' : body.error_code))
      const [changes, accepts, deletions] = [outcomesOf(0), outcomesOf(1), outcomesOf(2)]
      const accepted = accepts.filter(outcome => outcome === 'ok').length
      const deleted = deletions.filter(outcome => outcome === 'ok').length
      expect([accepted, deleted].toSorted()).toEqual([0, 1])
      const loser = accepted === 1 ? 'GIG_NOT_PENDING' : 'RESOURCE_NOT_FOUND'
      for (const outcome of changes) expect(['ok', loser]).toContain(outcome)
      const after = await seeker.client.get<GigJson>(`/api/gigs/${gig.id}`)
      expect([after.status, after.body.status]).toEqual(
        accepted === 1 ? [200, 'ACCEPTED'] : [404, after.body.status],
      )
    }
  })
})

describe('changing and deleting a gig (K6)', () => {
  test('is for its seeker alone, and only while it is PENDING', async () => {
    for (const standing of standings) {
      for (const actor of actors) {
        const gig = await gigThatIs(standing)
        const { client } = people[actor]
        const isAllowed = actor === 'seeker' && standing === 'PENDING'
        const refusal = actor === 'seeker' ? '400 GIG_NOT_PENDING' : forbidden
        const changed = await client.put(`/api/gigs/${gig.id}`, { title: 'Changed' })
        const deleted = await client.delete(`/api/gigs/${gig.id}`)
        const outcomes = [changed, deleted].map(({ status, body }) =>
          status < 300 ? String(status) : `${status} ${body.error_code}`,
        )
        expect([standing, actor, ...outcomes]).toEqual([
          standing,
          actor,
          ...(isAllowed ? ['200', '204'] : [refusal, refusal]),
        ])
        const after = await people.seeker.client.get<GigJson>(`/api/gigs/${gig.id}`)
        if (isAllowed) expect(after.status).toBe(404)
        else expect(after.body).toEqual(gig)
      }
    }
  })
})
