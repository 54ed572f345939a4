import type { Static } from '@sinclair/typebox'
import { invalidFields } from '../../errors.ts'
import { namedEnum } from '../../schema/kinds.ts'
import { nullish, object, optional } from '../../schema/objects.ts'
import { queryInteger } from '../../schema/queries.ts'
import { id } from '../../schema/requests.ts'
import { view, withExample } from '../../schema/views.ts'
import { exampleIds } from '../example-ids.ts'
import { type Notification, notificationTypes } from './notification.ts'
import type { NotificationCursor } from './store.ts'

export const NotificationsQueryString = object({
  after: optional(
    id<'notification'>({
      description:
        'UUID of the last notification that is known: what followed it is given, oldest first. Left out: the newest. One that is no longer kept gives everything that is.',
    }),
  ),
  before: optional(
    id<'notification'>({
      description:
        'UUID of the oldest notification that is known: the ones right before it are given, oldest first. One that is no longer kept gives none. Not together with `after`.',
    }),
  ),
  limit: queryInteger(1, 100, { description: 'How many to give at most.', default: 20 }),
})

/** @throws AppError VALIDATION_ERROR when both ends are given */
export const toNotificationCursor = ({
  after,
  before,
}: Static<typeof NotificationsQueryString>): NotificationCursor | null => {
  if (after && before) throw invalidFields({ before: ['Must not be given together with after.'] })
  if (before) return { before }
  return after ? { after } : null
}

export const ReadNotificationsBody = object(
  {
    up_to: nullish(
      id<'notification'>({
        description: 'UUID of the last notification that was seen. Left out: all are marked.',
      }),
    ),
  },
  { description: 'Which notifications were seen. It may be left out whole.' },
)

const notificationType = namedEnum(
  'NotificationType',
  notificationTypes,
  'What happened. `gig_accepted`: a helper has accepted a gig of the user. `gig_status_changed`: the other participant has moved a gig along or cancelled it. `new_message`: a message came in a room where the user has no socket. `review_received`: somebody has reviewed the user. `payment_moved`: money of a gig has moved.',
)

export const NotificationView = object(
  {
    id: view.id<'notification'>({
      description: 'UUID of the notification.',
      examples: [exampleIds.notification],
    }),
    type: view.oneOf(notificationType, { description: 'What happened.', examples: ['gig_accepted'] }),
    text: view.string({
      description: 'What happened, in a sentence for people.',
      examples: ['Jane Helper accepted "Help move furniture".'],
    }),
    gig_id: view.id<'gig'>({ description: 'UUID of the gig it is about.', examples: [exampleIds.gig] }),
    room_id: view.nullable(
      view.id<'room'>({
        description: 'UUID of a room, set for `gig_accepted` and `new_message`; null else.',
        examples: [exampleIds.room],
      }),
    ),
    review_id: withExample(
      view.nullable(
        view.id<'review'>({ description: 'UUID of a review, set for `review_received`; null else.' }),
      ),
      null,
    ),
    transaction_id: withExample(
      view.nullable(
        view.id<'transaction'>({ description: 'UUID of a transaction, set for `payment_moved`; null else.' }),
      ),
      null,
    ),
    is_read: view.boolean({ description: 'Whether it was marked as read.', examples: [false] }),
    created_at: view.dateTime({
      description: 'When it happened.',
      examples: ['2025-10-01T10:30:00.000000Z'],
    }),
  },
  { title: 'UserNotification', description: 'What a user is told of a change.' },
)

export const NotificationsView = object(
  {
    notifications: view.array(NotificationView, {
      description: 'The notifications of this page, oldest first.',
    }),
    unread_count: view.integer({ description: 'How many are unread, on all pages.', examples: [1] }),
    has_more: view.boolean({
      description: 'With `after`: whether more follow. Otherwise: whether there are older ones.',
      examples: [false],
    }),
  },
  { title: 'UserNotificationPage', description: 'A page of notifications.' },
)

export const NotificationsReadView = object(
  {
    message: view.string({ description: 'What was done.', examples: ['Notifications marked as read'] }),
    updated_count: view.integer({ description: 'How many had been unread.', examples: [1] }),
  },
  { title: 'NotificationsRead', description: 'How many notifications were marked as read.' },
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
