import type { Write } from '../../lib/command.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { UserId } from '../ids.ts'
import type { NearbyQuery, NearbyUser, User } from './user.ts'

export interface UserStore {
  /** @throws AppError EMAIL_ALREADY_EXISTS when the e-mail is taken, also by a simultaneous registration. */
  register(write: Write<User>, user: User, passwordHash: string): Promise<User>

  find(id: UserId): Promise<User | null>

  /** The credentials for a login; `email` in lower case. */
  findCredentials(
    email: string,
  ): Promise<{ userId: UserId; passwordHash: string; isDisabled: boolean } | null>

  /** All users in the order of registration, for the operator only. */
  listAll(): Promise<User[]>

  /** Sets the flags of an account that the operator controls. @throws AppError RESOURCE_NOT_FOUND */
  setAccountFlags(
    write: Write<void>,
    id: UserId,
    flags: { isVerified: boolean; disabledAt: Timestamp | null },
  ): Promise<void>

  /** @throws AppError RESOURCE_NOT_FOUND */
  setPasswordHash(write: Write<void>, id: UserId, passwordHash: string): Promise<void>

  /**
   * Changes the profile of a user: name, contact, address, place and availability.
   * @throws AppError RESOURCE_NOT_FOUND
   */
  revise(write: Write<User>, id: UserId, decide: (user: User) => User): Promise<User>

  /** Users with a place within the radius (inclusive), nearest first by exact distance, ties by id. */
  listNearby(query: NearbyQuery): Promise<NearbyUser[]>
}
