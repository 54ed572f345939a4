import { LRUCache } from 'lru-cache'
import { answerWithBytes, type ServedFile } from '../../http/file-answer.ts'
import type { Variants } from './variants.ts'

/** Of the addresses and Accept headers together, in letters. */
const maxLetters = 8 * 1024 * 1024

/** Longer ones are nobody's list of pictures. */
const maxLettersEach = 2048

/** Beside its key: a small object and a name. */
const lettersOfEntry = 200

interface Asked {
  request: Request
  set: { headers: Record<string, unknown> }
}

/**
 * Remembers which variant an address meant, so that one in memory is answered without reading the query or the
 * database. What an address means never changes; whether the variant is still there, only `variants` knows.
 */
export const createVariantCache = (variants: Pick<Variants, 'recall'>) => {
  const meant = new LRUCache<string, ServedFile>({
    maxSize: maxLetters,
    maxEntrySize: maxLettersEach,
    sizeCalculation: (_file, key) => key.length + lettersOfEntry,
  })
  const keyOf = ({ url, headers }: Request) => `${url} ${headers.get('accept') ?? ''}`

  return {
    remember: (request: Request, file: ServedFile): void => {
      meant.set(keyOf(request), file)
    },
    /** @returns null where the long way has to be gone; @throws AppError RANGE_NOT_SATISFIABLE */
    answer: ({ request, set }: Asked): Response | null => {
      const file = meant.get(keyOf(request))
      const bytes = file && variants.recall(file.name)
      return bytes ? answerWithBytes(request, set, file, bytes) : null
    },
  }
}

export type VariantCache = ReturnType<typeof createVariantCache>
