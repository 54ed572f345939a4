import { and, asc, count, desc, eq, getTableColumns, gt, gte, lte, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { NotificationStore } from '../../../domain/notifications/store.ts'
import type { Connections } from '../engine/connections.ts'
import { named } from '../engine/statements.ts'
import { notifications } from '../engine/tables.ts'

const { rowId, ...columns } = getTableColumns(notifications)

const isOfUser = eq(notifications.userId, named('userId'))
const isUnread = eq(notifications.isRead, sql`0`)

export const createNotificationStore = ({
  readConnection,
  writeConnection,
  transact,
}: Connections): NotificationStore => {
  const readDb = drizzle(readConnection)
  const isUnexpired = and(isOfUser, gte(notifications.createdAt, named('since')))

  const findRowId = readDb
    .select({ rowId })
    .from(notifications)
    .where(and(isOfUser, eq(notifications.id, named('id'))))
    .prepare()
  const listAfter = readDb
    .select(columns)
    .from(notifications)
    .where(and(isUnexpired, gt(rowId, named('after'))))
    .orderBy(asc(rowId))
    .limit(named('limit'))
    .prepare()
  const listNewest = readDb
    .select(columns)
    .from(notifications)
    .where(isUnexpired)
    .orderBy(desc(rowId))
    .limit(named('limit'))
    .prepare()
  const countUnread = readDb
    .select({ unreadCount: count() })
    .from(notifications)
    .where(and(isUnexpired, isUnread))
    .prepare()
  const markRead = drizzle(writeConnection)
    .update(notifications)
    .set({ isRead: true })
    .where(and(isOfUser, isUnread, lte(rowId, named('upTo'))))
    .prepare()

  return {
    list: async (userId, after, since, limit) => {
      // One row more than requested shows whether more follow.
      const values = { userId, since, limit: limit + 1 }
      const afterRowId = after === null ? null : (findRowId.get({ userId, id: after })?.rowId ?? 0)
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
    markRead: (command, upTo) =>
      transact(command, () => {
        const userId = command.actor
        const upToRowId =
          upTo === null ? Number.MAX_SAFE_INTEGER : (findRowId.get({ userId, id: upTo })?.rowId ?? 0)
        return { result: markRead.run({ userId, upTo: upToRowId }).changes }
      }),
  }
}
