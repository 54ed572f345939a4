import { type Hub, type Publication, userTopic } from '../../realtime/hub.ts'
import { toNotificationView } from './model.ts'
import type { Notification } from './notification.ts'

/** Tells the sockets of a hub what has become durable: first the events, then the notifications of their recipients. */
export const publishTo =
  (hub: Hub) =>
  ({ notifications, events }: { notifications: Notification[]; events: Publication[] }): void => {
    for (const { topic, event, exceptUserId } of events) hub.publish(topic, event, exceptUserId)
    for (const notification of notifications) {
      const event = { type: notification.type, data: toNotificationView(notification) }
      hub.publish(userTopic(notification.userId), event)
    }
  }
