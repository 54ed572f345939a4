import type { Command } from '../../lib/command.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { NotificationId, UserId } from '../ids.ts'
import type { Notification } from './notification.ts'

/** Where a page of notifications lies: right after one of them, or right before one. */
export type NotificationCursor = { after: NotificationId } | { before: NotificationId }

export interface NotificationStore {
  /**
   * At most `limit` of one person's notifications made since `since`, in the order in which they were made: those at the
   * cursor, or the newest when it is null. `hasMore` says whether there are more in the direction of the page, which is
   * towards the newest after one, and else towards the oldest. After one that has expired, the list starts with the
   * oldest; before such a one there is none.
   */
  list(
    userId: UserId,
    cursor: NotificationCursor | null,
    since: Timestamp,
    limit: number,
  ): Promise<{ notifications: Notification[]; unreadCount: number; hasMore: boolean }>

  /** Marks the actor's notifications as read, all or those up to one of them. @returns how many were unread */
  markRead(command: Command<number>, upTo: NotificationId | null): Promise<number>
}
