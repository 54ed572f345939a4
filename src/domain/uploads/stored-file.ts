import type { Context } from '../../context.ts'
import type { StoredFile } from '../../files/file-store.ts'
import { fileNotFound } from '../not-found.ts'
import type { UploadedFile } from './file.ts'
import { filenameOf } from './rules.ts'

/** Logs and counts bytes that are missing. @throws AppError RESOURCE_NOT_FOUND */
export const readStoredFile = async (
  { files, store, upkeep, log }: Pick<Context, 'files' | 'store' | 'upkeep' | 'log'>,
  file: UploadedFile,
): Promise<StoredFile> => {
  const stored = await files.read('uploads', filenameOf(file))
  if (stored) {
    upkeep.missingFiles.delete(file.id)
    return stored
  }
  // It may have been deleted a moment ago. Each is logged once.
  if (!upkeep.missingFiles.has(file.id) && (await store.uploads.find(file.id))) {
    upkeep.missingFiles.add(file.id)
    log.warn(
      { fileId: file.id },
      'A file is missing from the disk. "chayenity repair" says what can be done.',
    )
  }
  throw fileNotFound()
}
