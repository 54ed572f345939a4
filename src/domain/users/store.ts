import type { Bound } from '../../lib/bound.ts'
import type { Reader, Write } from '../../lib/command.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { AccountToDelete } from '../accounts/rules.ts'
import type { SessionId, UserId } from '../ids.ts'
import type { UploadedFile } from '../uploads/file.ts'
import type { NearbyQuery, NearbyUser, User } from './user.ts'

/** None of it is in the store any more. */
export interface DeletedAccount {
  email: string
  sessions: SessionId[]
  files: UploadedFile[]
}

export interface UserStore {
  /** @throws AppError EMAIL_ALREADY_EXISTS */
  register(write: Write<User>, user: User, passwordHash: string): Promise<User>

  find(id: UserId): Promise<User | null>

  bound(): Bound

  findCredentials(
    email: string,
  ): Promise<{ userId: UserId; passwordHash: string; isDisabled: boolean } | null>

  /** Matches e-mail addresses and names in any case, in the order of registration. */
  search(text: string, limit: number): Promise<User[]>

  listAll(): Promise<User[]>

  /** @throws AppError RESOURCE_NOT_FOUND */
  verify(write: Write<User>, id: UserId): Promise<User>

  /**
   * Ends the sessions, and hides the place and the gigs; null shows them again. Gigs follow in batches, so that other
   * writes run in between; the next opening completes them after a crash.
   * @returns the sessions that it ended @throws AppError RESOURCE_NOT_FOUND
   */
  setDisabled(write: Write<SessionId[]>, id: UserId, disabledAt: Timestamp | null): Promise<SessionId[]>

  /**
   * Empties and disables the account in one transaction. The rest goes in batches before the promise
   * resolves; the next opening completes them after a crash. What others have received stays, under another
   * name. @throws AppError RESOURCE_NOT_FOUND, also for a deleted person, and whatever `decide` throws
   */
  delete(
    write: Write<DeletedAccount>,
    id: UserId,
    decide: (account: AccountToDelete) => void,
  ): Promise<DeletedAccount>

  isDisabled(id: UserId): boolean

  /** @throws AppError RESOURCE_NOT_FOUND */
  revise(write: Write<User>, id: UserId, decide: (user: User) => User): Promise<User>

  /** Nearest first, ties by id; the radius is inclusive. Places are snapped (ruling U2). */
  listNearby(query: NearbyQuery, reader?: Reader | null): Promise<NearbyUser[]>
}
