import type { Command } from '../../lib/command.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { NotificationId, UserId } from '../ids.ts'
import type { Notification } from './notification.ts'

export interface NotificationStore {
  /**
   * At most `limit` of one person's notifications made since `since`, in the order in which they were made: those that
   * follow `after`, or the newest when `after` is null. If the notification `after` has expired, the list starts with the oldest.
   */
  list(
    userId: UserId,
    after: NotificationId | null,
    since: Timestamp,
    limit: number,
  ): Promise<{ notifications: Notification[]; unreadCount: number; hasMore: boolean }>

  /** Marks the actor's notifications as read, all or those up to one of them. @returns how many were unread */
  markRead(command: Command<number>, upTo: NotificationId | null): Promise<number>
}
