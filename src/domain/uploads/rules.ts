import { AppError } from '../../errors.ts'
import type { FileId, UserId } from '../ids.ts'
import type { FileUsage, UploadedFile } from './file.ts'
import { endingOf, formatOfType, type ImageFormat } from './formats.ts'

/** The maximum of an uploaded file (ruling F1). */
export const maxFileBytes = 10 * 1024 * 1024

export interface FileQuota {
  files: number
  bytes: number
}

export const fileTooLarge = () => new AppError('FILE_TOO_LARGE', 'A file may have at most 10 MiB.')

export const notItsOwner = () => new AppError('INSUFFICIENT_PERMISSIONS', 'This file is not yours.')

/** @throws AppError FILE_TOO_LARGE */
export const assertFileSize = (bytes: number): void => {
  if (bytes > maxFileBytes) throw fileTooLarge()
}

/** @throws AppError STORAGE_QUOTA_EXCEEDED when `bytes` more do not fit */
export const assertRoomFor = (bytes: number, usage: FileUsage, quota: FileQuota): void => {
  if (usage.fileCount >= quota.files) {
    throw new AppError(
      'STORAGE_QUOTA_EXCEEDED',
      `You have ${quota.files} files, more are not kept. Delete some first.`,
    )
  }
  if (usage.totalBytes + bytes > quota.bytes) throw new AppError('STORAGE_QUOTA_EXCEEDED')
}

/** @throws AppError INSUFFICIENT_PERMISSIONS */
export const assertOwner = (file: UploadedFile, userId: UserId): void => {
  if (file.ownerId !== userId) throw notItsOwner()
}

export const filenameOf = ({ id, contentType }: Pick<UploadedFile, 'id' | 'contentType'>): string =>
  `${id}.${endingOf(formatOfType[contentType])}`

const maxNameLength = 255

/** For showing: without control characters, at most 255 characters. */
export const lastPathPart = (name: string): string => {
  const part = name.split(/[/\\]/).at(-1) ?? ''
  const readable = part.toWellFormed().replace(/\p{Cc}/gu, '')
  return [...readable.trim()].slice(0, maxNameLength).join('') || 'unnamed'
}

export const variantFits = ['cover', 'contain'] as const
export type VariantFit = (typeof variantFits)[number]

export type VariantFormat = ImageFormat | 'avif'

/** Null means no preference. */
export interface VariantOptions {
  width: number | null
  height: number | null
  fit: VariantFit
  format: VariantFormat | null
}

/** Exactly `width` × `height` pixels. */
export interface Variant {
  width: number
  height: number
  format: VariantFormat
}

/** Free sides would allow millions of variants (ruling F8). */
const variantSides = [
  16, 32, 48, 64, 96, 128, 160, 200, 240, 256, 320, 400, 480, 512, 640, 720, 800, 960, 1024, 1080, 1280, 1600,
  1920, 2048,
]

const snapUp = (side: number): number => variantSides.find(fixed => fixed >= side) ?? side

const maxFreeSide = 4096

/**
 * Never larger than the picture (ruling F5). `contain` fits into both sides; `cover` takes their proportions.
 * Sides round up to a fixed one (ruling F8). @returns null where the picture is right as it is stored
 */
export const variantOf = (
  file: Pick<UploadedFile, 'width' | 'height' | 'contentType'>,
  options: VariantOptions,
): Variant | null => {
  const width = options.width === null ? maxFreeSide : snapUp(options.width)
  const height = options.height === null ? maxFreeSide : snapUp(options.height)
  const isCut = options.fit === 'cover' && options.width !== null && options.height !== null
  const scaled = (side: number, scale: number) => Math.max(1, Math.round(side * Math.min(1, scale)))
  const stored = formatOfType[file.contentType]
  const format = options.format ?? stored
  const isUnsized = options.width === null && options.height === null
  const isOwnSize = options.width === file.width && options.height === file.height
  if ((isUnsized || isOwnSize) && format === stored) return null
  const fitting = isCut
    ? Math.min(file.width / width, file.height / height)
    : Math.min(width / file.width, height / file.height)
  const [fullWidth, fullHeight] = isCut ? [width, height] : [file.width, file.height]
  const variant = { width: scaled(fullWidth, fitting), height: scaled(fullHeight, fitting), format }
  const isSame = variant.width === file.width && variant.height === file.height && format === stored
  return isSame ? null : variant
}

/** Equivalent requests share a variant. */
export const variantNameOf = (id: FileId, { width, height, format }: Variant): string =>
  `${id}.${width}x${height}.${endingOf(format)}`

/** The smallest of the same format and proportions that is not smaller; null without one. */
export const nextLargerOf = ({ width, height, format }: Variant, names: readonly string[]): string | null => {
  let best: { name: string; width: number } | null = null
  for (const name of names) {
    const [, sides = '', ending] = name.split('.')
    const [otherWidth = 0, otherHeight = 0] = sides.split('x').map(Number)
    const isLarger = otherWidth >= width && otherHeight >= height
    // Sides are whole pixels, so equal proportions differ by up to half a pixel.
    const isAlike = Math.abs(width * otherHeight - height * otherWidth) <= (otherWidth + otherHeight) / 2
    if (ending !== endingOf(format) || !isLarger || !isAlike) continue
    if (best === null || otherWidth < best.width) best = { name, width: otherWidth }
  }
  return best?.name ?? null
}

const uuidLength = 36

export const fileIdIn = (name: string): string => name.slice(0, uuidLength)
