import type { Command } from '../../lib/command.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { NotificationId, UserId } from '../ids.ts'
import type { Notification } from './notification.ts'

/** A page lies right after a notification, or right before one. */
export type NotificationCursor = { after: NotificationId } | { before: NotificationId }

export interface NotificationStore {
  /**
   * Made since `since`, oldest first; the newest when the cursor is null. `hasMore` looks in the direction of
   * the page: to the newest after one, else to the oldest. After an expired one the list starts with the
   * oldest; before one it is empty.
   */
  list(
    userId: UserId,
    cursor: NotificationCursor | null,
    since: Timestamp,
    limit: number,
  ): Promise<{ notifications: Notification[]; unreadCount: number; hasMore: boolean }>

  /** All, or those up to one. @returns how many were unread */
  markRead(command: Command<number>, upTo: NotificationId | null): Promise<number>
}
