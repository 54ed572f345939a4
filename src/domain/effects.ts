import type { Publication } from '../realtime/hub.ts'
import type { NotificationDraft } from './notifications/notification.ts'

/** What follows from a change besides the change itself. It is stored with the change and published once that is durable. */
export interface Effects {
  notifications?: NotificationDraft[]
  events?: Publication[]
}
