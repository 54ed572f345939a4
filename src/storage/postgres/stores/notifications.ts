import { getTableColumns } from 'drizzle-orm'
import type { UserId } from '../../../domain/ids.ts'
import type { Notification } from '../../../domain/notifications/notification.ts'
import type { NotificationCursor, NotificationStore } from '../../../domain/notifications/store.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import { notifications } from '../../tables.ts'
import { listOf } from '../engine/columns.ts'
import type { Connections } from '../engine/connections.ts'
import type { Queries } from '../engine/queries.ts'
import { totalCount } from '../engine/totals.ts'

const { rowId: _n, isRead: _isRead, ...columns } = getTableColumns(notifications)

/** Up to this number all notifications of the user `$1` are read. */
const readUpTo = 'coalesce((SELECT up_to FROM notification_reads WHERE user_id = $1), 0)'

const list = `SELECT ${listOf(columns)}, is_read OR n <= ${readUpTo} AS "isRead" FROM notifications
  WHERE user_id = $1 AND created_at >= $2`
const listNewest = `${list} ORDER BY n DESC LIMIT $3`
const listAfter = `${list} AND n > $4 ORDER BY n LIMIT $3`
const listBefore = `${list} AND n < $4 ORDER BY n DESC LIMIT $3`

const numberOf = async (queries: Queries, userId: UserId, id: Notification['id']): Promise<number> => {
  const row = await queries.get<{ n: number }>(
    'SELECT n::float8 AS n FROM notifications WHERE user_id = $1 AND id = $2',
    [userId, id],
  )
  return row?.n ?? 0
}

const findAt = async (
  reads: Queries,
  cursor: NotificationCursor | null,
  values: readonly [UserId, Timestamp, number],
): Promise<Notification[]> => {
  const [userId] = values
  if (cursor === null) return reads.all<Notification>(listNewest, values)
  const isAfter = 'after' in cursor
  const number = await numberOf(reads, userId, isAfter ? cursor.after : cursor.before)
  return reads.all<Notification>(isAfter ? listAfter : listBefore, [...values, number])
}

const newestNumber = async (queries: Queries, userId: UserId): Promise<number> => {
  const row = await queries.get<{ n: number }>(
    'SELECT coalesce(max(n), 0)::float8 AS n FROM notifications WHERE user_id = $1',
    [userId],
  )
  return row?.n ?? 0
}

/** New notifications of the user wait for the lock; null where there has never been one. */
const lockUnread = (tx: Queries, userId: UserId): Promise<{ count: number } | null> =>
  tx.get<{ count: number }>(
    `SELECT count::float8 AS count FROM list_totals
    WHERE owner = $1 AND list = 'unread_notifications' AND kind = '' FOR UPDATE`,
    [userId],
  )

/** @returns how many were unread */
const readThrough = async (tx: Queries, userId: UserId, unread: number, upTo: number): Promise<number> => {
  const known = await tx.get<{ upTo: number }>(`SELECT ${readUpTo}::float8 AS "upTo"`, [userId])
  if (upTo <= (known?.upTo ?? 0)) return 0
  const row = await tx.get<{ count: number }>(
    'SELECT count(*)::float8 AS count FROM notifications WHERE user_id = $1 AND n > $2 AND NOT is_read',
    [userId, upTo],
  )
  const left = row?.count ?? 0
  await tx.run(
    `INSERT INTO notification_reads VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE SET up_to = excluded.up_to`,
    [userId, upTo],
  )
  await tx.run(
    `UPDATE list_totals SET count = $2 WHERE owner = $1 AND list = 'unread_notifications' AND kind = ''`,
    [userId, left],
  )
  return unread - left
}

export const createNotificationStore = ({ reads, transact }: Connections): NotificationStore => ({
  list: async (userId, cursor, since, limit) => {
    const isAfter = cursor !== null && 'after' in cursor
    const [found, unread, expired] = await Promise.all([
      // One row more than requested shows whether more follow.
      findAt(reads, cursor, [userId, since, limit + 1]),
      totalCount(reads, userId, null, 'unread_notifications'),
      // They are few. Each new notification deletes some.
      reads.get<{ count: number }>(
        `SELECT count(*)::float8 AS count FROM notifications
        WHERE user_id = $1 AND created_at < $2 AND NOT is_read AND n > ${readUpTo}`,
        [userId, since],
      ),
    ])
    const listed = found.slice(0, limit)
    return {
      notifications: isAfter ? listed : listed.reverse(),
      unreadCount: unread - (expired?.count ?? 0),
      hasMore: found.length > limit,
    }
  },
  markRead: (command, upTo) =>
    transact(command, async tx => {
      const userId = command.actor
      const unread = await lockUnread(tx, userId)
      if (!unread) return { result: 0 }
      const number = upTo === null ? await newestNumber(tx, userId) : await numberOf(tx, userId, upTo)
      return { result: await readThrough(tx, userId, unread.count, number) }
    }),
})
