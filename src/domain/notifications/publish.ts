import type { Hub, Publication } from '../../realtime/hub.ts'
import { notificationPublication } from './events.ts'
import type { Notification } from './notification.ts'

/** Tells the sockets of a hub what has become durable: first the events, then the notifications of their recipients. */
export const publishTo =
  (hub: Hub) =>
  ({ notifications, events }: { notifications: Notification[]; events: Publication[] }): void => {
    hub.publishAll(events)
    hub.publishAll(notifications.map(notificationPublication))
  }
