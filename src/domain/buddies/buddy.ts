import type { Timestamp } from '../../lib/timestamp.ts'
import type { BuddyId, UserId } from '../ids.ts'
import type { User } from '../users/user.ts'

/** Somebody whom another person wants to find again. It is one-sided, and nobody but its owner sees it. */
export interface Buddy {
  id: BuddyId
  ownerId: UserId
  buddyUserId: UserId
  notes: string | null
  createdAt: Timestamp
}

/** A buddy with the person behind it, as that person is now. */
export interface KnownBuddy {
  buddy: Buddy
  user: User
}
