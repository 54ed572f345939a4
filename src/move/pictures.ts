import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { linkFiles } from '../backup/link-files.ts'
import { uploadsFolder } from '../backup/uploads.ts'
import type { FileStore } from '../files/file-store.ts'
import { giveTo, ownershipOf } from '../lib/ownership.ts'
import { syncPath } from '../storage/sqlite/folder.ts'

export interface Pictures {
  fetch(names: readonly string[], folder: string, onProgress: (share: number) => void): Promise<void>
  /** Keeps what can be deleted between the moment of the rows and `fetch`. */
  hold(folder: string): void
  /** Durably. @returns false for a picture that is there already */
  store(name: string, folder: string): Promise<boolean>
  remove(name: string): Promise<void>
}

/** @param dataDir on the file system of the folders that are given later */
export const picturesOnDisk = (dataDir: string): Pictures => {
  const uploads = join(dataDir, uploadsFolder)
  const hold = (folder: string) => {
    const held = join(folder, uploadsFolder)
    mkdirSync(held, { recursive: true, mode: 0o700 })
    linkFiles(uploads, held)
  }
  return {
    hold,
    fetch: async (names, folder) => {
      hold(folder)
      const named = new Set(names)
      for (const name of readdirSync(join(folder, uploadsFolder)))
        if (!named.has(name)) rmSync(join(folder, uploadsFolder, name))
    },
    store: async (name, folder) => {
      const [from, to] = [join(folder, uploadsFolder, name), join(uploads, name)]
      if (statSync(to, { throwIfNoEntry: false })?.size === statSync(from).size) return false
      if (!existsSync(uploads)) {
        mkdirSync(uploads, { recursive: true, mode: 0o700 })
        giveTo(ownershipOf(dataDir), uploads)
      }
      syncPath(from)
      giveTo(ownershipOf(dataDir), from)
      renameSync(from, to)
      return true
    },
    remove: async name => rmSync(join(uploads, name), { force: true }),
  }
}

const requestsAtATime = 8

/** The folder needs the space for all. A picture that is deleted before it is read is missing. */
export const picturesInBucket = (bucket: FileStore): Pictures => {
  const limit = pLimit(requestsAtATime)
  const pathOf = (folder: string, name: string) => join(folder, uploadsFolder, name)
  return {
    hold: folder => {
      mkdirSync(join(folder, uploadsFolder), { recursive: true, mode: 0o700 })
    },
    fetch: async (names, folder, onProgress) => {
      let done = 0
      await Promise.all(
        names.map(name =>
          limit(async () => {
            const found = await bucket.read(uploadsFolder, name)
            if (found) await Bun.write(pathOf(folder, name), await found.bytes())
            done += 1
            onProgress(done / names.length)
          }),
        ),
      )
    },
    store: async (name, folder) => {
      const bytes = await Bun.file(pathOf(folder, name)).bytes()
      // The marketplace may have moved to another engine and kept its bucket.
      if ((await bucket.read(uploadsFolder, name))?.size === bytes.length) return false
      await bucket.write(uploadsFolder, name, bytes)
      return true
    },
    remove: name => bucket.remove(uploadsFolder, name),
  }
}
