import type { Command, Reader, Write } from '../../lib/command.ts'
import type { FileId, UserId } from '../ids.ts'
import type { User } from '../users/user.ts'
import type { FileQuery, FileUsage, UploadedFile } from './file.ts'

export interface UploadStore {
  /** `decide` gets the usage at that moment; it may throw. A profile picture is set too (ruling F4). */
  add(
    write: Write<UploadedFile>,
    file: UploadedFile,
    decide: (usage: FileUsage) => void,
  ): Promise<UploadedFile>

  find(id: FileId): Promise<UploadedFile | null>

  usageOf(ownerId: UserId): Promise<FileUsage>

  /** Newest first, ties by id. */
  listOf(query: FileQuery, reader?: Reader | null): Promise<UploadedFile[]>

  /** @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  setProfileImage(command: Command<User>, id: FileId, decide: (file: UploadedFile) => void): Promise<User>

  /** Unsets a profile picture too. @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  remove(write: Write<UploadedFile>, id: FileId, decide: (file: UploadedFile) => void): Promise<UploadedFile>
}
