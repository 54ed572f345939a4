import type { Hub, Publication } from '../../realtime/hub.ts'
import { gigPublication } from '../gigs/events.ts'
import type { GigChange } from '../gigs/gig.ts'
import { notificationPublication } from './events.ts'
import type { Notification } from './notification.ts'

interface DurableEffects {
  notifications: Notification[]
  events: Publication[]
  gigChanges: GigChange[]
}

export const publishTo =
  (hub: Hub) =>
  ({ notifications, events, gigChanges }: DurableEffects): void => {
    hub.publishAll(events)
    hub.publishAll(notifications.map(notificationPublication))
    for (const change of gigChanges) hub.publishToAreas(gigPublication(change))
  }
