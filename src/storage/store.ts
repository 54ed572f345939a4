import type { SessionStore } from '../domain/auth/store.ts'
import type { BuddyStore } from '../domain/buddies/store.ts'
import type { ChatStore } from '../domain/chat/store.ts'
import type { GigStore } from '../domain/gigs/store.ts'
import type { NotificationStore } from '../domain/notifications/store.ts'
import type { ReviewStore } from '../domain/reviews/store.ts'
import type { TransactionStore } from '../domain/transactions/store.ts'
import type { UploadStore } from '../domain/uploads/store.ts'
import type { UserStore } from '../domain/users/store.ts'
import type { Once } from '../lib/once.ts'

/**
 * Everything the product keeps, behind one port. A promise of a write is kept only when the write is durable: it is
 * there after a crash of the process and after a power cut.
 */
export interface Store {
  users: UserStore
  sessions: SessionStore
  gigs: GigStore
  uploads: UploadStore
  buddies: BuddyStore
  reviews: ReviewStore
  transactions: TransactionStore

  /** For requests that change nothing but are answered once all the same: keeps the answer of a pure `act`. */
  once<Result>(act: () => Result, once: Once<Result>): Promise<Result>
  chat: ChatStore
  notifications: NotificationStore

  /** Whether the store can be read and written at this moment. */
  isHealthy(): Promise<boolean>

  /** Writes everything there is at one moment into a new file, which `image` of the opening reads again. */
  copyTo(file: string): Promise<void>

  /** How much is there and how much waits, for the metrics. */
  figures(): StoreFigures

  /** Finishes what was accepted, then lets go of the data folder. */
  close(): Promise<void>
}

export interface StoreFigures {
  waitingActs: number
  /** Since the start, as are `acts`. */
  batches: number
  acts: number
  /** 0 in memory. */
  databaseBytes: number
  walBytes: number
}
