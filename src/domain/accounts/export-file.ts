import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { toFileTimestamp } from '../../lib/timestamp.ts'
import type { UserId } from '../ids.ts'
import { archiveOf } from './archive.ts'

/** Below the data folder; an operator hands the files over and deletes them. */
const folderName = 'exports'

export const removeExports = ({ config: { dataDir } }: Context, userId: UserId): void => {
  const folder = join(resolve(dataDir), folderName)
  if (dataDir === ':memory:' || !existsSync(folder)) return
  for (const name of readdirSync(folder))
    if (name.startsWith(userId)) rmSync(join(folder, name), { force: true })
}

/** Only the owner of the server can read it. @returns its path @throws AppError STORAGE_FAILED in memory */
export const exportToFile = async (ctx: Context, userId: UserId): Promise<string> => {
  const { dataDir } = ctx.config
  if (dataDir === ':memory:')
    throw new AppError('STORAGE_FAILED', 'Data in memory has no folder for an export.')
  const folder = join(resolve(dataDir), folderName)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${userId}-${toFileTimestamp(ctx.clock.now())}.zip`)
  const unfinished = `${path}.new`
  const writer = Bun.file(unfinished).writer()
  for await (const piece of archiveOf(ctx, userId)) {
    writer.write(piece)
    await writer.flush()
  }
  await writer.end()
  chmodSync(unfinished, 0o600)
  renameSync(unfinished, path)
  return path
}
