import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { toTimestamp } from '../../src/lib/timestamp.ts'
import {
  historyOf,
  type MessageJson,
  openRoom,
  type RoomJson,
  type RoomPageJson,
  say,
} from '../support/chat.ts'
import { bytesOf, keepFile, still } from '../support/images.ts'
import { join, joinAfresh, joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer, testNow } from '../support/server.ts'

let server: TestServer
let somchai: Person
let mali: Person
let stranger: Person

beforeAll(async () => {
  server = await startTestServer()
  ;[somchai, mali, stranger] = await Promise.all([
    joinSomchai(server),
    joinMali(server),
    join(server, 'stranger@example.com', 'Stranger'),
  ])
})
beforeEach(() => server.clock.set(testNow))
afterAll(() => server.stop())

const roomOf = async (person: Person, room: { id: string }) =>
  (await person.client.get<RoomJson>(`/api/chat/rooms/${room.id}`)).body

describe('the rooms of a person', () => {
  test('have everything the contract shows, null where nothing was said (C1, G2)', async () => {
    const room = await openRoom(somchai, mali)
    expect(room).toEqual({
      id: room.id,
      gig_id: room.gig_id,
      gig_title: 'Help move furniture',
      participants: [
        { id: somchai.user.id, full_name: 'Somchai', profile_image_url: null },
        { id: mali.user.id, full_name: 'Mali', profile_image_url: null },
      ],
      last_message: null,
      last_message_at: null,
      unread_count: 0,
      created_at: toTimestamp(testNow),
      is_active: true,
    })
    expect(await roomOf(mali, room)).toEqual(room)
  })

  test('come latest activity first, though the clock stands still (C1)', async () => {
    const [somchai, mali] = [await joinAfresh(server, 'Somchai'), await joinAfresh(server, 'Mali')]
    const [first, second, third] = [
      await openRoom(somchai, mali),
      await openRoom(mali, somchai),
      await openRoom(somchai, mali),
    ]
    const order = async () => {
      const { body } = await mali.client.get<RoomPageJson>('/api/chat/rooms?limit=3')
      return body.rooms.map(({ id }) => id)
    }
    expect(await order()).toEqual([third.id, second.id, first.id])
    await say(somchai, second, 'Hello')
    expect(await order()).toEqual([second.id, third.id, first.id])
    const { body } = await mali.client.get<RoomPageJson>('/api/chat/rooms?skip=1&limit=1')
    expect(body.rooms.map(({ id }) => id)).toEqual([third.id])
    expect([body.total_count, body.has_more]).toEqual([3, true])
  })

  test('show the last message, and what is unread to each of the two (C1)', async () => {
    const room = await openRoom(somchai, mali)
    await say(somchai, room, 'Can you come?')
    await say(mali, room, 'Yes')
    const last = await say(mali, room, 'I can help you move at 2 PM')
    const ofSomchai = await roomOf(somchai, room)
    expect(ofSomchai.last_message).toBe('I can help you move at 2 PM')
    expect(ofSomchai.last_message_at).toBe(last.created_at)
    expect(ofSomchai.unread_count).toBe(2)
    expect((await roomOf(mali, room)).unread_count).toBe(1)
  })

  test('show each of the two with their picture (F3)', async () => {
    const room = await openRoom(somchai, mali)
    const picture = await keepFile(mali, await bytesOf(still().png()), 'profile')
    const { participants } = await roomOf(somchai, room)
    expect(participants.map(person => person.profile_image_url)).toEqual([null, picture.url])
    await mali.client.delete(`/api/upload/${picture.file_id}`)
    expect((await roomOf(somchai, room)).participants[1]?.profile_image_url).toBeNull()
  })

  test('are nobody else’s', async () => {
    const room = await openRoom(somchai, mali)
    await say(mali, room, 'Between us')
    const { body } = await stranger.client.get<RoomPageJson>('/api/chat/rooms')
    expect([body.rooms, body.total_count]).toEqual([[], 0])
    const path = `/api/chat/rooms/${room.id}`
    const answers = [
      await stranger.client.get(path),
      await stranger.client.delete(path),
      await stranger.client.get(`${path}/messages`),
      await stranger.client.post(`${path}/messages`, { content: 'Hi' }),
      await stranger.client.put(`${path}/read`),
    ]
    for (const answer of answers) {
      expect([answer.status, answer.body.error_code]).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    }
    expect((await historyOf(mali, room)).total_count).toBe(1)
  })

  test('that do not exist are a 404, and an id that is none a 422 (G5)', async () => {
    const path = '/api/chat/rooms/00000000-0000-4000-8000-000000000000'
    const missing = [
      await mali.client.get(path),
      await mali.client.delete(path),
      await mali.client.get(`${path}/messages`),
      await mali.client.post(`${path}/messages`, { content: 'Hi' }),
      await mali.client.put(`${path}/read`),
    ]
    for (const { status, body } of missing)
      expect([status, body.error_code]).toEqual([404, 'RESOURCE_NOT_FOUND'])
    const { status, body } = await mali.client.get('/api/chat/rooms/7')
    expect([status, body.error_code]).toEqual([422, 'VALIDATION_ERROR'])
  })
})

describe('sending a message (C3)', () => {
  test('gives the message with everything the contract shows (G2)', async () => {
    const room = await openRoom(somchai, mali)
    const message = await say(mali, room, "  I'll be there in 10 minutes ", { image_url: null })
    expect(message).toEqual({
      id: message.id,
      room_id: room.id,
      seq: 1,
      content: "I'll be there in 10 minutes",
      sender_id: mali.user.id,
      sender_name: 'Mali',
      image_url: null,
      client_id: null,
      created_at: toTimestamp(testNow),
      is_read: false,
    })
    expect((await historyOf(somchai, room)).messages).toEqual([message])
  })

  test('takes 4000 code points and not one more, Thai and emoji byte for byte (G7)', async () => {
    const room = await openRoom(somchai, mali)
    const longest = `${'สวัสดี🛵'.repeat(571)}🛵🛵🛵`
    expect(Array.from(longest)).toHaveLength(4000)
    expect((await say(mali, room, longest)).content).toBe(longest)
    const path = `/api/chat/rooms/${room.id}/messages`
    const { status, body } = await mali.client.post(path, { content: `${longest}🛵` })
    expect([status, Object.keys(body.field_errors ?? {})]).toEqual([422, ['content']])
  })

  test('may be empty only with an image', async () => {
    const room = await openRoom(somchai, mali)
    const image_url = 'http://localhost:8000/api/upload/photo.jpg'
    const withImage = await say(mali, room, '', { image_url })
    expect([withImage.content, withImage.image_url]).toEqual(['', image_url])
    const path = `/api/chat/rooms/${room.id}/messages`
    for (const sent of [{}, { content: '' }, { content: ' ' }, { content: '', image_url: null }]) {
      const { status, body } = await mali.client.post(path, sent)
      expect([status, Object.keys(body.field_errors ?? {})]).toEqual([422, ['content']])
    }
    const badImage = await mali.client.post(path, { content: 'x', image_url: 'not an address' })
    expect([badImage.status, Object.keys(badImage.body.field_errors ?? {})]).toEqual([422, ['image_url']])
  })

  test('with the same client_id makes one message, also when sent many times at once (W1)', async () => {
    const room = await openRoom(somchai, mali)
    const path = `/api/chat/rooms/${room.id}/messages`
    const body = { content: 'Once', client_id: 'a1' }
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => mali.client.post<MessageJson>(path, body)),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map(answer => answer.body.id)).size).toBe(1)
    expect(answers[0]?.body.client_id).toBe('a1')
    // The other participant may call a message the same.
    await say(somchai, room, 'Also mine', { client_id: 'a1' })
    const { messages } = await historyOf(mali, room)
    expect(messages.map(({ content }) => content)).toEqual(['Once', 'Also mine'])
    expect((await roomOf(somchai, room)).unread_count).toBe(1)
    const tooLong = await mali.client.post(path, { content: 'x', client_id: 'c'.repeat(65) })
    expect([tooLong.status, Object.keys(tooLong.body.field_errors ?? {})]).toEqual([422, ['client_id']])
  })

  test('keeps the order in which messages came in, though all have the same time', async () => {
    const room = await openRoom(somchai, mali)
    const both = [somchai, mali]
    await Promise.all(
      both.flatMap(person => Array.from({ length: 40 }, (_, at) => say(person, room, `${at}`))),
    )
    const { messages } = await historyOf(mali, room, '?limit=100')
    expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 80 }, (_, at) => at + 1))
    server.clock.advance(-60_000)
    const last = await say(mali, room, 'The clock was put back')
    server.clock.advance(60_000)
    expect((await historyOf(mali, room, '?limit=1')).messages).toEqual([last])
  })
})

describe('the history of a room (C2)', () => {
  let room: RoomJson
  beforeEach(async () => {
    room = await openRoom(somchai, mali)
    for (let at = 1; at <= 12; at += 1) await say(at % 2 ? somchai : mali, room, `${at}`)
  })
  const contents = async (query: string) => {
    const page = await historyOf(mali, room, query)
    return { said: page.messages.map(({ content }) => content), more: page.has_more, total: page.total_count }
  }

  test('counts skip back from the newest and reads oldest to newest', async () => {
    expect(await contents('?limit=3')).toEqual({ said: ['10', '11', '12'], more: true, total: 12 })
    expect(await contents('?limit=3&skip=3')).toEqual({ said: ['7', '8', '9'], more: true, total: 12 })
    expect(await contents('?limit=5&skip=10')).toEqual({ said: ['1', '2'], more: false, total: 12 })
    expect(await contents('?limit=2&skip=10')).toEqual({ said: ['1', '2'], more: false, total: 12 })
    expect(await contents('?skip=12')).toEqual({ said: [], more: false, total: 12 })
    expect(await contents('?skip=9007199254740991')).toEqual({ said: [], more: false, total: 12 })
    expect((await contents('')).said).toHaveLength(12)
    expect((await historyOf(mali, room)).room_info).toEqual({ id: room.id, gig_title: 'Help move furniture' })
  })

  test('gives everything behind a message, oldest first (W5)', async () => {
    const { messages } = await historyOf(mali, room)
    const tenth = messages[9]?.id
    expect(await contents(`?after=${tenth}`)).toEqual({ said: ['11', '12'], more: false, total: 2 })
    expect(await contents(`?after=${tenth}&limit=1`)).toEqual({ said: ['11'], more: true, total: 2 })
    expect(await contents(`?after=${messages[11]?.id}`)).toEqual({ said: [], more: false, total: 0 })
  })

  test('knows no message of another room', async () => {
    const other = await openRoom(somchai, mali)
    const elsewhere = await say(mali, other, 'Elsewhere')
    const { status, body } = await mali.client.get(
      `/api/chat/rooms/${room.id}/messages?after=${elsewhere.id}`,
    )
    expect([status, body.error_code]).toEqual([404, 'RESOURCE_NOT_FOUND'])
  })

  test('takes limits from 1 to 100 (G6)', async () => {
    for (const query of ['limit=0', 'limit=101', 'skip=-1', 'limit=x', 'after=7']) {
      const { status } = await mali.client.get(`/api/chat/rooms/${room.id}/messages?${query}`)
      expect(status).toBe(422)
    }
  })

  test('says of each message whether its recipient has read it', async () => {
    const isRead = async () => (await historyOf(mali, room)).messages.map(({ is_read }) => is_read)
    expect(await isRead()).toEqual(Array.from({ length: 12 }, () => false))
    const path = `/api/chat/rooms/${room.id}/read`
    const answer = await somchai.client.put<{ message: string; updated_count: number }>(path)
    expect(answer.body).toEqual({ message: 'Messages marked as read', updated_count: 6 })
    expect(await isRead()).toEqual(Array.from({ length: 12 }, (_, at) => at % 2 === 1))
    expect((await roomOf(somchai, room)).unread_count).toBe(0)
    expect((await roomOf(mali, room)).unread_count).toBe(6)
    const again = await somchai.client.put<{ updated_count: number }>(path)
    expect(again.body.updated_count).toBe(0)
  })
})

describe('ending a room (C5)', () => {
  test('keeps the history and refuses what is new with ROOM_NOT_ACTIVE (C3)', async () => {
    const room = await openRoom(somchai, mali)
    const said = await say(somchai, room, 'Thank you', { client_id: 'thanks' })
    const path = `/api/chat/rooms/${room.id}`
    expect((await mali.client.delete(path)).status).toBe(204)
    expect((await mali.client.delete(path)).status).toBe(204)
    expect((await roomOf(somchai, room)).is_active).toBe(false)
    expect((await historyOf(mali, room)).messages).toEqual([said])
    const refused = await somchai.client.post(`${path}/messages`, { content: 'One more thing' })
    expect([refused.status, refused.body.error_code]).toEqual([400, 'ROOM_NOT_ACTIVE'])
    // Sending again what had arrived is no new message.
    expect((await say(somchai, room, 'Thank you', { client_id: 'thanks' })).id).toBe(said.id)
    const read = await mali.client.put<{ updated_count: number }>(`${path}/read`)
    expect(read.body.updated_count).toBe(1)
  })
})
