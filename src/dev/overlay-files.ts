import { statSync } from 'node:fs'
import type { FileStore } from '../files/file-store.ts'
import { createMemoryFileStore } from '../files/memory.ts'
import type { Clock } from '../lib/clock.ts'

/** Keeps changes in memory, above unchanged files. @param base paths of the checkpoint's uploads, by name */
export const createOverlayFiles = (base: Map<string, string>, clock: Clock): FileStore => {
  const upper = createMemoryFileStore(clock)
  const lower = new Map(base)
  return {
    isShared: false,
    write: upper.write,
    read: async (folder, name) => {
      const path = folder === 'uploads' ? lower.get(name) : undefined
      return path === undefined ? upper.read(folder, name) : Bun.file(path)
    },
    remove: async (folder, name) => {
      if (folder === 'uploads') lower.delete(name)
      await upper.remove(folder, name)
    },
    list: async (folder, prefix) => {
      const listed = folder === 'uploads' ? [...lower] : []
      const files = listed.map(([name, path]) => ({
        name,
        sizeBytes: statSync(path).size,
        writtenAtMs: clock.now(),
      }))
      return [...files, ...(await upper.list(folder, prefix))]
    },
  }
}
