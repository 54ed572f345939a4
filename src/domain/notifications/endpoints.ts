import type { Context } from '../../context.ts'
import { type Endpoint, endpoint } from '../../http/endpoint.ts'
import {
  NotificationsQueryString,
  NotificationsReadView,
  NotificationsView,
  ReadNotificationsBody,
  toNotificationCursor,
  toNotificationsView,
} from './model.ts'
import { listNotifications, markNotificationsRead } from './service.ts'

const tag = 'Notifications'

export const notificationEndpoints = (ctx: Context): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/api/notifications',
    tag,
    summary: 'Get notifications',
    description:
      'What the caller was told of the last 30 days, oldest first; the same arrives live at `/ws/notifications`. An addition to the contract.',
    query: NotificationsQueryString,
    responses: { 200: NotificationsView },
    errors: [],
    run: ({ caller, query }) =>
      listNotifications(ctx, caller.userId, toNotificationCursor(query), query.limit),
    view: toNotificationsView,
  }),
  endpoint({
    method: 'PUT',
    path: '/api/notifications/read',
    tag,
    summary: 'Mark notifications as read',
    description:
      'Marks all notifications of the caller, or those up to `up_to`. The body may be left out. An addition to the contract.',
    body: ReadNotificationsBody,
    example: {},
    responses: { 200: NotificationsReadView },
    errors: [],
    run: ({ command, body }) => markNotificationsRead(ctx, command, body.up_to ?? null),
    view: (updatedCount: number) => ({
      message: 'Notifications marked as read',
      updated_count: updatedCount,
    }),
  }),
]
