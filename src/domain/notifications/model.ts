import type { Static } from '@sinclair/typebox'
import { namedEnum } from '../../schema/kinds.ts'
import { nullish, object, optional } from '../../schema/objects.ts'
import { queryInteger } from '../../schema/queries.ts'
import { id } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import { type Notification, notificationTypes } from './notification.ts'

export const NotificationsQueryString = object({
  after: optional(
    id<'notification'>({
      description:
        'The id of the last notification that is known: what followed it is given, oldest first. Left out: the newest. One that is no longer kept gives everything that is.',
    }),
  ),
  limit: queryInteger(1, 100, { description: 'How many to give at most.', default: 20 }),
})

export const ReadNotificationsBody = object({
  up_to: nullish(
    id<'notification'>({ description: 'The last notification that was seen. Left out: all are marked.' }),
  ),
})

const notificationType = namedEnum('NotificationType', notificationTypes, 'What a notification is about.')

export const NotificationView = object(
  {
    id: view.id<'notification'>(),
    type: view.oneOf(notificationType),
    text: view.string({
      description: 'A sentence for people.',
      examples: ['Mali accepted "Help move furniture".'],
    }),
    gig_id: view.id<'gig'>({ description: 'The gig it is about.' }),
    room_id: view.nullable(view.id<'room'>({ description: 'Set for `gig_accepted` and `new_message`.' })),
    review_id: view.nullable(view.id<'review'>({ description: 'Set for `review_received`.' })),
    transaction_id: view.nullable(view.id<'transaction'>({ description: 'Set for `payment_moved`.' })),
    is_read: view.boolean(),
    created_at: view.dateTime(),
  },
  { title: 'UserNotification' },
)

export const NotificationsView = object(
  {
    notifications: view.array(NotificationView, { description: 'Oldest first.' }),
    unread_count: view.integer({ description: 'How many are unread, on all pages.' }),
    has_more: view.boolean({
      description: 'With `after`: whether more follow. Without: whether there are older ones.',
    }),
  },
  { title: 'UserNotificationPage' },
)

export const NotificationsReadView = object(
  { message: view.string({ examples: ['Notifications marked as read'] }), updated_count: view.integer() },
  { title: 'NotificationsRead' },
)

export const toNotificationView = (notification: Notification): Static<typeof NotificationView> => ({
  id: notification.id,
  type: notification.type,
  text: notification.text,
  gig_id: notification.gigId,
  room_id: notification.roomId,
  review_id: notification.reviewId,
  transaction_id: notification.transactionId,
  is_read: notification.isRead,
  created_at: notification.createdAt,
})

export const toNotificationsView = (list: {
  notifications: Notification[]
  unreadCount: number
  hasMore: boolean
}): Static<typeof NotificationsView> => ({
  notifications: list.notifications.map(toNotificationView),
  unread_count: list.unreadCount,
  has_more: list.hasMore,
})
