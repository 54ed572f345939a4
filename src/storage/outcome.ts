import type { Effects } from '../domain/effects.ts'
import type { GigChange } from '../domain/gigs/gig.ts'
import type { Notification } from '../domain/notifications/notification.ts'

/** What a write of a store has come to. */
export type Outcome<Result> = {
  result: Result
  /** What everybody sees of the gigs that were written. */
  gigChanges?: GigChange[]
} & Effects

/** What everybody else hears of a write, once it is durable. */
export type Publish = (effects: {
  notifications: Notification[]
  events: NonNullable<Effects['events']>
  gigChanges: GigChange[]
}) => void

export const toNotification = (
  draft: NonNullable<Effects['notifications']>[number],
  id: Notification['id'],
  createdAt: Notification['createdAt'],
): Notification => ({
  roomId: null,
  reviewId: null,
  transactionId: null,
  ...draft,
  id,
  isRead: false,
  createdAt,
})
