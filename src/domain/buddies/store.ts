import type { Reader, Write } from '../../lib/command.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { BuddyId, UserId } from '../ids.ts'
import type { User } from '../users/user.ts'
import type { Buddy, KnownBuddy } from './buddy.ts'

export interface BuddyStore {
  /** @throws AppError RESOURCE_NOT_FOUND, BUDDY_ALREADY_EXISTS, and whatever `decide` throws */
  add(write: Write<KnownBuddy>, buddyUserId: UserId, decide: (user: User) => Buddy): Promise<KnownBuddy>

  find(id: BuddyId): Promise<KnownBuddy | null>

  /** @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  annotate(write: Write<KnownBuddy>, id: BuddyId, decide: (known: KnownBuddy) => Buddy): Promise<KnownBuddy>

  /** @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  remove(write: Write<void>, id: BuddyId, decide: (buddy: Buddy) => void): Promise<void>

  /** Newest first, ties by id, without disabled people. */
  listOf(
    ownerId: UserId,
    onlyAvailable: boolean,
    page: PageRequest,
    reader?: Reader | null,
  ): Promise<Page<KnownBuddy>>
}
