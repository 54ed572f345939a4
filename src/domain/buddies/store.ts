import type { Id } from '../../lib/ids.ts'
import type { Once } from '../../lib/once.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { User, UserId } from '../users/store.ts'

export type BuddyId = Id<'buddy'>

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

export interface BuddyStore {
  /**
   * @throws AppError RESOURCE_NOT_FOUND for an unknown person, BUDDY_ALREADY_EXISTS, also of two at once, and whatever
   * `decide` throws
   */
  add(buddyUserId: UserId, decide: (user: User) => Buddy, once?: Once<KnownBuddy>): Promise<KnownBuddy>

  find(id: BuddyId): Promise<KnownBuddy | null>

  /** @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  annotate(id: BuddyId, decide: (buddy: Buddy) => Buddy): Promise<KnownBuddy>

  /** Takes a buddy away when `decide` lets it. @throws AppError RESOURCE_NOT_FOUND, and whatever it throws */
  remove(id: BuddyId, decide: (buddy: Buddy) => void): Promise<void>

  /** The buddies of one person, newest first, ties by id. */
  listOf(ownerId: UserId, onlyAvailable: boolean, page: PageRequest): Promise<Page<KnownBuddy>>
}
