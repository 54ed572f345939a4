import { LRUCache } from 'lru-cache'
import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { FileId } from '../ids.ts'
import type { UploadedFile } from './file.ts'
import { makeVariant } from './image-process.ts'
import { fileIdIn, filenameOf, type Variant, variantNameOf } from './rules.ts'

const maxPerFile = 24

/** Small variants, the ones in lists and on maps, are answered from memory. */
const memory = { maxBytes: 32 * 1024 * 1024, maxBytesEach: 64 * 1024 }

export interface Variants {
  /**
   * A variant of a file. It is rendered at the first request and then stored.
   * @throws AppError RESOURCE_NOT_FOUND when the file is gone, OVERLOADED
   */
  get(file: UploadedFile, variant: Variant): Promise<Blob | Uint8Array<ArrayBuffer>>

  /** A small variant by its name, without a promise; null when it is not in memory. */
  recall(name: string): Uint8Array<ArrayBuffer> | null

  /** Drops every variant of a file that was deleted. */
  forget(id: FileId): Promise<void>
}

/**
 * Keeps variants within bounds, per file and in total; the least recently used go first. What is in the folder from
 * before counts by the time it was written.
 */
export const createVariants = (ctx: Pick<Context, 'config' | 'files' | 'store' | 'log'>): Variants => {
  const { files, store, log } = ctx
  const small = new LRUCache<string, Uint8Array<ArrayBuffer>>({
    maxSize: memory.maxBytes,
    maxEntrySize: memory.maxBytesEach,
    sizeCalculation: bytes => bytes.length,
  })
  /** The names of each file's variants, the least recently used first. */
  const namesOf = new Map<string, Set<string>>()
  const making = new Map<string, Promise<Uint8Array<ArrayBuffer>>>()
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
    maxSize: ctx.config.thumbnailsMib * 1024 * 1024,
    sizeCalculation: bytes => bytes,
    dispose: (_bytes, name, reason) => {
      if (reason !== 'set') drop(name)
    },
  })

  const use = (name: string) => {
    sizes.get(name)
    const names = namesOf.get(fileIdIn(name))
    names?.delete(name)
    names?.add(name)
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
  const loaded = () => {
    isLoaded ??= load()
    return isLoaded
  }

  const make = async (file: UploadedFile, variant: Variant, name: string) => {
    const original = await files.read('uploads', filenameOf(file))
    if (!original) throw new AppError('RESOURCE_NOT_FOUND', 'There is no such file.')
    const bytes = await makeVariant(original, variant)
    try {
      await files.write('thumbnails', name, bytes)
    } catch (error) {
      // The variant can be sent without being stored. The next request renders it again.
      log.warn({ err: error, name }, 'A variant was not kept.')
      return bytes
    }
    // The file may have been deleted meanwhile. From here to the entry nothing else can happen.
    if ((await store.uploads.find(file.id)) === null) {
      drop(name)
      throw new AppError('RESOURCE_NOT_FOUND', 'There is no such file.')
    }
    enter(name, bytes.length)
    small.set(name, bytes)
    return bytes
  }

  const readKept = async (name: string) => {
    if (!sizes.has(name)) return null
    const kept = await files.read('thumbnails', name)
    if (!kept) sizes.delete(name)
    else if (kept.size <= memory.maxBytesEach) {
      const bytes = await kept.bytes()
      if (sizes.has(name)) small.set(name, bytes)
      return bytes
    }
    return kept
  }

  const recall = (name: string) => {
    use(name)
    return small.get(name) ?? null
  }

  return {
    recall,
    get: async (file, variant) => {
      const name = variantNameOf(file.id, variant)
      const known = recall(name)
      if (known) return known
      await loaded()
      const kept = await readKept(name)
      if (kept) return kept
      // Simultaneous requests share one rendering.
      const maker = making.get(name) ?? make(file, variant, name).finally(() => making.delete(name))
      making.set(name, maker)
      return maker
    },
    forget: async id => {
      await loaded()
      for (const name of [...(namesOf.get(id) ?? [])]) sizes.delete(name)
    },
  }
}
