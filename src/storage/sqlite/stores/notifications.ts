import type Database from 'better-sqlite3'
import { and, asc, count, desc, eq, getTableColumns, gt, gte, lt, lte, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { RoomId, UserId } from '../../../domain/ids'
import type { Notification } from '../../../domain/notifications/notification'
import { notificationsSince } from '../../../domain/notifications/rules'
import type { NotificationStore } from '../../../domain/notifications/store'
import { toMilliseconds } from '../../../lib/timestamp'
import type { Connections } from '../engine/connections'
import { named, parametersFor } from '../engine/statements'
import { notifications } from '../engine/tables'

const { rowId, ...columns } = getTableColumns(notifications)

const isOfUser = eq(notifications.userId, named('userId'))
const isUnread = eq(notifications.isRead, sql`0`)

/** For the acts of other domains: whoever changes something also notifies, in the same transaction. */
export const createNotificationsInAct = (inAct: Database.Database) => {
  const acts = drizzle(inAct)
  const insert = acts.insert(notifications).values(parametersFor(columns)).prepare()
  const forgetOld = acts
    .delete(notifications)
    .where(and(isOfUser, lt(notifications.createdAt, named('since'))))
    .prepare()
  const markReadOfRoom = acts
    .update(notifications)
    .set({ isRead: true })
    .where(
      and(
        isOfUser,
        eq(notifications.roomId, named('roomId')),
        isUnread,
        eq(notifications.type, sql`'new_message'`),
      ),
    )
    .prepare()

  return {
    add: (added: readonly Notification[]) => {
      for (const notification of added) {
        const { userId, createdAt } = notification
        // Each new one clears away what is past, or it would be kept for ever.
        forgetOld.run({ userId, since: notificationsSince(toMilliseconds(createdAt)) })
        insert.run({ ...notification })
      }
    },
    markReadOfRoom: (userId: UserId, roomId: RoomId) => {
      markReadOfRoom.run({ userId, roomId })
    },
  }
}

export const createNotificationStore = ({ reader, inAct, write }: Connections): NotificationStore => {
  const reads = drizzle(reader)
  const isKept = and(isOfUser, gte(notifications.createdAt, named('since')))

  const placeOf = reads
    .select({ rowId })
    .from(notifications)
    .where(and(isOfUser, eq(notifications.id, named('id'))))
    .prepare()
  const listAfter = reads
    .select(columns)
    .from(notifications)
    .where(and(isKept, gt(rowId, named('after'))))
    .orderBy(asc(rowId))
    .limit(named('limit'))
    .prepare()
  const listNewest = reads
    .select(columns)
    .from(notifications)
    .where(isKept)
    .orderBy(desc(rowId))
    .limit(named('limit'))
    .prepare()
  const countUnread = reads
    .select({ unreadCount: count() })
    .from(notifications)
    .where(and(isKept, isUnread))
    .prepare()
  const markRead = drizzle(inAct)
    .update(notifications)
    .set({ isRead: true })
    .where(and(isOfUser, isUnread, lte(rowId, named('upTo'))))
    .prepare()

  return {
    list: async (userId, after, since, limit) => {
      // One more than wanted tells whether there is more.
      const values = { userId, since, limit: limit + 1 }
      const afterRowId = after === null ? null : (placeOf.get({ userId, id: after })?.rowId ?? 0)
      const found =
        afterRowId === null ? listNewest.all(values) : listAfter.all({ ...values, after: afterRowId })
      const listed = found.slice(0, limit)
      const unreadCount = countUnread.get({ userId, since })?.unreadCount ?? 0
      return {
        notifications: afterRowId === null ? listed.reverse() : listed,
        unreadCount,
        hasMore: found.length > limit,
      }
    },
    markRead: (userId, upTo) =>
      write(() => {
        const upToRowId =
          upTo === null ? Number.MAX_SAFE_INTEGER : (placeOf.get({ userId, id: upTo })?.rowId ?? 0)
        return markRead.run({ userId, upTo: upToRowId }).changes
      }),
  }
}
