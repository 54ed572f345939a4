import type { Effects } from '../domain/effects.ts'
import type { GigChange } from '../domain/gigs/gig.ts'
import type { Notification } from '../domain/notifications/notification.ts'

export type Outcome<Result> = {
  result: Result
  gigChanges?: GigChange[]
} & Effects

/** Called once a write is durable. */
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
