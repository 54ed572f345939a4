import type { Context } from '../../context.ts'
import type { StoredFile } from '../../files/file-store.ts'
import { AppError } from '../../errors.ts'
import type { Bound } from '../../lib/bound.ts'
import { parseId } from '../../lib/ids.ts'
import { type ZipEntry, zip } from '../../lib/zip.ts'
import type { UserId } from '../ids.ts'
import { filenameOf } from '../uploads/rules.ts'
import readme from './export-readme.txt' with { type: 'text' }
import { type PersonalDataRow, personalDataKinds } from './personal-data.ts'

/** Each reads the store and the disk as fast as its client takes it. */
const maxExports = 4

export const exportUnderWay = () =>
  new AppError(
    'OVERLOADED',
    'An export of this account, or as many as the server makes at once, is under way.',
    {
      retryAfterSeconds: 10,
    },
  )

/** Makes archives of everything that is stored about a person, as they are read. */
export class Exports {
  readonly #running = new Set<UserId>()

  readonly bound: Bound = {
    name: 'exports_running',
    max: maxExports,
    used: () => this.#running.size,
    atBound: 'rejects',
  }

  constructor(private readonly ctx: Context) {}

  /** A ZIP archive. @throws AppError OVERLOADED while another one of the person, or the maximum of others, is made */
  begin(userId: UserId): ReadableStream<Uint8Array> {
    if (this.#running.has(userId) || this.#running.size >= maxExports) throw exportUnderWay()
    this.#running.add(userId)
    const pieces = zip(entriesOf(this.ctx, userId), this.ctx.clock.now())
    const finish = () => this.#running.delete(userId)
    return new ReadableStream<Uint8Array>(
      {
        pull: async controller => {
          try {
            const { done, value } = await pieces.next()
            if (!done) return controller.enqueue(value)
            finish()
            controller.close()
          } catch (error) {
            finish()
            this.ctx.log.error({ err: error, userId }, 'An export failed.')
            controller.error(error)
          }
        },
        cancel: async () => {
          finish()
          await pieces.return(undefined)
        },
      },
      // Nothing is read before the client takes it.
      { highWaterMark: 0 },
    )
  }
}

async function* entriesOf(ctx: Context, userId: UserId): AsyncGenerator<ZipEntry> {
  yield { name: 'README.txt', content: [encoder.encode(readme)] }
  for (const kind of personalDataKinds)
    yield { name: `${kind}.json`, content: jsonOf(ctx.store.personalData.read(userId, kind)) }
  for await (const files of ctx.store.personalData.read(userId, 'files')) {
    for (const { id } of files) {
      const entry = await pictureEntry(ctx, String(id))
      if (entry) yield entry
    }
  }
}

/** @returns null for a picture that was deleted meanwhile */
const pictureEntry = async (ctx: Context, fileId: string): Promise<ZipEntry | null> => {
  const id = parseId<'file'>(fileId)
  const file = id && (await ctx.store.uploads.find(id))
  const bytes = file && (await ctx.files.read('uploads', filenameOf(file)))
  return file && bytes && { name: `pictures/${filenameOf(file)}`, content: piecesOf(bytes) }
}

/** Read when the archive comes to it, since few archives need all of their pictures in memory. */
async function* piecesOf(bytes: StoredFile): AsyncGenerator<Uint8Array> {
  yield await bytes.bytes()
}

const encoder = new TextEncoder()

/** A JSON list, one row a line. */
async function* jsonOf(batches: AsyncIterable<readonly PersonalDataRow[]>): AsyncGenerator<Uint8Array> {
  let separator = '[\n'
  for await (const rows of batches) {
    yield encoder.encode(separator + rows.map(row => JSON.stringify(row)).join(',\n'))
    separator = ',\n'
  }
  yield encoder.encode(separator === '[\n' ? '[]\n' : '\n]\n')
}
