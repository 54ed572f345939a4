import type { Command, Reader, Write } from '../../lib/command.ts'
import type { FileId, UserId } from '../ids.ts'
import type { User } from '../users/user.ts'
import type { FileQuery, FileUsage, UploadedFile } from './file.ts'

export interface UploadStore {
  /**
   * Records a file. `decide` gets what its owner uses at that moment and may throw. A profile picture becomes the owner's
   * in the same transaction (ruling F4).
   * @throws whatever `decide` throws
   */
  add(
    write: Write<UploadedFile>,
    file: UploadedFile,
    decide: (usage: FileUsage) => void,
  ): Promise<UploadedFile>

  find(id: FileId): Promise<UploadedFile | null>

  usageOf(ownerId: UserId): Promise<FileUsage>

  /** Newest first, ties by id. */
  listOf(query: FileQuery, reader?: Reader | null): Promise<UploadedFile[]>

  /**
   * Makes a file the profile picture of the actor.
   * @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  setProfileImage(command: Command<User>, id: FileId, decide: (file: UploadedFile) => void): Promise<User>

  /**
   * Deletes the row of a file. A user whose profile picture it was has none afterwards, in the same transaction.
   * @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  remove(write: Write<UploadedFile>, id: FileId, decide: (file: UploadedFile) => void): Promise<UploadedFile>
}
