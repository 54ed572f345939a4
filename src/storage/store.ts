import type { PersonalDataStore } from '../domain/accounts/store.ts'
import type { SessionStore } from '../domain/auth/store.ts'
import type { BuddyStore } from '../domain/buddies/store.ts'
import type { ChatStore } from '../domain/chat/store.ts'
import type { GigStore } from '../domain/gigs/store.ts'
import type { NotificationStore } from '../domain/notifications/store.ts'
import type { DeskReads } from '../domain/operators/reads.ts'
import type { OperatorStore } from '../domain/operators/store.ts'
import type { ReportStore } from '../domain/reports/store.ts'
import type { ReviewStore } from '../domain/reviews/store.ts'
import type { TransactionStore } from '../domain/transactions/store.ts'
import type { UploadStore } from '../domain/uploads/store.ts'
import type { UserStore } from '../domain/users/store.ts'
import type { Bound } from '../lib/bound.ts'
import type { Write } from '../lib/command.ts'

/**
 * Everything the product stores, behind one port. The promise of a write resolves when the write is durable: it survives
 * a crash of the process and a power cut.
 */
export interface Store {
  users: UserStore
  sessions: SessionStore
  gigs: GigStore
  uploads: UploadStore
  buddies: BuddyStore
  reviews: ReviewStore
  transactions: TransactionStore
  personalData: PersonalDataStore
  reports: ReportStore

  /** For idempotent requests that change nothing: only their response is stored. */
  record<Result>(write: Write<Result>, result: Result): Promise<Result>
  chat: ChatStore
  notifications: NotificationStore
  operators: OperatorStore
  deskReads: DeskReads

  /**
   * Runs work that no two copies of the server should do at once. It has to be safe to do twice: a copy that loses its
   * connection goes on while another one begins.
   * @returns whether it ran; false while another copy runs work of the same name
   */
  runOnce(name: string, work: () => Promise<void>): Promise<boolean>

  isHealthy(): Promise<boolean>

  /** Resolves when nothing that was deleted is in a file of the database any more, as far as no reader still needs it. */
  purge(): Promise<void>

  /** Writes everything there is at one moment into a new file, which `image` of the opening reads again. */
  copyTo(file: string): Promise<void>

  figures(): StoreFigures

  bounds(): readonly Bound[]

  /** Finishes the writes that were accepted, then releases the data folder. A second call waits for the first. */
  close(): Promise<void>
}

export interface StoreFigures {
  waitingTransactions: number
  /** Since the start, as are `transactions`. */
  batches: number
  transactions: number
  expensiveReads: ExpensiveReadFigures
  /** 0 in memory. */
  databaseBytes: number
  walBytes: number
}

/** Of the reads that are made off the main thread; all but `waiting` since the start. */
export interface ExpensiveReadFigures {
  waiting: number
  total: number
  /** With OVERLOADED. */
  rejected: number
  waitSeconds: number
  runSeconds: number
}
