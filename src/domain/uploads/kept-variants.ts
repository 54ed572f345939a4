import { LRUCache } from 'lru-cache'
import type { Context } from '../../context.ts'
import type { FileContent } from '../../http/reply.ts'
import type { Bound } from '../../lib/bound.ts'
import type { FileId } from '../ids.ts'
import { fileIdIn } from './rules.ts'

export const maxPerFile = 24

const memoryBytes = 32 * 1024 * 1024
export const smallBytes = 64 * 1024

export interface KeptVariants {
  bounds: readonly Bound[]

  loaded(): Promise<void>

  /** Null when it is not in memory. No promise, for speed. */
  recall(name: string): Uint8Array<ArrayBuffer> | null

  read(name: string): Promise<FileContent | null>

  add(name: string, bytes: Uint8Array<ArrayBuffer>): void

  drop(name: string): void

  namesOf(id: FileId): string[]

  forget(id: FileId): Promise<void>
}

export const createSmallVariants = () => {
  const small = new LRUCache<string, Uint8Array<ArrayBuffer>>({
    maxSize: memoryBytes,
    maxEntrySize: smallBytes,
    sizeCalculation: bytes => bytes.length,
  })
  const bound: Bound = {
    name: 'variant_memory_bytes',
    max: small.maxSize,
    used: () => small.calculatedSize,
    atBound: 'replaces',
  }
  return {
    bound,
    get: (name: string) => small.get(name),
    set: (name: string, bytes: Uint8Array<ArrayBuffer>) => {
      small.set(name, bytes)
    },
    delete: (name: string) => {
      small.delete(name)
    },
  }
}

/** The disk's blocks bound the number of files too, and so the memory of their names. */
const blockBytes = 4096

const spaceOf = (bytes: number) => Math.ceil(bytes / blockBytes) * blockBytes

/** Within bounds per file and in total. Files from before count by the time they were written. */
export const createKeptVariants = ({
  config,
  files,
  log,
}: Pick<Context, 'config' | 'files' | 'log'>): KeptVariants => {
  const small = createSmallVariants()
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
    // A variant may exceed the total.
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
    small.bound,
    {
      name: 'variant_disk_bytes',
      max: sizes.maxSize,
      used: () => sizes.calculatedSize,
      atBound: 'replaces',
    },
  ]

  return {
    bounds,

    loaded: () => {
      isLoaded ??= load()
      return isLoaded
    },

    recall: name => {
      use(name)
      return small.get(name) ?? null
    },

    read: async (name): Promise<FileContent | null> => {
      if (!sizes.has(name)) return null
      const kept = await files.read('thumbnails', name)
      if (!kept) sizes.delete(name)
      else if (kept.size <= smallBytes) {
        const bytes = await kept.bytes()
        if (sizes.has(name)) small.set(name, bytes)
        return bytes
      }
      return kept
    },

    add: (name, bytes) => {
      enter(name, bytes.length)
      if (sizes.has(name)) small.set(name, bytes)
    },

    drop,

    namesOf: id => [...(namesOf.get(id) ?? [])],

    forget: async id => {
      for (const name of [...(namesOf.get(id) ?? [])]) sizes.delete(name)
    },
  }
}
