import type { Timestamp } from '../../lib/timestamp.ts'
import type { SessionId, UserId } from '../ids.ts'
import type { UserStore } from '../users/store.ts'

/** Lasts from a login to a logout or its expiry. Every token belongs to one. */
export interface Session {
  id: SessionId
  userId: UserId
  createdAt: Timestamp
  expiresAt: Timestamp
  endedAt: Timestamp | null
}

/** Sessions of a disabled account end a moment after it, so the account is checked too. */
export const isOpen = (session: Session | null, users: Pick<UserStore, 'isDisabled'>): session is Session =>
  session !== null && session.endedAt === null && !users.isDisabled(session.userId)
