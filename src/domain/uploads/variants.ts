import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { FileContent } from '../../http/reply.ts'
import type { Bound } from '../../lib/bound.ts'
import { createLru } from '../../lib/lru.ts'
import type { FileId } from '../ids.ts'
import { fileNotFound } from '../not-found.ts'
import { createBucketVariants } from './bucket-variants.ts'
import type { UploadedFile } from './file.ts'
import { type ImageCaller, imagePool } from './image-pool.ts'
import { createKeptVariants } from './kept-variants.ts'
import { filenameOf, nextLargerOf, type Variant, variantNameOf } from './rules.ts'
import { readStoredFile } from './stored-file.ts'

export interface FoundVariant {
  content: FileContent
  substitute: string | null
}

export interface Variants {
  /**
   * Rendered once and stored. Beyond a client's limit, or when it cannot be rendered, a substitute is sent,
   * because image elements do not try again. @throws AppError RESOURCE_NOT_FOUND when the file is gone,
   * BAD_REQUEST when the caller has gone
   */
  get(file: UploadedFile, variant: Variant, caller: ImageCaller): Promise<FoundVariant>

  /** Null when it is not in memory. */
  recall(name: string): Uint8Array<ArrayBuffer> | null

  forget(id: FileId): Promise<void>

  bounds: readonly Bound[]
}

interface Rendering {
  promise: Promise<FileContent>
  requests: number
  cancel: AbortController
}

/** These took too long, and are not tried again before the next start. */
const maxUnreadable = 10_000

/** @param mayRender counts a rendering and says whether the client is within its limit (ruling G12) */
export const createVariants = (
  ctx: Pick<Context, 'config' | 'files' | 'store' | 'upkeep' | 'log'>,
  mayRender: (client: string) => boolean,
): Variants => {
  const { config, files, store, log } = ctx
  const kept = files.isShared
    ? createBucketVariants({ files, log })
    : createKeptVariants({ config, files, log })
  const renderings = new Map<string, Rendering>()
  const unreadable = createLru<string, true>(maxUnreadable)

  const render = async (file: UploadedFile, variant: Variant, caller: ImageCaller) => {
    const name = variantNameOf(file.id, variant)
    const bytes = await imagePool.makeVariant(await readStoredFile(ctx, file), variant, caller)
    try {
      await files.write('thumbnails', name, bytes)
    } catch (error) {
      log.warn({ err: error, name }, 'A variant was not kept.')
      return bytes
    }
    // The file may have been deleted meanwhile. Nothing else runs from here to the entry.
    if ((await store.uploads.find(file.id)) === null) {
      kept.drop(name)
      throw fileNotFound()
    }
    kept.add(name, bytes)
    return bytes
  }

  const start = (file: UploadedFile, variant: Variant, client: string): Rendering => {
    const name = variantNameOf(file.id, variant)
    const cancel = new AbortController()
    const promise = render(file, variant, { id: client, signal: cancel.signal }).finally(() =>
      renderings.delete(name),
    )
    const rendering: Rendering = { promise, requests: 0, cancel }
    renderings.set(name, rendering)
    return rendering
  }

  const join = async (rendering: Rendering, signal: AbortSignal | null): Promise<FileContent> => {
    const leave = () => {
      rendering.requests -= 1
      if (rendering.requests === 0) rendering.cancel.abort()
    }
    rendering.requests += 1
    signal?.addEventListener('abort', leave)
    try {
      return await rendering.promise
    } finally {
      signal?.removeEventListener('abort', leave)
    }
  }

  const substituteFor = async (file: UploadedFile, variant: Variant): Promise<FoundVariant> => {
    const larger = nextLargerOf(variant, kept.namesOf(file.id))
    const content = larger === null ? null : await kept.read(larger)
    if (larger !== null && content) return { content, substitute: larger }
    return { content: await readStoredFile(ctx, file), substitute: filenameOf(file) }
  }

  const renderOrSubstitute = async (
    file: UploadedFile,
    variant: Variant,
    caller: ImageCaller,
  ): Promise<FoundVariant> => {
    const name = variantNameOf(file.id, variant)
    const running = renderings.get(name)
    if (!running && (unreadable.has(name) || !mayRender(caller.id))) return substituteFor(file, variant)
    try {
      const content = await join(running ?? start(file, variant, caller.id), caller.signal)
      return { content, substitute: null }
    } catch (error) {
      const code = error instanceof AppError ? error.code : null
      if (code === 'INVALID_FILE_TYPE') unreadable.set(name, true)
      else if (code !== 'OVERLOADED') throw error
      return substituteFor(file, variant)
    }
  }

  return {
    recall: kept.recall,
    bounds: [
      ...kept.bounds,
      {
        name: 'unreadable_variants',
        max: maxUnreadable,
        used: () => unreadable.size,
        atBound: 'replaces',
      },
    ],
    get: async (file, variant, caller) => {
      const name = variantNameOf(file.id, variant)
      const known = kept.recall(name)
      if (known) return { content: known, substitute: null }
      await kept.loaded()
      const content = await kept.read(name)
      return content ? { content, substitute: null } : renderOrSubstitute(file, variant, caller)
    },
    forget: async id => {
      await kept.loaded()
      await kept.forget(id)
    },
  }
}
