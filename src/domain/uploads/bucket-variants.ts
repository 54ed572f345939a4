import { LRUCache } from 'lru-cache'
import type { Context } from '../../context.ts'
import type { FileContent } from '../../http/reply.ts'
import type { FileId } from '../ids.ts'
import { createSmallVariants, type KeptVariants, maxPerFile, smallBytes } from './kept-variants.ts'
import { fileIdIn } from './rules.ts'

const maxFiles = 20_000

/** Other processes fill it too, so it has no bound and is never listed as a whole. */
export const createBucketVariants = ({ files, log }: Pick<Context, 'files' | 'log'>): KeptVariants => {
  const small = createSmallVariants()
  const seen = new LRUCache<string, Set<string>>({ max: maxFiles })

  const remove = (name: string): Promise<void> =>
    files
      .remove('thumbnails', name)
      .catch(error => log.warn({ err: error, name }, 'A variant was not removed.'))
  const drop = (name: string) => {
    small.delete(name)
    seen.peek(fileIdIn(name))?.delete(name)
    void remove(name)
  }
  const see = (name: string, bytes: Uint8Array<ArrayBuffer> | null) => {
    const names = seen.get(fileIdIn(name)) ?? new Set<string>()
    seen.set(fileIdIn(name), names.add(name))
    if (bytes) small.set(name, bytes)
    const [oldest] = names
    if (names.size > maxPerFile && oldest !== undefined) drop(oldest)
  }

  return {
    bounds: [small.bound],
    loaded: async () => {},
    recall: name => small.get(name) ?? null,
    read: async (name): Promise<FileContent | null> => {
      const found = await files.read('thumbnails', name)
      if (!found) return null
      if (found.size > smallBytes) {
        see(name, null)
        return found
      }
      const bytes = await found.bytes()
      see(name, bytes)
      return bytes
    },
    add: see,
    drop,
    namesOf: (id: FileId) => [...(seen.get(id) ?? [])],
    forget: async id => {
      for (const name of seen.peek(id) ?? []) small.delete(name)
      seen.delete(id)
      try {
        const listed = await files.list('thumbnails', `${id}.`)
        await Promise.all(listed.map(({ name }) => remove(name)))
      } catch (error) {
        log.warn({ err: error, fileId: id }, 'The variants of a file were not removed.')
      }
    },
  }
}
