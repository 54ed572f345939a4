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

/** A write resolves when it survives a power cut. */
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

  /** For idempotent requests that change nothing. */
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

  /** Resolves when nothing deleted is in a file of the database, unless a reader still needs it. */
  purge(): Promise<void>

  copyTo(file: string): Promise<void>

  figures(): StoreFigures

  bounds(): readonly Bound[]

  /** Completes the accepted writes. A second call waits for the first. */
  close(): Promise<void>
}

export interface StoreFigures {
  waitingTransactions: number
  batches: number
  transactions: number
  expensiveReads: ExpensiveReadFigures
  databaseBytes: number
  walBytes: number
}

/** Off the main thread; all but `waiting` since the start. */
export interface ExpensiveReadFigures {
  waiting: number
  total: number
  rejected: number
  waitSeconds: number
  runSeconds: number
}
