import { mkdirSync } from 'node:fs'
import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import type { FileStore, Folder, ListedFile } from './file-store.ts'

const temporaryPath = (path: string) => `${path}.new`

/** Only the user of the process can read the folders. */
export const createDiskFileStore = (dataDir: string): FileStore => {
  const folders: Record<Folder, string> = {
    uploads: join(dataDir, 'uploads'),
    thumbnails: join(dataDir, 'thumbnails'),
  }
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true, mode: 0o700 })

  return {
    isShared: false,
    write: async (folder, name, bytes) => {
      const path = join(folders[folder], name)
      try {
        await writeSynced(temporaryPath(path), bytes)
        await rename(temporaryPath(path), path)
        // The new name survives a power cut only when its folder is synced too.
        await syncFolder(folders[folder])
      } catch (error) {
        await rm(temporaryPath(path), { force: true }).catch(() => {})
        throw storageError(error)
      }
    },
    read: async (folder, name) => {
      const file = Bun.file(join(folders[folder], name))
      return (await file.exists()) ? file : null
    },
    remove: async (folder, name) => {
      try {
        await rm(join(folders[folder], name), { force: true })
      } catch (error) {
        throw storageError(error)
      }
    },
    list: async (folder, prefix = '') => {
      const names = (await readdir(folders[folder])).filter(name => name.startsWith(prefix))
      const listed: ListedFile[] = []
      for (const name of names) {
        const found = await stat(join(folders[folder], name)).catch(() => null)
        if (found?.isFile()) listed.push({ name, sizeBytes: found.size, writtenAtMs: found.mtimeMs })
      }
      return listed
    },
  }
}

const writeSynced = async (path: string, bytes: Uint8Array): Promise<void> => {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

const storageError = (cause: unknown) => new AppError('STORAGE_FAILED', undefined, { cause })
