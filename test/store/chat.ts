import { expect } from 'bun:test'
import type { ChatRoom } from '../../src/domain/chat/room.ts'
import type { RoomId } from '../../src/domain/ids.ts'
import { AppError } from '../../src/errors.ts'
import type { Store } from '../../src/storage/store.ts'
import { at, makeCommand, makeMessage, makeNotification, makeWrite, newId } from '../support/stores.ts'
import {
  acceptGig,
  arrangeRoom,
  expectError,
  notificationsOf,
  notify,
  postGig,
  registerPair,
  sendMessage,
} from './arrange.ts'
import { expectPages } from './pages.ts'
import type { Suite } from './suite.ts'

export const chat = (suite: Suite): void => {
  rooms(suite)
  sending(suite)
  reading(suite)
  history(suite)
}

const getRoom = async (store: Store, id: RoomId): Promise<ChatRoom> => {
  const room = await store.chat.find(id)
  if (!room) throw new Error('There is no such room.')
  return room
}

const rooms = (suite: Suite) => {
  suite.covers('chat.find', it => {
    it('gives a room with its people, its gig and its newest message, or null', async () => {
      const { store } = suite
      const { seeker, helper, gig, roomId } = await arrangeRoom(store, { title: 'Paint a fence' })
      const nobodyHasWritten = { readSeq: 0, unreadCount: 0, profileImageId: null }
      const room = {
        id: roomId,
        gigId: gig.id,
        seekerId: seeker.id,
        helperId: helper.id,
        isActive: true,
        createdAt: at(1),
        gigTitle: 'Paint a fence',
        seeker: { id: seeker.id, fullName: 'Somchai', ...nobodyHasWritten },
        helper: { id: helper.id, fullName: 'มะลิ 🌼', ...nobodyHasWritten },
        lastSeq: 0,
        lastMessage: null,
        lastMessageAt: null,
      }
      expect(await store.chat.find(roomId)).toEqual(room)
      await sendMessage(store, roomId, seeker, { content: 'สวัสดี', createdAt: at(9) })
      expect(await store.chat.find(roomId)).toEqual({
        ...room,
        helper: { ...room.helper, unreadCount: 1 },
        lastSeq: 1,
        lastMessage: 'สวัสดี',
        lastMessageAt: at(9),
      })
      expect(await store.chat.find(newId())).toBeNull()
    })
  })

  suite.covers('chat.findOfGig', it => {
    it('gives the room of a gig, and null before the accept (C5 filter)', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      const gig = await postGig(store, seeker)
      expect(await store.chat.findOfGig(gig.id)).toBeNull()
      const { roomId } = await acceptGig(store, gig, helper)
      expect(await store.chat.findOfGig(gig.id)).toEqual(await getRoom(store, roomId))
    })
  })

  suite.covers('chat.listRooms', it => {
    it('gives the rooms of a person on either side, latest activity first (C1, G6)', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      const ids: RoomId[] = []
      for (const poster of [seeker, helper, seeker, seeker]) {
        const other = poster === seeker ? helper : seeker
        ids.push((await acceptGig(store, await postGig(store, poster), other)).roomId)
      }
      const [first, second, third, fourth] = ids
      if (!first || !second || !third || !fourth) throw new Error('Four rooms were opened.')
      // The clock does not order them: both messages are older than the rooms.
      await sendMessage(store, second, helper, { createdAt: at(-9) })
      await sendMessage(store, first, seeker, { createdAt: at(-10) })
      const wanted = await Promise.all([first, second, fourth, third].map(id => getRoom(store, id)))
      for (const user of [seeker, helper])
        await expectPages(page => store.chat.listRooms(user.id, page), wanted)
      await expectPages(page => store.chat.listRooms(newId(), page), [])
    })
  })

  suite.covers('chat.end', it => {
    it('ends a room for good and leaves its messages and its other fields', async () => {
      const { store } = suite
      const { seeker, roomId } = await arrangeRoom(store)
      await sendMessage(store, roomId, seeker)
      const before = await getRoom(store, roomId)
      const seen: boolean[] = []
      for (const _ of [1, 2]) {
        await store.chat.end(makeWrite(), roomId, room => {
          seen.push(room.isActive)
          return {}
        })
      }
      expect(seen).toEqual([true, false])
      expect(await getRoom(store, roomId)).toEqual({ ...before, isActive: false })
    })
  })
}

const sending = (suite: Suite) =>
  suite.covers('chat.send', it => {
    it('numbers messages without a gap, also beside rejected ones, and publishes them in order', async () => {
      const { store } = suite
      const { seeker, helper, gig, roomId } = await arrangeRoom(store)
      const attempts = Array.from({ length: 60 }, (_, index) =>
        store.chat.send(makeCommand(index % 2 ? seeker : helper), roomId, null, room => {
          if (index % 3 === 0) throw new AppError('ROOM_NOT_ACTIVE')
          const message = makeMessage(room, index % 2 ? seeker : helper)
          return { message, notifications: [makeNotification(seeker, gig, { text: String(message.seq) })] }
        }),
      )
      const outcomes = await Promise.allSettled(attempts)
      expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(20)
      const room = await getRoom(store, roomId)
      const numbers = Array.from({ length: 40 }, (_, index) => index + 1)
      const { items } = await store.chat.listMessages(room, { skip: 0, limit: 100 })
      expect(items.map(({ seq }) => seq)).toEqual(numbers)
      expect([room.seeker.unreadCount, room.helper.unreadCount]).toEqual([20, 20])
      const published = suite.published.flatMap(({ notifications }) => notifications)
      const told = published.filter(({ userId }) => userId === seeker.id)
      expect(told.map(({ text }) => Number(text))).toEqual(numbers)
    })

    it('stores one message of 20 at once with the same client id, and gives each of them that (W1)', async () => {
      const { store } = suite
      const { seeker, helper, roomId } = await arrangeRoom(store)
      const attempts = Array.from({ length: 20 }, () => sendMessage(store, roomId, helper, { clientId: 'x' }))
      const sent = await Promise.all(attempts)
      expect(sent.filter(({ isNew }) => isNew)).toHaveLength(1)
      expect(new Set(sent.map(({ message }) => message.id)).size).toBe(1)
      expect((await getRoom(store, roomId)).lastSeq).toBe(1)
      const repeated = store.chat.send(makeCommand(helper), roomId, 'x', () => {
        throw new Error('A message that was sent before is not decided again.')
      })
      expect((await repeated).isNew).toBe(false)
      expect((await sendMessage(store, roomId, seeker, { clientId: 'x' })).isNew).toBe(true)
    })
  })

const reading = (suite: Suite) =>
  suite.covers('chat.read', it => {
    it('marks everything as read by one of the two, and says how much was unread', async () => {
      const { store } = suite
      const { seeker, helper, roomId } = await arrangeRoom(store)
      const newest: unknown[] = []
      const read = () =>
        store.chat.read(makeCommand(helper), roomId, (room, newestMessageId) => {
          newest.push([room.helper.unreadCount, newestMessageId])
          return {}
        })
      expect(await read()).toBe(0)
      await sendMessage(store, roomId, seeker)
      await sendMessage(store, roomId, helper)
      const { message } = await sendMessage(store, roomId, seeker)
      expect([await read(), await read()]).toEqual([2, 0])
      expect(newest).toEqual([
        [0, null],
        [2, message.id],
        [0, message.id],
      ])
      const room = await getRoom(store, roomId)
      expect([room.helper.readSeq, room.helper.unreadCount]).toEqual([3, 0])
      expect([room.seeker.readSeq, room.seeker.unreadCount]).toEqual([0, 1])
    })

    it('marks the notifications of its messages as read, and no others', async () => {
      const { store } = suite
      const { helper, gig, roomId } = await arrangeRoom(store)
      const other = await arrangeRoom(store)
      await notify(store, gig, [
        makeNotification(helper, gig, { type: 'new_message', roomId, text: 'of the room' }),
        makeNotification(helper, gig, { type: 'gig_accepted', roomId, text: 'of another type' }),
        makeNotification(helper, gig, {
          type: 'new_message',
          roomId: other.roomId,
          text: 'of another room',
        }),
      ])
      await store.chat.read(makeCommand(helper), roomId, () => ({}))
      const { notifications } = await notificationsOf(store, helper)
      expect(notifications.filter(({ isRead }) => isRead).map(({ text }) => text)).toEqual(['of the room'])
    })

    it('marks all of them, however many there are', async () => {
      const { store } = suite
      const { helper, gig, roomId } = await arrangeRoom(store)
      const { unreadCount } = await notificationsOf(store, helper)
      await notify(
        store,
        gig,
        Array.from({ length: 450 }, () => makeNotification(helper, gig, { type: 'new_message', roomId })),
      )
      await store.chat.read(makeCommand(helper), roomId, () => ({}))
      expect((await notificationsOf(store, helper)).unreadCount).toBe(unreadCount)
    })
  })

const history = (suite: Suite) => {
  const arrangeFive = async () => {
    const { store } = suite
    const { seeker, helper, roomId } = await arrangeRoom(store)
    const messages = []
    for (const [index, sender] of [seeker, helper, seeker, seeker, helper].entries()) {
      const changes = { content: `message ${index}`, imageUrl: index === 2 ? 'http://a/b.png' : null }
      messages.push((await sendMessage(store, roomId, sender, changes)).message)
    }
    return { store, room: await getRoom(store, roomId), messages }
  }

  suite.covers('chat.listMessages', it => {
    it('counts back from the newest and reads oldest to newest (C2)', async () => {
      const { store, room, messages } = await arrangeFive()
      for (let skip = 0; skip <= 6; skip += 1) {
        for (const limit of [1, 2, 5, 100]) {
          const items = messages.slice(Math.max(0, 5 - skip - limit), Math.max(0, 5 - skip))
          expect(await store.chat.listMessages(room, { skip, limit })).toEqual({
            items,
            totalCount: 5,
            hasMore: skip + limit < 5,
          })
        }
      }
    })
  })

  suite.covers('chat.listMessagesAfter', it => {
    it('gives at most the limit behind a message, oldest first, and says whether there is more (W5)', async () => {
      const { store, room, messages } = await arrangeFive()
      for (const [index, { id }] of messages.entries()) {
        for (const limit of [1, 2, 100]) {
          const behind = messages.slice(index + 1)
          expect(await store.chat.listMessagesAfter(room, id, limit)).toEqual({
            items: behind.slice(0, limit),
            totalCount: behind.length,
            hasMore: behind.length > limit,
          })
        }
      }
    })

    it('rejects a message that is not of the room', async () => {
      const [one, other] = [await arrangeFive(), await arrangeFive()]
      const [message] = other.messages
      for (const id of [newId<'message'>(), message?.id ?? newId<'message'>()])
        await expectError(one.store.chat.listMessagesAfter(one.room, id, 9), 'RESOURCE_NOT_FOUND')
    })
  })
}
