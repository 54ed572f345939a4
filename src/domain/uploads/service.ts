import type { Context } from '../../context.ts'
import type { Command, Reader } from '../../lib/command.ts'
import { parseId } from '../../lib/ids.ts'
import { getGig } from '../gigs/service.ts'
import type { GigId, UserId } from '../ids.ts'
import { fileNotFound } from '../not-found.ts'
import type { User } from '../users/user.ts'
import type { FileCategory, FileQuery, UploadedFile } from './file.ts'
import { contentTypeOf } from './formats.ts'
import { imagePool } from './image-pool.ts'
import { fileNameInUrl } from './model.ts'
import {
  assertFileSize,
  assertOwner,
  assertRoomFor,
  type FileQuota,
  fileIdIn,
  filenameOf,
  lastPathPart,
} from './rules.ts'
import type { Variants } from './variants.ts'

const quotaOf = ({ config }: Context): FileQuota => ({
  files: config.quotaFiles,
  bytes: config.quotaMib * 1024 * 1024,
})

/**
 * The bytes come before the row, so that every row has its file; a profile picture becomes its owner's
 * (ruling F4). @param signal when aborted, a waiting picture is dropped @throws AppError FILE_TOO_LARGE,
 * INVALID_FILE_TYPE, STORAGE_QUOTA_EXCEEDED, OVERLOADED, STORAGE_FAILED
 */
export const uploadFile = async (
  ctx: Context,
  command: Command<UploadedFile>,
  category: FileCategory,
  sent: File,
  signal: AbortSignal | null = null,
): Promise<UploadedFile> => {
  const ownerId = command.actor
  const quota = quotaOf(ctx)
  assertFileSize(sent.size)
  // Avoids needless decoding. The transaction checks again.
  assertRoomFor(1, await ctx.store.uploads.usageOf(ownerId), quota)
  const { bytes, format, ...shown } = await imagePool.cleanImage(sent, {
    id: ownerId,
    signal,
  })
  const file: UploadedFile = {
    id: command.newId(),
    ownerId,
    category,
    // Bun gives a file with an empty name no name at all.
    originalFilename: lastPathPart(sent.name ?? ''),
    contentType: contentTypeOf[format],
    fileSize: bytes.length,
    ...shown,
    uploadedAt: command.now,
  }
  await ctx.files.write('uploads', filenameOf(file), bytes)
  try {
    return await ctx.store.uploads.add(command, file, usage => assertRoomFor(file.fileSize, usage, quota))
  } catch (error) {
    await removeBytes(ctx, file)
    throw error
  }
}

/** The next start removes a file that stays. */
const removeBytes = (ctx: Context, file: UploadedFile): Promise<void> =>
  ctx.files
    .remove('uploads', filenameOf(file))
    .catch(error => ctx.log.warn({ err: error, fileId: file.id }, 'A file was not removed.'))

/** Takes an id or a stored name in any letter case (ruling F5). @throws AppError RESOURCE_NOT_FOUND */
export const getFile = async (ctx: Context, idOrName: string): Promise<UploadedFile> => {
  const file = await findFile(ctx, idOrName)
  if (file) return file
  throw fileNotFound()
}

const findFile = async (
  ctx: Context,
  idOrName: string,
  reader: UserId | null = null,
): Promise<UploadedFile | null> => {
  const id = parseId<'file'>(fileIdIn(idOrName))
  const file = id && (await ctx.store.uploads.find(id))
  if (!file || ctx.store.users.isDisabled(file.ownerId)) return null
  if (ctx.store.reports.isHidden('picture', file.id) && file.ownerId !== reader) return null
  const name = idOrName.toLowerCase()
  return name === file.id || name === filenameOf(file) ? file : null
}

/** Those on this server, in the order of `image_urls` (ruling F8). @throws AppError RESOURCE_NOT_FOUND */
export const listGigImages = async (ctx: Context, gigId: GigId, reader: UserId): Promise<UploadedFile[]> => {
  const { imageUrls } = await getGig(ctx, gigId, reader)
  const names = imageUrls.map(fileNameInUrl).filter(name => name !== null)
  const files = await Promise.all(names.map(name => findFile(ctx, name)))
  return files.filter(file => file !== null)
}

export const listFiles = async (
  ctx: Context,
  query: FileQuery,
  reader: Reader | null,
): Promise<UploadedFile[]> => {
  const files = await ctx.store.uploads.listOf(query, reader)
  const { isHidden } = ctx.store.reports
  return files.map(file => (isHidden('picture', file.id) ? { ...file, isHidden: true } : file))
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const setProfileImage = async (
  ctx: Context,
  command: Command<User>,
  idOrName: string,
): Promise<User> => {
  const { id } = await getFile(ctx, idOrName)
  return ctx.store.uploads.setProfileImage(command, id, file => assertOwner(file, command.actor))
}

/**
 * The row goes first. A profile picture is unset (ruling F4); a gig keeps its address, a 404 from now on.
 * @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS
 */
export const deleteFile = async (
  ctx: Context,
  variants: Variants,
  command: Command<UploadedFile>,
  idOrName: string,
): Promise<void> => {
  const id = (await findFile(ctx, idOrName, command.actor))?.id
  if (id === undefined) throw fileNotFound()
  const file = await ctx.store.uploads.remove(command, id, found => assertOwner(found, command.actor))
  await variants.forget(id)
  await removeBytes(ctx, file)
}
