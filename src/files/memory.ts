import type { Clock } from '../lib/clock.ts'
import type { FileStore, Folder } from './file-store.ts'

interface StoredFile {
  blob: Blob
  writtenAtMs: number
}

export const createMemoryFileStore = (clock: Clock): FileStore => {
  const folders: Record<Folder, Map<string, StoredFile>> = { uploads: new Map(), thumbnails: new Map() }
  return {
    isShared: false,
    write: async (folder, name, bytes) => {
      folders[folder].set(name, { blob: new Blob([bytes]), writtenAtMs: clock.now() })
    },
    read: async (folder, name) => folders[folder].get(name)?.blob ?? null,
    remove: async (folder, name) => {
      folders[folder].delete(name)
    },
    list: async (folder, prefix = '') =>
      [...folders[folder]]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, { blob, writtenAtMs }]) => ({
          name,
          sizeBytes: blob.size,
          writtenAtMs,
        })),
  }
}
