import { statSync } from 'node:fs'
import type { FileStore } from '../files/file-store.ts'
import { createMemoryFileStore } from '../files/memory.ts'
import type { Clock } from '../lib/clock.ts'

/**
 * The files of a world in memory, which begins with those of a checkpoint and leaves them as they are.
 * @param beginning the path of each upload, by its name
 */
export const createLayeredFiles = (beginning: Map<string, string>, clock: Clock): FileStore => {
  const above = createMemoryFileStore(clock)
  const beneath = new Map(beginning)
  return {
    write: above.write,
    read: async (folder, name) => {
      const path = folder === 'uploads' ? beneath.get(name) : undefined
      return path === undefined ? above.read(folder, name) : Bun.file(path)
    },
    remove: async (folder, name) => {
      if (folder === 'uploads') beneath.delete(name)
      await above.remove(folder, name)
    },
    list: async folder => {
      const listed = folder === 'uploads' ? [...beneath] : []
      const files = listed.map(([name, path]) => ({
        name,
        sizeBytes: statSync(path).size,
        writtenAtMs: clock.now(),
      }))
      return [...files, ...(await above.list(folder))]
    },
  }
}
