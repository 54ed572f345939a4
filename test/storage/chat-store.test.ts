import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import Database from 'better-sqlite3'
import type { ChatRoom, Message } from '../../src/domain/chat/room.ts'
import type { RoomId } from '../../src/domain/ids.ts'
import type { User } from '../../src/domain/users/user.ts'
import { AppError } from '../../src/errors.ts'
import first from '../../src/storage/sqlite/migrations/0001-people-and-gigs.sql' with { type: 'text' }
import { migrate } from '../../src/storage/sqlite/migrations/migrate.ts'
import type { Store } from '../../src/storage/store.ts'
import {
  at,
  engines,
  makeGig,
  makeNotification,
  makeUser,
  newId,
  type OpenedStore,
  openEngine,
} from '../support/stores.ts'

/** What every engine has to do with rooms and notifications, said against the port alone. */
for (const engine of engines) {
  describe(`the chat of the store ${engine.name}`, () => {
    let opened: OpenedStore
    let store: Store
    let somchai: User
    let mali: User

    beforeAll(async () => {
      opened = openEngine(engine)
      store = opened.store
      somchai = makeUser({ fullName: 'Somchai' })
      mali = makeUser({ fullName: 'Mali' })
      await Promise.all([store.users.register(somchai, 'hash'), store.users.register(mali, 'hash')])
    })
    afterAll(() => opened.close())

    const openRoom = async () => {
      const gig = makeGig(somchai)
      await store.gigs.post(gig)
      const id = newId<'room'>()
      await store.gigs.accept(gig.id, before => ({
        gig: { ...before, status: 'ACCEPTED', helperId: mali.id },
        room: {
          id,
          gigId: gig.id,
          seekerId: somchai.id,
          helperId: mali.id,
          isActive: true,
          createdAt: at(1),
        },
        notifications: [],
      }))
      return { id, gig }
    }
    const get = async (id: RoomId): Promise<ChatRoom> => {
      const room = await store.chat.find(id)
      if (!room) throw new Error('The room is gone.')
      return room
    }
    const messageOf = (room: ChatRoom, sender: User, changes: Partial<Message> = {}): Message => ({
      id: newId(),
      roomId: room.id,
      seq: room.lastSeq + 1,
      senderId: sender.id,
      content: 'Hello',
      imageUrl: null,
      clientId: null,
      createdAt: at(2),
      ...changes,
    })
    const sendAs = (sender: User, id: RoomId, changes: Partial<Message> = {}) =>
      store.chat.send(id, sender.id, changes.clientId ?? null, room => ({
        message: messageOf(room, sender, changes),
        notifications: [],
      }))

    test('gives messages numbers without a gap, also beside refused ones', async () => {
      const { id } = await openRoom()
      const acts = Array.from({ length: 60 }, (_, n) =>
        n % 3 === 0
          ? store.chat.send(id, mali.id, null, () => {
              throw new AppError('ROOM_NOT_ACTIVE')
            })
          : sendAs(n % 2 ? somchai : mali, id),
      )
      const outcomes = await Promise.allSettled(acts)
      expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(20)
      const room = await get(id)
      const { items, totalCount } = await store.chat.listMessages(room, { skip: 0, limit: 100 })
      expect([items.map(({ seq }) => seq), totalCount]).toEqual([
        Array.from({ length: 40 }, (_, n) => n + 1),
        40,
      ])
      expect([room.seeker.unreadCount, room.helper.unreadCount]).toEqual([20, 20])
    })

    test('keeps a message and its notification together or not at all', async () => {
      const { id, gig } = await openRoom()
      const unread = async () => (await store.notifications.list(mali.id, null, at(0), 100)).unreadCount
      const before = await unread()
      const stranger = makeUser()
      const failing = store.chat.send(id, somchai.id, null, room => ({
        message: messageOf(room, somchai),
        notifications: [makeNotification(mali, gig), makeNotification(stranger, gig)],
      }))
      await expect(failing).rejects.toThrow()
      expect([(await get(id)).lastSeq, await unread()]).toEqual([0, before])
      await store.chat.send(id, somchai.id, null, room => ({
        message: messageOf(room, somchai),
        notifications: [makeNotification(mali, gig, { type: 'new_message', roomId: id })],
      }))
      expect([(await get(id)).lastSeq, await unread()]).toEqual([1, before + 1])
      await store.chat.read(id, mali.id, () => {})
      expect(await unread()).toBe(before)
    })

    test('keeps one message of 20 at once with the same client_id', async () => {
      const { id } = await openRoom()
      const sent = await Promise.all(Array.from({ length: 20 }, () => sendAs(mali, id, { clientId: 'x' })))
      expect(sent.filter(({ isNew }) => isNew)).toHaveLength(1)
      expect(new Set(sent.map(({ message }) => message.id)).size).toBe(1)
      expect((await get(id)).lastSeq).toBe(1)
    })

    test('leaves a room as it is when a decision throws, and says when there is none', async () => {
      const { id } = await openRoom()
      await sendAs(somchai, id)
      const before = await get(id)
      const refuse = () => {
        throw new AppError('INSUFFICIENT_PERMISSIONS')
      }
      const reasonsOf = async (acts: Promise<unknown>[]) =>
        (await Promise.allSettled(acts)).map(
          outcome => outcome.status === 'rejected' && outcome.reason.message,
        )
      const acts = (room: RoomId) => [
        store.chat.send(room, mali.id, null, refuse),
        store.chat.read(room, mali.id, refuse),
        store.chat.end(room, refuse),
      ]
      expect(await reasonsOf(acts(id))).toEqual(Array(3).fill('You may not do this.'))
      expect(await get(id)).toEqual(before)
      expect(await reasonsOf(acts(newId()))).toEqual(Array(3).fill('There is no room with this id.'))
      expect(await store.chat.find(newId())).toBeNull()
    })

    test('forgets what a person was told more than 30 days ago when they are told more', async () => {
      const { gig } = await openRoom()
      const newcomer = makeUser()
      await store.users.register(newcomer, 'hash')
      const tell = async (createdAt: ReturnType<typeof at>) => {
        const { id } = await openRoom()
        await store.chat.send(id, somchai.id, null, room => ({
          message: messageOf(room, somchai),
          notifications: [makeNotification(newcomer, gig, { createdAt })],
        }))
      }
      const monthSeconds = 30 * 24 * 3600
      await tell(at(0))
      await tell(at(monthSeconds))
      const kept = async () =>
        (await store.notifications.list(newcomer.id, null, at(0), 100)).notifications.length
      expect(await kept()).toBe(2)
      await tell(at(monthSeconds + 1))
      expect(await kept()).toBe(2)
    })
  })
}

test('rooms from before there were messages keep their order by age', () => {
  const db = new Database(':memory:')
  db.exec(first)
  db.pragma('user_version = 1')
  db.pragma('foreign_keys = OFF')
  const insert = db.prepare(
    "INSERT INTO chat_rooms (id, gig_id, seeker_id, helper_id, created_at) VALUES (?, ?, 'a', 'b', ?)",
  )
  for (const [id, age] of [
    ['new', 3],
    ['old', 1],
    ['middle', 2],
  ] as const)
    insert.run(id, id, at(age))
  migrate(db)
  const rooms = db.prepare('SELECT id, activity, last_seq FROM chat_rooms ORDER BY activity DESC').all()
  expect(rooms).toEqual([
    { id: 'new', activity: 3, last_seq: 0 },
    { id: 'middle', activity: 2, last_seq: 0 },
    { id: 'old', activity: 1, last_seq: 0 },
  ])
  db.close()
})
