import type { Bound } from '../../lib/bound.ts'
import type { Write } from '../../lib/command.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { SessionId, UserId } from '../ids.ts'
import type { Session } from './session.ts'

export interface StoredPasswordLink {
  userId: UserId
  /** SHA-256 in hexadecimal digits, so that readers of the database cannot use it. */
  tokenHash: string
  createdAt: Timestamp
  expiresAt: Timestamp
}

export interface SessionStore {
  /** @throws AppError RESOURCE_NOT_FOUND, also for a disabled or deleted person */
  putPasswordLink(write: Write<void>, link: StoredPasswordLink): Promise<void>

  hasPasswordLinkSince(userId: UserId, since: Timestamp): Promise<boolean>

  hasPasswordLink(tokenHash: string, now: Timestamp): Promise<boolean>

  /** Ends every open session too. @throws AppError INVALID_RESET_TOKEN for an unknown or expired link */
  redeemPasswordLink(
    write: Write<{ userId: UserId; sessions: SessionId[] }>,
    tokenHash: string,
    passwordHash: string,
  ): Promise<{ userId: UserId; sessions: SessionId[] }>

  /** @param comparedHash none without a password @throws AppError ACCOUNT_DISABLED, INVALID_CREDENTIALS */
  begin(write: Write<void>, session: Session, comparedHash?: string): Promise<void>

  find(id: SessionId): Promise<Session | null>

  /** Null means only that it is not in memory. */
  recall(id: SessionId): Session | null

  bound(): Bound

  end(write: Write<number>, id: SessionId): Promise<void>

  /** @returns those that have ended or are not there, read anew: another copy of the server may have ended them */
  listEnded(ids: readonly SessionId[]): Promise<SessionId[]>

  /** Oldest first, with those that have expired. */
  listOpen(userId: UserId): Promise<Session[]>

  endAll(write: Write<SessionId[]>, userId: UserId): Promise<SessionId[]>

  /**
   * One write, because a crash between two would leave sessions of the old password. @returns the sessions
   * that it ended @throws AppError RESOURCE_NOT_FOUND
   */
  replacePassword(
    write: Write<SessionId[]>,
    userId: UserId,
    kept: SessionId | null,
    decide: (passwordHash: string) => string,
  ): Promise<SessionId[]>
}
