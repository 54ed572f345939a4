import type { Write } from '../../lib/command.ts'
import type { SessionId, UserId } from '../ids.ts'
import type { Session } from './session.ts'

export interface SessionStore {
  /** @throws AppError ACCOUNT_DISABLED when an operator has disabled the account */
  begin(write: Write<void>, session: Session): Promise<void>

  find(id: SessionId): Promise<Session | null>

  /** The session as it is now, where the store has it at hand; null means only that it has to be found. */
  recall(id: SessionId): Session | null

  /** Ends a session; one that has ended stays as it is. */
  end(write: Write<number>, id: SessionId): Promise<void>

  /** Every session of a person that has not ended, oldest first, also where its time is over. */
  listOpen(userId: UserId): Promise<Session[]>

  /** Ends every session of a person that has not ended. @returns those that it ended */
  endAll(write: Write<SessionId[]>, userId: UserId): Promise<SessionId[]>
}
