import type { Id } from '../../lib/ids.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { UserId } from '../users/store.ts'

export type SessionId = Id<'session'>

/** What a login begins and a logout or its expiry ends. Every token belongs to one. */
export interface Session {
  id: SessionId
  userId: UserId
  createdAt: Timestamp
  expiresAt: Timestamp
  endedAt: Timestamp | null
}

/** Who calls: a person, by the token of one of their sessions. */
export interface Caller {
  userId: UserId
  sessionId: SessionId
}

export interface SessionStore {
  begin(session: Session): Promise<void>

  find(id: SessionId): Promise<Session | null>

  /** Ends a session; one that has ended stays as it is. */
  end(id: SessionId, at: Timestamp): Promise<void>
}
