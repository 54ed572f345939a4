import { LRUCache } from 'lru-cache'
import { replyWithBytes, type ServedFile } from '../../http/file-reply.ts'
import type { Reply } from '../../http/reply.ts'
import type { RequestContext } from '../../http/request-context.ts'
import type { Bound } from '../../lib/bound.ts'
import type { UserId } from '../ids.ts'
import { fileIdIn } from './rules.ts'
import type { Variants } from './variants.ts'

const maxCharacters = 8 * 1024 * 1024

const maxCharactersEach = 2048

interface OwnedFile extends ServedFile {
  ownerId: UserId
}

const entryCharacters = 200

/**
 * Answers a small variant without reading the query or the database. What an address means never changes;
 * hidden pictures, and those of disabled accounts, are not answered from here.
 */
export const createVariantCache = (
  variants: Pick<Variants, 'recall'>,
  isDisabled: (ownerId: UserId) => boolean,
  isHidden: (fileId: string) => boolean,
) => {
  const files = new LRUCache<string, OwnedFile>({
    maxSize: maxCharacters,
    maxEntrySize: maxCharactersEach,
    sizeCalculation: (_file, key) => key.length + entryCharacters,
  })
  const keyOf = ({ url, headers }: Request) => `${url} ${headers.get('accept') ?? ''}`

  const bound: Bound = {
    name: 'variant_address_bytes',
    max: maxCharacters,
    used: () => files.calculatedSize,
    atBound: 'replaces',
  }

  return {
    bound,
    remember: (request: Request, file: OwnedFile): void => {
      files.set(keyOf(request), file)
    },
    /** @returns null where the file has to be looked up @throws AppError RANGE_NOT_SATISFIABLE */
    reply: (context: RequestContext): Reply | null => {
      const file = files.get(keyOf(context.request))
      const bytes =
        file && !isDisabled(file.ownerId) && !isHidden(fileIdIn(file.name)) && variants.recall(file.name)
      return bytes ? replyWithBytes(context, file, bytes) : null
    },
  }
}

export type VariantCache = ReturnType<typeof createVariantCache>
