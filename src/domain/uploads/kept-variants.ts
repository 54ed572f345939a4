import { LRUCache } from 'lru-cache'
import type { Context } from '../../context.ts'
import type { Bound } from '../../lib/bound.ts'
import type { FileId } from '../ids.ts'
import { fileIdIn } from './rules.ts'

const maxPerFile = 24

/** Small variants, the ones in lists and on maps, are answered from memory. */
const memory = { maxBytes: 32 * 1024 * 1024, maxBytesEach: 64 * 1024 }

/** The space of a file on the disk. It bounds the number of files too, and with it the memory of their names. */
const blockBytes = 4096

const spaceOf = (bytes: number) => Math.ceil(bytes / blockBytes) * blockBytes

/**
 * The variants on the disk, within bounds per file and in total; the least recently used go first. What is in the folder
 * from before counts by the time it was written.
 */
export const createKeptVariants = ({ config, files, log }: Pick<Context, 'config' | 'files' | 'log'>) => {
  const small = new LRUCache<string, Uint8Array<ArrayBuffer>>({
    maxSize: memory.maxBytes,
    maxEntrySize: memory.maxBytesEach,
    sizeCalculation: bytes => bytes.length,
  })
  /** The names of each file's variants, the least recently used first. */
  const namesOf = new Map<string, Set<string>>()
  let isLoaded: Promise<void> | null = null

  const drop = (name: string) => {
    small.delete(name)
    const names = namesOf.get(fileIdIn(name))
    names?.delete(name)
    if (names?.size === 0) namesOf.delete(fileIdIn(name))
    files
      .remove('thumbnails', name)
      .catch(error => log.warn({ err: error, name }, 'A variant was not removed.'))
  }
  const sizes = new LRUCache<string, number>({
    maxSize: config.thumbnailsMib * 1024 * 1024,
    sizeCalculation: spaceOf,
    dispose: (_bytes, name, reason) => {
      if (reason !== 'set') drop(name)
    },
  })

  const use = (name: string) => {
    sizes.get(name)
    const names = namesOf.get(fileIdIn(name))
    if (names?.delete(name)) names.add(name)
  }
  const enter = (name: string, bytes: number) => {
    const names = namesOf.get(fileIdIn(name)) ?? new Set<string>()
    namesOf.set(fileIdIn(name), names.add(name))
    sizes.set(name, bytes)
    // One that is larger than everything together may be.
    if (!sizes.has(name)) drop(name)
    const [oldest] = names
    if (names.size > maxPerFile && oldest !== undefined) sizes.delete(oldest)
  }
  const load = async () => {
    const listed = await files.list('thumbnails')
    for (const { name, sizeBytes } of listed.sort((a, b) => a.writtenAtMs - b.writtenAtMs)) {
      if (sizeBytes > 0 && !name.endsWith('.new')) enter(name, sizeBytes)
    }
  }

  const bounds: readonly Bound[] = [
    {
      name: 'variant_memory_bytes',
      max: small.maxSize,
      used: () => small.calculatedSize,
      atBound: 'replaces',
    },
    {
      name: 'variant_disk_bytes',
      max: sizes.maxSize,
      used: () => sizes.calculatedSize,
      atBound: 'replaces',
    },
  ]

  return {
    bounds,

    /** Resolves when the variants in the folder are known. */
    loaded: (): Promise<void> => {
      isLoaded ??= load()
      return isLoaded
    },

    /** A small variant by its name, without a promise; null when it is not in memory. */
    recall: (name: string): Uint8Array<ArrayBuffer> | null => {
      use(name)
      return small.get(name) ?? null
    },

    read: async (name: string): Promise<Blob | Uint8Array<ArrayBuffer> | null> => {
      if (!sizes.has(name)) return null
      const kept = await files.read('thumbnails', name)
      if (!kept) sizes.delete(name)
      else if (kept.size <= memory.maxBytesEach) {
        const bytes = await kept.bytes()
        if (sizes.has(name)) small.set(name, bytes)
        return bytes
      }
      return kept
    },

    add: (name: string, bytes: Uint8Array<ArrayBuffer>): void => {
      enter(name, bytes.length)
      if (sizes.has(name)) small.set(name, bytes)
    },

    /** Removes a variant, whether it was counted or not. */
    drop,

    namesOf: (id: FileId): string[] => [...(namesOf.get(id) ?? [])],

    forget: (id: FileId): void => {
      for (const name of [...(namesOf.get(id) ?? [])]) sizes.delete(name)
    },
  }
}
