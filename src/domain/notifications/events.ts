import { type EventOf, event, type ServerEvent } from '../../realtime/events.ts'
import type { Publication } from '../../realtime/hub.ts'
import type { UserId } from '../ids.ts'
import { NotificationView, toNotificationView } from './model.ts'
import type { Notification, NotificationType } from './notification.ts'

const notificationEvent = <const Type extends NotificationType>(type: Type, description: string) =>
  event(type, description, NotificationView)

export const notificationEvents = {
  gig_accepted: notificationEvent('gig_accepted', 'A helper has accepted a gig of the user.'),
  gig_status_changed: notificationEvent(
    'gig_status_changed',
    'The other participant has moved a gig along or cancelled it.',
  ),
  new_message: notificationEvent('new_message', 'A message came in a room where the user has no socket.'),
  review_received: notificationEvent('review_received', 'Somebody has reviewed the user.'),
  payment_moved: notificationEvent('payment_moved', 'Money of a gig has moved.'),
} satisfies Record<NotificationType, unknown>

export type NotificationEvent = EventOf<(typeof notificationEvents)[NotificationType]>

export const isNotificationEvent = (event: ServerEvent): event is NotificationEvent =>
  Object.values(notificationEvents).some(({ is }) => is(event))

export const userTopic = (id: UserId): string => `user:${id}`

export const notificationPublication = (notification: Notification): Publication => ({
  topic: userTopic(notification.userId),
  event: notificationEvents[notification.type](toNotificationView(notification)),
})
