import type { FileId, UserId } from '../ids.ts'
import type { User } from '../users/user.ts'
import type { FileQuery, FileUsage, UploadedFile } from './file.ts'

/** Which files there are, and whose. Their bytes lie in the file store. */
export interface UploadStore {
  /**
   * Records a file when `decide`, told what its owner uses at that moment, lets it. A profile picture becomes its
   * owner's in the same step (ruling F4).
   * @throws whatever `decide` throws
   */
  add(file: UploadedFile, decide: (usage: FileUsage) => void): Promise<void>

  find(id: FileId): Promise<UploadedFile | null>

  usageOf(ownerId: UserId): Promise<FileUsage>

  /** Newest first, ties by id. */
  listOf(query: FileQuery): Promise<UploadedFile[]>

  /** Every file of everybody, in no order. */
  listAll(): Promise<Pick<UploadedFile, 'id' | 'contentType'>[]>

  /**
   * Makes a file the profile picture of `userId` when `decide` lets it.
   * @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  setProfileImage(userId: UserId, id: FileId, decide: (file: UploadedFile) => void): Promise<User>

  /**
   * Forgets a file when `decide` lets it. Whose profile picture it was has none, in the same step.
   * @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  remove(id: FileId, decide: (file: UploadedFile) => void): Promise<UploadedFile>
}
