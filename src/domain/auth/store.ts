import type { Bound } from '../../lib/bound.ts'
import type { Write } from '../../lib/command.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { SessionId, UserId } from '../ids.ts'
import type { Session } from './session.ts'

export interface StoredPasswordLink {
  userId: UserId
  /** SHA-256 in hexadecimal digits: whoever reads the database cannot use it. */
  tokenHash: string
  createdAt: Timestamp
  expiresAt: Timestamp
}

export interface SessionStore {
  /** Replaces the link of a person. @throws AppError RESOURCE_NOT_FOUND, also for a disabled or deleted person */
  putPasswordLink(write: Write<void>, link: StoredPasswordLink): Promise<void>

  hasPasswordLinkSince(userId: UserId, since: Timestamp): Promise<boolean>

  hasPasswordLink(tokenHash: string, now: Timestamp): Promise<boolean>

  /**
   * Uses a link up: stores the password hash, and ends every open session of its person.
   * @throws AppError INVALID_RESET_TOKEN when there is no such link, or its time is over
   */
  redeemPasswordLink(
    write: Write<{ userId: UserId; sessions: SessionId[] }>,
    tokenHash: string,
    passwordHash: string,
  ): Promise<{ userId: UserId; sessions: SessionId[] }>

  /**
   * @param comparedHash the hash that a login was compared with; left out where a session begins without a password
   * @throws AppError ACCOUNT_DISABLED when an operator has disabled the account, INVALID_CREDENTIALS when the account
   * has another password by now
   */
  begin(write: Write<void>, session: Session, comparedHash?: string): Promise<void>

  find(id: SessionId): Promise<Session | null>

  /** The session as it is now, where the store has it at hand; null means only that it has to be found. */
  recall(id: SessionId): Session | null

  bound(): Bound

  /** Ends a session; one that has ended stays as it is. */
  end(write: Write<number>, id: SessionId): Promise<void>

  /** @returns those that have ended or are not there, read anew: another copy of the server may have ended them */
  listEnded(ids: readonly SessionId[]): Promise<SessionId[]>

  /** Every session of a person that has not ended, oldest first, also where its time is over. */
  listOpen(userId: UserId): Promise<Session[]>

  /** Ends every session of a person that has not ended. @returns those that it ended */
  endAll(write: Write<SessionId[]>, userId: UserId): Promise<SessionId[]>

  /**
   * Stores the password hash that `decide` makes of the present one, and ends every open session of the person except
   * `kept`. This is one write, since a crash between two would leave sessions that began with the old password.
   * @returns the sessions that it ended
   * @throws AppError RESOURCE_NOT_FOUND
   */
  replacePassword(
    write: Write<SessionId[]>,
    userId: UserId,
    kept: SessionId | null,
    decide: (passwordHash: string) => string,
  ): Promise<SessionId[]>
}
