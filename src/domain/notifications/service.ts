import type { Context } from '../../context.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import type { NotificationId, UserId } from '../ids.ts'
import { notificationPublication } from './events.ts'
import type { Notification } from './notification.ts'
import { notificationsSince } from './rules.ts'

type Told = Pick<Notification, 'userId' | 'type' | 'text' | 'gigId'> &
  Partial<Pick<Notification, 'roomId' | 'reviewId' | 'transactionId'>>

/**
 * What one act tells people. `note` makes a notification inside the act's `decide` function, which returns it with the
 * rest of what is to be kept; `announce` tells those who are connected, once the act is durable. Where `decide` never
 * ran there is nothing to announce.
 */
export class News {
  readonly #noted: Notification[] = []

  constructor(readonly ctx: Pick<Context, 'clock' | 'newId' | 'hub'>) {}

  note(told: Told): Notification {
    const { clock, newId } = this.ctx
    const about = { roomId: null, reviewId: null, transactionId: null, ...told }
    const notification = {
      ...about,
      id: newId<'notification'>(),
      isRead: false,
      createdAt: toTimestamp(clock.now()),
    }
    this.#noted.push(notification)
    return notification
  }

  announce(): void {
    this.ctx.hub.publishAll(this.#noted.splice(0).map(notificationPublication))
  }
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
