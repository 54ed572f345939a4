import { getTableColumns } from 'drizzle-orm'
import type { RoomId, UserId } from '../../../domain/ids.ts'
import type { Notification } from '../../../domain/notifications/notification.ts'
import { notificationsSince } from '../../../domain/notifications/rules.ts'
import { toMilliseconds } from '../../../lib/timestamp.ts'
import { notifications } from '../../tables.ts'
import { prepareInsert } from '../engine/columns.ts'
import type { Queries } from '../engine/queries.ts'

const { rowId: _n, ...columns } = getTableColumns(notifications)

/** For each new notification, so that no write waits for a long sweep. */
const maxDeleted = 4

const insert = prepareInsert('notifications', columns)

/** In the transaction of the change that causes them. */
export const addNotifications = async (tx: Queries, added: readonly Notification[]): Promise<void> => {
  for (const notification of added) {
    const { userId, createdAt } = notification
    // Nothing else would delete them.
    await tx.run(
      `DELETE FROM notifications WHERE n IN (SELECT n FROM notifications
        WHERE user_id = $1 AND created_at < $2 ORDER BY created_at LIMIT ${maxDeleted} FOR UPDATE SKIP LOCKED)`,
      [userId, notificationsSince(toMilliseconds(createdAt))],
    )
    await insert(tx, notification)
  }
}

export const markReadOfRoom = async (tx: Queries, userId: UserId, roomId: RoomId): Promise<void> => {
  await tx.run(
    `UPDATE notifications SET is_read = true WHERE user_id = $1 AND room_id = $2 AND NOT is_read
      AND n > coalesce((SELECT up_to FROM notification_reads WHERE user_id = $1), 0) AND type = 'new_message'`,
    [userId, roomId],
  )
}
