import { Elysia } from 'elysia'
import type { Context } from '../../context.ts'
import { operation } from '../../http/operation.ts'
import { signedIn } from '../../http/visit.ts'
import {
  NotificationsQueryString,
  NotificationsReadView,
  NotificationsView,
  ReadNotificationsBody,
  toNotificationView,
} from './model.ts'
import { listNotifications, markNotificationsRead } from './service.ts'

export const notificationRoutes = (ctx: Context) =>
  new Elysia({ prefix: '/api/notifications', tags: ['Notifications'] })
    .use(signedIn)
    .get(
      '',
      async ({ caller, query }) => {
        const list = await listNotifications(ctx, caller.userId, query.after ?? null, query.limit)
        return {
          notifications: list.notifications.map(toNotificationView),
          unread_count: list.unreadCount,
          has_more: list.hasMore,
        }
      },
      {
        query: NotificationsQueryString,
        ...operation({
          summary: 'Get notifications',
          description:
            'What the caller was told of the last 30 days, oldest first; the same arrives live at `/ws/notifications`. An addition to the contract.',
          access: 'user',
          answers: { 200: NotificationsView },
          errors: [],
        }),
      },
    )
    .put(
      '/read',
      async ({ caller, body }) => ({
        message: 'Notifications marked as read',
        updated_count: await markNotificationsRead(ctx, caller.userId, body.up_to ?? null),
      }),
      {
        body: ReadNotificationsBody,
        ...operation({
          summary: 'Mark notifications as read',
          description:
            'Marks all notifications of the caller, or those up to `up_to`. The body may be left out. An addition to the contract.',
          access: 'user',
          answers: { 200: NotificationsReadView },
          errors: [],
          example: {},
        }),
      },
    )
