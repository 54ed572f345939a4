import type { Hub, Publication } from '../../realtime/hub.ts'
import { notificationPublication } from './events.ts'
import type { Notification } from './notification.ts'

/** Publishes the effects of a durable write: first the events, then the notifications. */
export const publishTo =
  (hub: Hub) =>
  ({ notifications, events }: { notifications: Notification[]; events: Publication[] }): void => {
    hub.publishAll(events)
    hub.publishAll(notifications.map(notificationPublication))
  }
