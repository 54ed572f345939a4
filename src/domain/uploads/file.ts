import type { Timestamp } from '../../lib/timestamp.ts'
import type { FileId, UserId } from '../ids.ts'

export const fileCategories = ['profile', 'gig', 'general'] as const

export type FileCategory = (typeof fileCategories)[number]

export const contentTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const

export type ContentType = (typeof contentTypes)[number]

/** Upright, without metadata (ruling F2). It never changes. */
export interface UploadedFile {
  id: FileId
  ownerId: UserId
  category: FileCategory
  /** The client's name, which is only shown. */
  originalFilename: string
  contentType: ContentType
  fileSize: number
  /** In pixels; of one frame where it is animated. */
  width: number
  height: number
  /** Some 25 bytes, as base64 (https://evanw.github.io/thumbhash/). */
  thumbhash: string
  uploadedAt: Timestamp
  /** In hexadecimal digits; null where an old version stored no hash. */
  sha256: string | null
  isHidden?: true
}

export interface FileUsage {
  fileCount: number
  totalBytes: number
}

export interface FileQuery {
  ownerId: UserId
  category: FileCategory | null
  skip: number
  limit: number
}
