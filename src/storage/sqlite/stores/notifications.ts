import { and, asc, desc, eq, getTableColumns, gt, lt, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { NotificationId, UserId } from '../../../domain/ids.ts'
import type { NotificationCursor, NotificationStore } from '../../../domain/notifications/store.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import { notifications } from '../../tables.ts'
import type { Connections } from '../engine/connections.ts'
import { named } from '../engine/statements.ts'
import { createTotals } from '../engine/totals.ts'
import { readUpTo } from './notification-writes.ts'

const { rowId, isRead, ...columns } = getTableColumns(notifications)

const isOfUser = eq(notifications.userId, named('userId'))

export const createNotificationStore = ({
  readConnection,
  writeConnection,
  transact,
}: Connections): NotificationStore => {
  const readDb = drizzle(readConnection)
  const totals = createTotals(readConnection)
  const totalsForWrite = createTotals(writeConnection)

  const findRowId = readDb
    .select({ rowId })
    .from(notifications)
    .where(and(isOfUser, eq(notifications.id, named('id'))))
    .prepare()
  const pageWhere = (condition: SQL | undefined, order: SQL) =>
    readDb
      .select({
        ...columns,
        isRead: sql<boolean>`${isRead} OR ${rowId} <= ${readUpTo}`.mapWith(Boolean),
      })
      .from(notifications)
      // The sign keeps SQLite from another index, which it would have to sort.
      .where(and(isOfUser, sql`+${notifications.createdAt} >= ${named('since')}`, condition))
      .orderBy(order)
      .limit(named('limit'))
      .prepare()
  const listAfter = pageWhere(gt(rowId, named('after')), asc(rowId))
  const listBefore = pageWhere(lt(rowId, named('before')), desc(rowId))
  const listNewest = pageWhere(undefined, desc(rowId))

  // They are few. Each new notification deletes some.
  const countExpired = readConnection
    .prepare<{ userId: UserId; since: Timestamp }, number>(`
      SELECT count(*) FROM notifications WHERE user_id = @userId AND created_at < @since AND is_read = 0
        AND n > coalesce((SELECT up_to FROM notification_reads WHERE user_id = @userId), 0)`)
    .pluck()
  const countUnreadAfter = writeConnection
    .prepare<[UserId, number], number>(
      'SELECT count(*) FROM notifications WHERE user_id = ? AND n > ? AND is_read = 0',
    )
    .pluck()
  const findNewest = writeConnection
    .prepare<[UserId], number | null>('SELECT max(n) FROM notifications WHERE user_id = ?')
    .pluck()
  const findReadUpTo = writeConnection
    .prepare<[UserId], number>('SELECT up_to FROM notification_reads WHERE user_id = ?')
    .pluck()
  const setReadUpTo = writeConnection.prepare<[UserId, number]>(`
    INSERT INTO notification_reads VALUES (?, ?) ON CONFLICT DO UPDATE SET up_to = excluded.up_to`)
  const setUnread = writeConnection.prepare<[number, UserId]>(`
    UPDATE list_totals SET count = ? WHERE owner = ? AND list = 'unread_notifications' AND kind = ''`)

  /** @returns how many were unread */
  const readThrough = (userId: UserId, upTo: number): number => {
    if (upTo <= (findReadUpTo.get(userId) ?? 0)) return 0
    const unread = totalsForWrite.count(userId, null, 'unread_notifications')
    const left = countUnreadAfter.get(userId, upTo) ?? 0
    setReadUpTo.run(userId, upTo)
    setUnread.run(left, userId)
    return unread - left
  }

  /** Below all others where there is no such notification. */
  const rowIdOf = (userId: UserId, id: NotificationId): number => findRowId.get({ userId, id })?.rowId ?? 0

  const findAt = (
    cursor: NotificationCursor | null,
    values: { userId: UserId; since: Timestamp; limit: number },
  ) => {
    const { userId } = values
    if (cursor === null) return listNewest.all(values)
    if ('after' in cursor) return listAfter.all({ ...values, after: rowIdOf(userId, cursor.after) })
    return listBefore.all({ ...values, before: rowIdOf(userId, cursor.before) })
  }

  return {
    list: async (userId, cursor, since, limit) => {
      // One row more than requested shows whether more follow.
      const found = findAt(cursor, { userId, since, limit: limit + 1 })
      const listed = found.slice(0, limit)
      const unreadCount =
        totals.count(userId, null, 'unread_notifications') - (countExpired.get({ userId, since }) ?? 0)
      return {
        notifications: cursor && 'after' in cursor ? listed : listed.reverse(),
        unreadCount,
        hasMore: found.length > limit,
      }
    },
    markRead: (command, upTo) =>
      transact(command, () => {
        const userId = command.actor
        const upToRowId = upTo === null ? findNewest.get(userId) : findRowId.get({ userId, id: upTo })?.rowId
        return { result: readThrough(userId, upToRowId ?? 0) }
      }),
  }
}
