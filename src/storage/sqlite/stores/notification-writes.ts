import type Database from 'better-sqlite3'
import { getTableColumns, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { RoomId, UserId } from '../../../domain/ids.ts'
import type { Notification } from '../../../domain/notifications/notification.ts'
import { notificationsSince } from '../../../domain/notifications/rules.ts'
import { type Timestamp, toMilliseconds } from '../../../lib/timestamp.ts'
import { notifications } from '../../tables.ts'
import { named, parametersFor, prepareWrite } from '../engine/statements.ts'

const { rowId: _rowId, ...columns } = getTableColumns(notifications)

/** For each new notification, so that no write waits for a long sweep. */
const maxDeleted = 4

/** How many are marked as read in one transaction: some milliseconds of the writer. */
const maxMarked = 200

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
  const findNewestUnread = writeConnection
    .prepare<[UserId, RoomId], number | null>(
      'SELECT max(n) FROM notifications WHERE user_id = ? AND room_id = ? AND is_read = 0',
    )
    .pluck()
  const markReadOfRoom = writeConnection.prepare<{ userId: UserId; roomId: RoomId; upTo: number }>(`
    UPDATE notifications SET is_read = 1 WHERE n IN (
      SELECT n FROM notifications
      WHERE user_id = @userId AND room_id = @roomId AND is_read = 0 AND type = 'new_message' AND n <= @upTo
        AND n > coalesce((SELECT up_to FROM notification_reads WHERE user_id = @userId), 0)
      LIMIT ${maxMarked})`)

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
    /** 0 where there is none. */
    newestUnreadOfRoom: (userId: UserId, roomId: RoomId): number => findNewestUnread.get(userId, roomId) ?? 0,
    /** Marks some of those up to a row as read. @returns whether there may be more */
    markReadOfRoom: (userId: UserId, roomId: RoomId, upTo: number): boolean =>
      markReadOfRoom.run({ userId, roomId, upTo }).changes === maxMarked,
  }
}
