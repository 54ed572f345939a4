import type { Timestamp } from '../../lib/timestamp.ts'
import type { UserId } from '../ids.ts'
import type { NearbyQuery, NearbyUser, User } from './user.ts'

export interface UserStore {
  /** @throws AppError EMAIL_ALREADY_EXISTS when somebody has that e-mail, also of two who register at once. */
  register(user: User, passwordHash: string): Promise<void>

  find(id: UserId): Promise<User | null>

  /** What a login is checked against; `email` in lower case. */
  findCredentials(
    email: string,
  ): Promise<{ userId: UserId; passwordHash: string; isDisabled: boolean } | null>

  /** Everybody, in the order of their registration, for the operator alone. */
  listAll(): Promise<User[]>

  /** What an operator decides about an account. @throws AppError RESOURCE_NOT_FOUND */
  setAccountFlags(id: UserId, flags: { isVerified: boolean; disabledAt: Timestamp | null }): Promise<void>

  /** @throws AppError RESOURCE_NOT_FOUND */
  setPasswordHash(id: UserId, passwordHash: string): Promise<void>

  /**
   * Changes what people say of themselves: name, contact, address, place and availability.
   * @throws AppError RESOURCE_NOT_FOUND
   */
  revise(id: UserId, decide: (user: User) => User): Promise<User>

  /** People who have set a place within the radius (inclusive), nearest first by exact distance, ties by id. */
  listNearby(query: NearbyQuery): Promise<NearbyUser[]>
}
