import type { SessionStore } from '../domain/auth/store.ts'
import type { ChatStore } from '../domain/chat/store.ts'
import type { GigStore } from '../domain/gigs/store.ts'
import type { NotificationStore } from '../domain/notifications/store.ts'
import type { UploadStore } from '../domain/uploads/store.ts'
import type { UserStore } from '../domain/users/store.ts'

/**
 * Everything the product keeps, behind one port. A promise of a write is kept only when the write is durable: it is
 * there after a crash of the process and after a power cut.
 */
export interface Store {
  users: UserStore
  sessions: SessionStore
  gigs: GigStore
  chat: ChatStore
  notifications: NotificationStore
  uploads: UploadStore

  /** Whether the store can be read and written at this moment. */
  isHealthy(): Promise<boolean>

  /** Finishes what was accepted, then lets go of the data folder. */
  close(): Promise<void>
}
