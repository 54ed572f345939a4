import type { Id } from '../../lib/ids.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { User, UserId } from '../users/store.ts'

export type FileId = Id<'file'>

export const fileCategories = ['profile', 'gig', 'general'] as const
export type FileCategory = (typeof fileCategories)[number]

export const contentTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const
export type ContentType = (typeof contentTypes)[number]

/** A picture somebody sent, as it is kept: upright, without metadata (ruling F2). It never changes. */
export interface UploadedFile {
  id: FileId
  ownerId: UserId
  category: FileCategory
  /** What the file was called where it came from; for showing, never for finding. */
  originalFilename: string
  contentType: ContentType
  /** In bytes. */
  fileSize: number
  /** In pixels; of one frame where it is animated. */
  width: number
  height: number
  /** A placeholder in some 25 bytes, as base64 (https://evanw.github.io/thumbhash/). */
  thumbhash: string
  uploadedAt: Timestamp
}

/** How much of the store a person uses. */
export interface FileUsage {
  fileCount: number
  totalBytes: number
}

export interface FileQuery {
  ownerId: UserId
  /** null: every one. */
  category: FileCategory | null
  skip: number
  limit: number
}

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
