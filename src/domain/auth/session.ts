import type { Timestamp } from '../../lib/timestamp.ts'
import type { SessionId, UserId } from '../ids.ts'

/** What a login begins and a logout or its expiry ends. Every token belongs to one. */
export interface Session {
  id: SessionId
  userId: UserId
  createdAt: Timestamp
  expiresAt: Timestamp
  endedAt: Timestamp | null
}
