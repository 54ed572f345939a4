import type { Timestamp } from '../../lib/timestamp.ts'
import type { FileId, UserId } from '../ids.ts'

export const fileCategories = ['profile', 'gig', 'general'] as const

export type FileCategory = (typeof fileCategories)[number]

export const contentTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const

export type ContentType = (typeof contentTypes)[number]

/** An uploaded picture as it is stored: upright, without metadata (ruling F2). It never changes. */
export interface UploadedFile {
  id: FileId
  ownerId: UserId
  category: FileCategory
  /** The client's name of the file. It is shown and never used to find the file. */
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
  /** Of the stored bytes, in hexadecimal digits; null for a file of a version that stored no hash. */
  sha256: string | null
  /** Set for its owner when an operator has hidden it. */
  isHidden?: true
}

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
