import type Database from 'better-sqlite3'
import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { RoomId, UserId } from '../../../domain/ids.ts'
import type { Notification } from '../../../domain/notifications/notification.ts'
import { notificationsSince } from '../../../domain/notifications/rules.ts'
import { type Timestamp, toMilliseconds } from '../../../lib/timestamp.ts'
import { notifications } from '../../tables.ts'
import { named, parametersFor, prepareWrite } from '../engine/statements.ts'

const { rowId, ...columns } = getTableColumns(notifications)

/** For each new notification, so that no write waits for a long sweep. */
const maxDeleted = 4

/** In the words of the index `notifications_unread`. */
const isUnread = sql`${notifications.isRead} = 0`

export const readUpTo = sql`coalesce(
  (SELECT up_to FROM notification_reads WHERE user_id = ${named('userId')}), 0)`

export const createNotificationWrites = (writeConnection: Database.Database) => {
  const writeDb = drizzle(writeConnection)
  const insert = prepareWrite(writeConnection, writeDb.insert(notifications).values(parametersFor(columns)))
  // A deletion by a subquery takes 70 µs where nothing has expired, and this select 3.
  const findExpired = writeConnection
    .prepare<[UserId, Timestamp, number], number>(
      'SELECT n FROM notifications WHERE user_id = ? AND created_at < ? ORDER BY created_at LIMIT ?',
    )
    .pluck()
  const remove = writeConnection.prepare<[number]>('DELETE FROM notifications WHERE n = ?')
  const markReadOfRoom = writeDb
    .update(notifications)
    .set({ isRead: true })
    .where(
      and(
        eq(notifications.userId, named('userId')),
        eq(notifications.roomId, named('roomId')),
        isUnread,
        sql`${rowId} > ${readUpTo}`,
        eq(notifications.type, sql`'new_message'`),
      ),
    )
    .prepare()

  return {
    add: (added: readonly Notification[]) => {
      for (const notification of added) {
        const { userId, createdAt } = notification
        // Nothing else would delete them.
        const since = notificationsSince(toMilliseconds(createdAt))
        for (const expired of findExpired.all(userId, since, maxDeleted)) remove.run(expired)
        insert({ ...notification })
      }
    },
    markReadOfRoom: (userId: UserId, roomId: RoomId) => {
      markReadOfRoom.run({ userId, roomId })
    },
  }
}
