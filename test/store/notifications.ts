import { expect } from 'bun:test'
import { at, makeCommand, makeNotification, newId } from '../support/stores.ts'
import { arrangeRoom, notificationsOf, notify } from './arrange.ts'
import type { Suite } from './suite.ts'

export const notifications = (suite: Suite): void => {
  lists(suite)
  marking(suite)
}

const arrangeFive = async (suite: Suite) => {
  const { store } = suite
  const { seeker, helper, gig } = await arrangeRoom(store)
  for (const seconds of [10, 20, 20, 30, 40]) {
    const drafts = [makeNotification(seeker, gig, { text: `at ${seconds}` }), makeNotification(helper, gig)]
    await notify(store, gig, drafts, at(seconds))
  }
  return { seeker, helper, made: (await notificationsOf(store, seeker)).notifications }
}

const lists = (suite: Suite) =>
  suite.covers('notifications.list', it => {
    const monthSeconds = 30 * 24 * 3600

    it('gives what follows one of them, in the order in which they were made', async () => {
      const { seeker, made } = await arrangeFive(suite)
      expect(made.map(({ createdAt }) => createdAt)).toEqual([at(10), at(20), at(20), at(30), at(40)])
      for (const [index, { id }] of made.entries()) {
        for (const limit of [1, 2, 100]) {
          const behind = made.slice(index + 1)
          expect(await suite.store.notifications.list(seeker.id, { after: id }, at(0), limit)).toEqual({
            notifications: behind.slice(0, limit),
            unreadCount: 5,
            hasMore: behind.length > limit,
          })
        }
      }
    })

    it('gives what came right before one of them, and nothing before one that is gone', async () => {
      const { seeker, made } = await arrangeFive(suite)
      const { list } = suite.store.notifications
      for (const [index, { id }] of made.entries()) {
        for (const limit of [1, 2, 100]) {
          const older = made.slice(0, index)
          expect(await list(seeker.id, { before: id }, at(0), limit)).toEqual({
            notifications: older.slice(-limit),
            unreadCount: 5,
            hasMore: older.length > limit,
          })
        }
      }
      const none = { notifications: [], unreadCount: 5, hasMore: false }
      expect(await list(seeker.id, { before: newId() }, at(0), 4)).toEqual(none)
    })

    it('gives the newest when it is asked for what follows none, and the first when that one is gone', async () => {
      const { seeker, made } = await arrangeFive(suite)
      const { list } = suite.store.notifications
      for (const limit of [1, 4, 5, 100]) {
        const hasMore = limit < 5
        const newest = { notifications: made.slice(-limit), unreadCount: 5, hasMore }
        expect(await list(seeker.id, null, at(0), limit)).toEqual(newest)
        const first = { notifications: made.slice(0, limit), unreadCount: 5, hasMore }
        expect(await list(seeker.id, { after: newId() }, at(0), limit)).toEqual(first)
      }
    })

    it('leaves out what was made before a moment, and does not count it', async () => {
      const { seeker, made } = await arrangeFive(suite)
      const { list } = suite.store.notifications
      const recent = { notifications: made.slice(1), unreadCount: 4, hasMore: false }
      expect(await list(seeker.id, null, at(20), 4)).toEqual(recent)
      expect(await list(seeker.id, { after: newId() }, at(20), 4)).toEqual(recent)
      expect(await list(newId(), null, at(0), 4)).toEqual({
        notifications: [],
        unreadCount: 0,
        hasMore: false,
      })
    })

    it('counts nothing twice that is read and too old', async () => {
      const { store } = suite
      const { seeker, helper, made } = await arrangeFive(suite)
      const unreadSince = async (seconds: number) =>
        (await notificationsOf(store, seeker, at(seconds))).unreadCount
      expect([await unreadSince(0), await unreadSince(20), await unreadSince(30)]).toEqual([5, 4, 2])
      await store.notifications.markRead(makeCommand(seeker), made[1]?.id ?? null)
      expect([await unreadSince(0), await unreadSince(20), await unreadSince(30)]).toEqual([3, 3, 2])
      const { gig, roomId, helper: reader } = await arrangeRoom(store)
      const type = 'new_message' as const
      for (const seconds of [10, 20])
        await notify(store, gig, [makeNotification(reader, gig, { type, roomId })], at(seconds))
      await store.chat.read(makeCommand(reader), roomId, () => ({}))
      await notify(store, gig, [makeNotification(reader, gig, { type, roomId })], at(30))
      expect((await notificationsOf(store, reader, at(20))).unreadCount).toBe(1)
      expect((await notificationsOf(store, helper, at(20))).unreadCount).toBe(4)
    })

    it('does not give what is older than 30 days when its person is notified again', async () => {
      const { store } = suite
      const { seeker, helper, gig } = await arrangeRoom(store)
      const times = async () =>
        (await notificationsOf(store, seeker)).notifications.map(({ createdAt }) => createdAt)
      const notifyAt = (seconds: number) =>
        notify(store, gig, [makeNotification(seeker, gig), makeNotification(helper, gig)], at(seconds))
      await notifyAt(0)
      await notifyAt(monthSeconds)
      expect(await times()).toEqual([at(0), at(monthSeconds)])
      await notify(store, gig, [makeNotification(seeker, gig)], at(monthSeconds + 1))
      expect(await times()).toEqual([at(monthSeconds), at(monthSeconds + 1)])
      expect((await notificationsOf(store, helper)).notifications).toHaveLength(2)
    })
  })

const marking = (suite: Suite) =>
  suite.covers('notifications.markRead', it => {
    const readFlags = async (user: Parameters<typeof notificationsOf>[1]) =>
      (await notificationsOf(suite.store, user)).notifications.map(({ isRead }) => isRead)

    it('marks everything up to one of them, and says how many were unread', async () => {
      const { seeker, helper, made } = await arrangeFive(suite)
      const markRead = (upTo: (typeof made)[number] | undefined) =>
        suite.store.notifications.markRead(makeCommand(seeker), upTo?.id ?? null)
      expect(await markRead(made[1])).toBe(2)
      expect(await readFlags(seeker)).toEqual([true, true, false, false, false])
      expect((await notificationsOf(suite.store, seeker)).unreadCount).toBe(3)
      expect([await markRead(made[2]), await markRead(made[0]), await markRead(undefined)]).toEqual([1, 0, 2])
      expect(await readFlags(seeker)).toEqual(Array(5).fill(true))
      expect(await readFlags(helper)).toEqual(Array(5).fill(false))
    })

    it('marks nothing up to one that is not of the same person', async () => {
      const { seeker, helper } = await arrangeFive(suite)
      const { notifications: others } = await notificationsOf(suite.store, helper)
      for (const id of [others.at(-1)?.id ?? newId<'notification'>(), newId<'notification'>()])
        expect(await suite.store.notifications.markRead(makeCommand(seeker), id)).toBe(0)
      expect(await readFlags(seeker)).toEqual(Array(5).fill(false))
    })
  })
