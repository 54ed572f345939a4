import type { Context } from '../../context.ts'
import type { StoredFile } from '../../files/file-store.ts'
import { parseId } from '../../lib/ids.ts'
import { type ZipEntry, zip } from '../../lib/zip.ts'
import type { UserId } from '../ids.ts'
import { filenameOf } from '../uploads/rules.ts'
import readme from './export-readme.txt' with { type: 'text' }
import { type PersonalDataRow, personalDataKinds } from './personal-data.ts'

const pictureSliceBytes = 256 * 1024

export const archiveOf = (ctx: Context, userId: UserId): AsyncGenerator<Uint8Array> =>
  zip(entriesOf(ctx, userId), ctx.clock.now())

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

async function* piecesOf(bytes: StoredFile): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.size; at += pictureSliceBytes)
    yield await bytes.slice(at, at + pictureSliceBytes).bytes()
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
