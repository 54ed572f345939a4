import type { Context } from '../../context.ts'
import type { Command } from '../../lib/command.ts'
import type { NotificationId, UserId } from '../ids.ts'
import { notificationsSince } from './rules.ts'
import type { NotificationCursor } from './store.ts'

export const listNotifications = (
  ctx: Context,
  userId: UserId,
  cursor: NotificationCursor | null,
  limit: number,
) => ctx.store.notifications.list(userId, cursor, notificationsSince(ctx.clock.now()), limit)

/** @returns how many had been unread */
export const markNotificationsRead = (
  ctx: Context,
  command: Command<number>,
  upTo: NotificationId | null,
): Promise<number> => ctx.store.notifications.markRead(command, upTo)
