import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { Static } from '@sinclair/typebox'
import type { NotificationsView } from '../../src/domain/notifications/model.ts'
import { openRoom, say } from '../support/chat.ts'
import { postAccepted } from '../support/gigs.ts'
import { askRelease, pay } from '../support/payments.ts'
import { join, logInAs, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { connectToNotifications, connectToRoom } from '../support/sockets.ts'

type NotificationsJson = Static<typeof NotificationsView>

let server: TestServer
let seeker: Person
let helper: Person
let round = 0

beforeAll(async () => {
  server = await startTestServer()
})
beforeEach(async () => {
  round += 1
  ;[seeker, helper] = await Promise.all([
    join(server, `seeker${round}@example.com`, 'Somchai'),
    join(server, `helper${round}@example.com`, 'Mali'),
  ])
})
afterAll(() => server.stop())

const listFor = async (person: Person, query = '') =>
  (await person.client.get<NotificationsJson>(`/api/notifications${query}`)).body

describe('notifications', () => {
  test('tell the seeker that a gig was accepted, live and afterwards, with the room', async () => {
    const live = await connectToNotifications(server, seeker)
    const ofHelper = await connectToNotifications(server, helper)
    const room = await openRoom(seeker, helper)
    const told = await live.next('gig_accepted')
    expect(told).toMatchObject({
      type: 'gig_accepted',
      text: 'A helper has accepted "Help move furniture".',
      is_read: false,
      created_at: room.created_at,
    })
    expect([told.gig_id, told.room_id]).toEqual([room.gig_id, room.id])
    expect((await listFor(seeker)).notifications).toEqual([told])
    await ofHelper.settle()
    expect(ofHelper.all('gig_accepted')).toEqual([])
    expect((await listFor(helper)).notifications).toEqual([])
  })

  test('tell the other one of a change of status, and nobody of what changes nothing', async () => {
    const live = await connectToNotifications(server, seeker)
    const gig = await postAccepted(seeker, helper)
    const move = (person: Person, status: string) =>
      person.client.put(`/api/gigs/${gig.id}/status`, { status })
    await move(helper, 'IN_PROGRESS')
    await move(helper, 'COMPLETED')
    await move(seeker, 'CANCELLED')
    await move(seeker, 'CANCELLED')
    await move(seeker, 'IN_PROGRESS')
    const textsOf = async (person: Person) => (await listFor(person)).notifications.map(({ text }) => text)
    expect(await textsOf(seeker)).toEqual([
      'A helper has accepted "Help move furniture".',
      'Work on "Help move furniture" has begun.',
      '"Help move furniture" is completed.',
    ])
    expect(await textsOf(helper)).toEqual(['"Help move furniture" is cancelled.'])
    expect((await live.next('gig_status_changed', 2)).gig_id).toBe(gig.id)
  })

  test('tell of a message only who is elsewhere, and reading the room reads them', async () => {
    const room = await openRoom(seeker, helper)
    const live = await connectToNotifications(server, helper)
    await say(seeker, room, 'Are you there?')
    const told = await live.next('new_message')
    expect([told.room_id, told.gig_id, told.text]).toEqual([room.id, room.gig_id, 'Somchai: Are you there?'])
    const inRoom = await connectToRoom(server, room.id, helper)
    await say(seeker, room, 'Good')
    await inRoom.next('message')
    await live.settle()
    expect(live.all('new_message')).toHaveLength(1)
    expect((await listFor(helper)).unread_count).toBe(1)
    inRoom.send({ type: 'read' })
    await inRoom.next('read')
    const { notifications, unread_count } = await listFor(helper)
    expect([notifications, unread_count]).toEqual([[{ ...told, is_read: true }], 0])
  })

  test('show the beginning of a long message, and no half of a character', async () => {
    const room = await openRoom(seeker, helper)
    await say(seeker, room, '🛵'.repeat(200))
    await say(seeker, room, '🛵'.repeat(100))
    await say(seeker, room, '', { image_url: 'http://localhost:8000/api/upload/photo.jpg' })
    const texts = (await listFor(helper)).notifications.map(({ text }) => text)
    expect(texts).toEqual([
      `Somchai: ${'🛵'.repeat(99)}…`,
      `Somchai: ${'🛵'.repeat(100)}`,
      'Somchai: (a picture)',
    ])
  })

  test('are given behind the last one that is known, in pages, and the newest without one', async () => {
    const room = await openRoom(seeker, helper)
    for (let at = 0; at < 7; at += 1) await say(seeker, room, `${at}`)
    const all = (await listFor(helper)).notifications
    expect(all.map(({ text }) => text)).toEqual(Array.from({ length: 7 }, (_, at) => `Somchai: ${at}`))
    const newest = await listFor(helper, '?limit=2')
    expect([newest.notifications, newest.has_more, newest.unread_count]).toEqual([all.slice(5), true, 7])
    const next = await listFor(helper, `?after=${all[1]?.id}&limit=3`)
    expect([next.notifications, next.has_more]).toEqual([all.slice(2, 5), true])
    const rest = await listFor(helper, `?after=${all[4]?.id}&limit=3`)
    expect([rest.notifications, rest.has_more]).toEqual([all.slice(5), false])
    // Somebody else's id says nothing about one's own list.
    const [foreign] = (await listFor(seeker)).notifications
    expect((await listFor(helper, `?after=${foreign?.id}`)).notifications).toEqual(all)
    const badLimit = await helper.client.get('/api/notifications?limit=101')
    expect(badLimit.status).toBe(422)
  })

  test('are given before the oldest one that is known, in pages, and not between two', async () => {
    const room = await openRoom(seeker, helper)
    for (let at = 0; at < 7; at += 1) await say(seeker, room, `${at}`)
    const all = (await listFor(helper)).notifications
    const older = await listFor(helper, `?before=${all[5]?.id}&limit=3`)
    expect([older.notifications, older.has_more, older.unread_count]).toEqual([all.slice(2, 5), true, 7])
    const oldest = await listFor(helper, `?before=${all[2]?.id}&limit=3`)
    expect([oldest.notifications, oldest.has_more]).toEqual([all.slice(0, 2), false])
    const [foreign] = (await listFor(seeker)).notifications
    expect((await listFor(helper, `?before=${foreign?.id}`)).notifications).toEqual([])
    const both = await helper.client.get(`/api/notifications?after=${all[0]?.id}&before=${all[5]?.id}`)
    expect([both.status, Object.keys(both.body.field_errors ?? {})]).toEqual([422, ['before']])
  })

  test('are marked as read, all or up to one', async () => {
    const room = await openRoom(seeker, helper)
    for (let at = 0; at < 5; at += 1) await say(seeker, room, `${at}`)
    const { notifications } = await listFor(helper)
    const mark = (body?: unknown) =>
      helper.client.put<{ message: string; updated_count: number }>('/api/notifications/read', body)
    expect((await mark({ up_to: notifications[1]?.id })).body).toEqual({
      message: 'Notifications marked as read',
      updated_count: 2,
    })
    expect((await listFor(helper)).notifications.map(({ is_read }) => is_read)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
    expect((await mark()).body.updated_count).toBe(3)
    expect((await listFor(helper)).unread_count).toBe(0)
    expect((await listFor(seeker)).unread_count).toBe(1)
  })

  test('take ping and authenticate on their socket, and refuse the rest', async () => {
    const live = await connectToNotifications(server, helper)
    live.send({ type: 'authenticate', token: helper.tokens.access_token })
    await live.next('authenticated')
    live.send({ type: 'send_message', content: 'x' })
    expect((await live.next('error')).error_code).toBe('VALIDATION_ERROR')
    await live.settle()
  })

  test('are kept for 30 days', async () => {
    await openRoom(seeker, helper)
    const kept = async () => {
      const tokens = await logInAs(server.url, `seeker${round}@example.com`, seeker.password)
      const client = seeker.client.withToken(tokens.access_token)
      return (await listFor({ ...seeker, client })).notifications.length
    }
    server.clock.advance(30 * 24 * 3_600_000)
    expect(await kept()).toBe(1)
    server.clock.advance(1)
    expect(await kept()).toBe(0)
  })
})

describe('money and reviews', () => {
  test('tell the payee of money that is held and released, and of nothing declined', async () => {
    const live = await connectToNotifications(server, helper)
    const gig = await postAccepted(seeker, helper)
    const declined = await pay(seeker, gig, 'mock_payment_declined')
    const held = await pay(seeker, gig)
    await askRelease(seeker, held)
    const told = await live.next('payment_moved', 2)
    expect(told).toMatchObject({ text: 'The payment for "Help move furniture" was released.' })
    expect([told.gig_id, told.transaction_id]).toEqual([gig.id, held.id])
    const { notifications } = await listFor(helper)
    expect(notifications.map(({ type, text }) => [type, text])).toEqual([
      ['payment_moved', 'The payment for "Help move furniture" is held in escrow.'],
      ['payment_moved', 'The payment for "Help move furniture" was released.'],
    ])
    expect(declined.status).toBe('FAILED')
  })

  test('tell both when a slow payment has gone through', async () => {
    const [ofSeeker, ofHelper] = [
      await connectToNotifications(server, seeker),
      await connectToNotifications(server, helper),
    ]
    const gig = await postAccepted(seeker, helper)
    const slow = await pay(seeker, gig, 'mock_payment_slow')
    expect(slow.status).toBe('PROCESSING')
    server.clock.advance(3000)
    for (const socket of [ofSeeker, ofHelper]) {
      const told = await socket.next('payment_moved')
      expect([told.transaction_id, told.text]).toEqual([
        slow.id,
        'The payment for "Help move furniture" is held in escrow.',
      ])
    }
  })

  test('tell the helper that a cancelled gig is not paid for any more', async () => {
    const gig = await postAccepted(seeker, helper)
    const held = await pay(seeker, gig)
    await seeker.client.put(`/api/gigs/${gig.id}/status`, { status: 'CANCELLED' })
    const last = (await listFor(helper)).notifications.at(-1)
    expect([last?.transaction_id, last?.text]).toEqual([
      held.id,
      'The payment for "Help move furniture" was cancelled.',
    ])
  })

  test('tell a person of a review, once, also when the request is sent twice with one key (P7)', async () => {
    const live = await connectToNotifications(server, helper)
    const gig = await postAccepted(seeker, helper)
    await askRelease(seeker, await pay(seeker, gig))
    const body = { gig_id: gig.id, reviewee_id: helper.user.id, rating: 5, comment: 'ดีมาก' }
    const send = () =>
      seeker.client.send<{ id: string }>('POST', '/api/reviews', {
        body,
        headers: { 'idempotency-key': 'one' },
      })
    const first = await send()
    const again = await send()
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([
      201,
      201,
      'true',
    ])
    const told = await live.next('review_received')
    expect([told.review_id, told.text]).toEqual([
      first.body.id,
      'You were given 5 of 5 stars for "Help move furniture".',
    ])
    const { notifications } = await listFor(helper)
    expect(notifications.filter(({ type }) => type === 'review_received')).toHaveLength(1)
  })
})

test('a message sent twice with one key is one message in the room and one event (P7, C4)', async () => {
  const room = await openRoom(seeker, helper)
  const live = await connectToRoom(server, room.id, helper)
  const send = () =>
    seeker.client.send<{ id: string }>('POST', `/api/chat/rooms/${room.id}/messages`, {
      body: { content: 'Twice?' },
      headers: { 'idempotency-key': 'said once' },
    })
  const [first, again] = [await send(), await send()]
  expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 201, 'true'])
  expect(again.body).toEqual(first.body)
  expect(String((await live.next('message')).id)).toBe(first.body.id)
  await live.settle()
  expect(live.all('message')).toHaveLength(1)
})
