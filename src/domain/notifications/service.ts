import type { Context } from '../../context.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import { userTopic } from '../../realtime/hub.ts'
import type { UserId } from '../users/store.ts'
import { toNotificationView } from './model.ts'
import { notificationsSince } from './rules.ts'
import type { Notification, NotificationId } from './store.ts'

type Told = Pick<Notification, 'userId' | 'type' | 'text' | 'gigId'> &
  Partial<Pick<Notification, 'roomId' | 'reviewId' | 'transactionId'>>

/**
 * Makes a notification, for the `decide` function of the act that causes it: the store keeps it in the same step. When
 * the act is durable, tell the person with `announceNotification`.
 */
export const createNotification = (ctx: Pick<Context, 'clock' | 'newId'>, told: Told): Notification => ({
  roomId: null,
  reviewId: null,
  transactionId: null,
  ...told,
  id: ctx.newId(),
  isRead: false,
  createdAt: toTimestamp(ctx.clock.now()),
})

/** Tells a person who is connected what was kept for them; null is nothing to tell. */
export const announceNotification = (
  { hub }: Pick<Context, 'hub'>,
  notification: Notification | null,
): void => {
  if (!notification) return
  hub.publish(userTopic(notification.userId), {
    type: notification.type,
    data: toNotificationView(notification),
  })
}

export const listNotifications = (
  ctx: Context,
  userId: UserId,
  after: NotificationId | null,
  limit: number,
) => ctx.store.notifications.list(userId, after, notificationsSince(ctx.clock.now()), limit)

/** @returns how many were unread */
export const markNotificationsRead = (
  ctx: Context,
  userId: UserId,
  upTo: NotificationId | null,
): Promise<number> => ctx.store.notifications.markRead(userId, upTo)
