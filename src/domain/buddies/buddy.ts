import type { Timestamp } from '../../lib/timestamp.ts'
import type { BuddyId, UserId } from '../ids.ts'
import type { User } from '../users/user.ts'

/** One-sided; only the owner sees it. */
export interface Buddy {
  id: BuddyId
  ownerId: UserId
  buddyUserId: UserId
  notes: string | null
  createdAt: Timestamp
}

export interface KnownBuddy {
  buddy: Buddy
  user: User
}
