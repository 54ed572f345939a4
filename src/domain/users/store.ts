import type { Bound } from '../../lib/bound.ts'
import type { Reader, Write } from '../../lib/command.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { AccountToDelete } from '../accounts/rules.ts'
import type { SessionId, UserId } from '../ids.ts'
import type { UploadedFile } from '../uploads/file.ts'
import type { NearbyQuery, NearbyUser, User } from './user.ts'

/** What a deletion leaves for its caller to remove: none of it is in the store any more. */
export interface DeletedAccount {
  email: string
  sessions: SessionId[]
  files: UploadedFile[]
}

export interface UserStore {
  /** @throws AppError EMAIL_ALREADY_EXISTS when the e-mail is taken, also by a simultaneous registration. */
  register(write: Write<User>, user: User, passwordHash: string): Promise<User>

  find(id: UserId): Promise<User | null>

  bound(): Bound

  /** The credentials for a login; `email` in lower case. */
  findCredentials(
    email: string,
  ): Promise<{ userId: UserId; passwordHash: string; isDisabled: boolean } | null>

  /** At most `limit` users whose e-mail address or name has the text, whatever its case, in the order of registration. */
  search(text: string, limit: number): Promise<User[]>

  /** All users in the order of registration, for the operator only. */
  listAll(): Promise<User[]>

  /** @throws AppError RESOURCE_NOT_FOUND */
  verify(write: Write<User>, id: UserId): Promise<User>

  /**
   * Disables an account and hides its place and its gigs from searches and lists, or reverts this with null. The gigs
   * follow in batches, so that other writes run in between. The next opening completes what a crash interrupts.
   * @throws AppError RESOURCE_NOT_FOUND
   */
  setDisabled(write: Write<number>, id: UserId, disabledAt: Timestamp | null): Promise<void>

  /**
   * Deletes a person. `decide` may throw; from its transaction on, the account has no name, e-mail, place, session and
   * picture, and is disabled. The rest of what is theirs goes in batches before the promise resolves: gigs without a
   * helper, buddies on both sides, notifications, and responses to idempotent requests. What others have received of
   * them stays, under another name. The next opening completes what a crash interrupts.
   * @throws AppError RESOURCE_NOT_FOUND, also for a deleted person, and whatever `decide` throws
   */
  delete(
    write: Write<DeletedAccount>,
    id: UserId,
    decide: (account: AccountToDelete) => void,
  ): Promise<DeletedAccount>

  /** Whether an account is disabled. It answers from memory, so it returns no promise. */
  isDisabled(id: UserId): boolean

  /**
   * Changes the profile of a user: name, contact, address, place and availability.
   * @throws AppError RESOURCE_NOT_FOUND
   */
  revise(write: Write<User>, id: UserId, decide: (user: User) => User): Promise<User>

  /**
   * Users with a place within the radius (inclusive), nearest first, ties by id. Places are snapped to the grid of each
   * user (ruling U2), and disabled users are left out.
   */
  listNearby(query: NearbyQuery, reader?: Reader | null): Promise<NearbyUser[]>
}
