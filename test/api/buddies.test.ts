import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { Static } from '@sinclair/typebox'
import type { BuddyPageView, BuddyView } from '../../src/domain/buddies/model.ts'
import { joinAfresh, type Person } from '../support/people.ts'
import { startTestServer, type TestServer, testNow } from '../support/server.ts'

type BuddyJson = Static<typeof BuddyView>
type BuddyPageJson = Static<typeof BuddyPageView>

const nobody = '00000000-0000-4000-8000-000000000000'

let server: TestServer
let somchai: Person
let mali: Person
let jane: Person

beforeAll(async () => {
  server = await startTestServer()
})
beforeEach(async () => {
  server.clock.set(testNow)
  ;[somchai, mali, jane] = await Promise.all([
    joinAfresh(server, 'Somchai'),
    joinAfresh(server, 'Mali'),
    joinAfresh(server, 'Jane Helper'),
  ])
})
afterAll(() => server.stop())

const add = (owner: Person, other: Person, notes?: string | null) =>
  owner.client.post<BuddyJson>('/api/buddies', { buddy_user_id: other.user.id, notes })

describe('the buddy list (B1)', () => {
  test('takes a person in with 201 and every field of the contract (G2)', async () => {
    const { status, body } = await add(somchai, mali, ' Great helper 🙏 ')
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      buddy_user_id: mali.user.id,
      notes: 'Great helper 🙏',
      created_at: '2025-10-01T10:00:00.000000Z' as BuddyJson['created_at'],
      buddy_info: {
        id: mali.user.id as BuddyJson['buddy_user_id'],
        full_name: 'Mali',
        profile_image_url: null,
        reputation_score: 5,
        total_reviews: 0,
        is_available: true,
      },
    })
  })

  test('refuses oneself, a person twice and a person who does not exist', async () => {
    const self = await add(somchai, somchai)
    expect([self.status, self.body]).toMatchObject([400, { error_code: 'CANNOT_ADD_SELF' }])
    await add(somchai, mali)
    const twice = await add(somchai, mali)
    expect([twice.status, twice.body]).toMatchObject([409, { error_code: 'BUDDY_ALREADY_EXISTS' }])
    const unknown = await somchai.client.post('/api/buddies', { buddy_user_id: nobody })
    expect([unknown.status, unknown.body.error_code]).toEqual([404, 'RESOURCE_NOT_FOUND'])
    const long = await somchai.client.post('/api/buddies', {
      buddy_user_id: jane.user.id,
      notes: 'x'.repeat(501),
    })
    expect([long.status, Object.keys(long.body.field_errors ?? {})]).toEqual([422, ['notes']])
  })

  test('shows newest first, page by page, and only those available where they are asked for', async () => {
    await add(somchai, mali, 'Great helper 🙏')
    server.clock.advance(1000)
    await add(somchai, jane, null)
    await jane.client.put('/api/users/availability', { is_available: false })
    const all = await somchai.client.get<BuddyPageJson>('/api/buddies')
    expect(all.body.buddies.map(({ buddy_info }) => [buddy_info.full_name, buddy_info.is_available])).toEqual(
      [
        ['Jane Helper', false],
        ['Mali', true],
      ],
    )
    const second = await somchai.client.get<BuddyPageJson>('/api/buddies/?skip=1&limit=1')
    expect([second.body.total_count, second.body.buddies[0]?.notes]).toEqual([2, 'Great helper 🙏'])
    const available = await somchai.client.get<BuddyPageJson>('/api/buddies/available')
    expect([
      available.body.total_count,
      available.body.buddies.map(one => one.buddy_user_id as string),
    ]).toEqual([1, [mali.user.id]])
  })

  test('has exactly one winner of 50 who add the same person at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => add(somchai, mali)))
    const statuses = answers.map(answer => answer.status)
    expect(statuses.filter(status => status === 201)).toHaveLength(1)
    expect(statuses.filter(status => status === 409)).toHaveLength(49)
  })
})

describe('one entry of the list (B2)', () => {
  let path: string
  beforeEach(async () => {
    const { body } = await add(mali, somchai, 'Pays at once')
    path = `/api/buddies/${body.id}`
  })

  test('is shown, annotated in part, cleared with null, and removed with 204', async () => {
    expect((await mali.client.get<BuddyJson>(path)).body.notes).toBe('Pays at once')
    expect((await mali.client.put<BuddyJson>(path, { notes: 'Tips' })).body.notes).toBe('Tips')
    expect((await mali.client.put<BuddyJson>(path, {})).body.notes).toBe('Tips')
    expect((await mali.client.put<BuddyJson>(path, { notes: null })).body.notes).toBe(null)
    expect((await mali.client.get<BuddyJson>(path)).body.notes).toBe(null)
  })

  test('is nobody else’s to see, change or remove', async () => {
    const answers = [
      await somchai.client.get(path),
      await somchai.client.put(path, { notes: 'x' }),
      await somchai.client.delete(path),
    ]
    for (const { status, body } of answers)
      expect([status, body.error_code]).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
  })

  test('is gone once it is removed', async () => {
    expect((await mali.client.delete(path)).status).toBe(204)
    const answers = [
      await mali.client.get(path),
      await mali.client.put(path, { notes: 'x' }),
      await mali.client.delete(path),
    ]
    for (const { status, body } of answers)
      expect([status, body.error_code]).toEqual([404, 'RESOURCE_NOT_FOUND'])
  })
})

test('nobody gets anywhere in the buddy list without a token (G10)', async () => {
  const stranger = mali.client.withToken(null)
  const answers = [
    await stranger.get('/api/buddies'),
    await stranger.post('/api/buddies', {}),
    await stranger.get('/api/buddies/available'),
    await stranger.get(`/api/buddies/${nobody}`),
    await stranger.put(`/api/buddies/${nobody}`, {}),
    await stranger.delete(`/api/buddies/${nobody}`),
  ]
  for (const { status, body } of answers)
    expect([status, body.error_code]).toEqual([401, 'NOT_AUTHENTICATED'])
})
