import type { Timestamp } from '../../lib/timestamp.ts'
import type { SessionId, UserId } from '../ids.ts'

/** Lasts from a login to a logout or its expiry. Every token belongs to one. */
export interface Session {
  id: SessionId
  userId: UserId
  createdAt: Timestamp
  expiresAt: Timestamp
  endedAt: Timestamp | null
}
