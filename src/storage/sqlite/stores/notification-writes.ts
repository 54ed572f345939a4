import type Database from 'better-sqlite3'
import { and, eq, getTableColumns, lt, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { RoomId, UserId } from '../../../domain/ids.ts'
import type { Notification } from '../../../domain/notifications/notification.ts'
import { notificationsSince } from '../../../domain/notifications/rules.ts'
import { toMilliseconds } from '../../../lib/timestamp.ts'
import { named, parametersFor } from '../engine/statements.ts'
import { notifications } from '../engine/tables.ts'

const { rowId: _rowId, ...columns } = getTableColumns(notifications)

const isOfUser = eq(notifications.userId, named('userId'))
const isUnread = eq(notifications.isRead, sql`0`)

/** Stores notifications in the transaction of the change that causes them. */
export const createNotificationWrites = (writeConnection: Database.Database) => {
  const writeDb = drizzle(writeConnection)
  const insert = writeDb.insert(notifications).values(parametersFor(columns)).prepare()
  const deleteExpired = writeDb
    .delete(notifications)
    .where(and(isOfUser, lt(notifications.createdAt, named('since'))))
    .prepare()
  const markReadOfRoom = writeDb
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
        // Each new notification deletes expired ones, which nothing else would.
        deleteExpired.run({ userId, since: notificationsSince(toMilliseconds(createdAt)) })
        insert.run({ ...notification })
      }
    },
    markReadOfRoom: (userId: UserId, roomId: RoomId) => {
      markReadOfRoom.run({ userId, roomId })
    },
  }
}
