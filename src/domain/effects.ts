import type { Publication } from '../realtime/hub.ts'
import type { NotificationDraft } from './notifications/notification.ts'

/** Stored with a change, and published once that is durable. */
export interface Effects {
  notifications?: NotificationDraft[]
  events?: Publication[]
}
