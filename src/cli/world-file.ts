import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { readDatabaseCopy } from '../backup/read-copy.ts'
import { type Config, readConfig } from '../config.ts'
import { type Context, createContext, disposeContext } from '../context.ts'
import type { SeedOptions } from '../dev/seed/seed.ts'
import { fillFromWorldFile, openTrial } from '../dev/world-file/fill.ts'
import { WorldFileError } from '../dev/world-file/problem.ts'
import { parseWorldFile, tooLarge } from '../dev/world-file/read.ts'
import { saveWorldFile } from '../dev/world-file/save.ts'
import { maxima, type WorldFile, worldFileJsonSchema } from '../dev/world-file/schema.ts'
import { systemClock } from '../lib/clock.ts'
import { readMarker, writeMarker } from './folder-marker.ts'
import { print, printStatus } from './output.ts'
import { withProgressLines } from './progress.ts'
import { UsageError } from './usage-error.ts'

export const printWorldSchema = () => print(worldFileJsonSchema())

export const saveWorld = async (target: string, { force = false }: { force?: boolean }): Promise<void> => {
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env }, 'demo')
  const { dataDir, databaseUrl } = config
  if (databaseUrl !== null)
    throw new UsageError('A world file is made of the SQLite data of a demo. Unset DATABASE_URL.')
  if (dataDir === ':memory:')
    throw new UsageError('DATA_DIR is :memory:, which keeps nothing. Set it to the folder of a demo.')
  const marker = readMarker(dataDir)
  if (marker?.kind !== 'demo' || marker.adopted === 'real')
    throw new UsageError(
      `"${dataDir}" is not the folder of a demo. Only the world of a demo is saved, because real data is of real people.`,
    )
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`"${target}" is a folder. Name a file.`)
  if (existsSync(target) && !force)
    throw new UsageError(`"${target}" exists already. Choose another name, or add --force.`)
  if (!existsSync(dirname(resolve(target))))
    throw new UsageError(`There is no folder "${dirname(target)}" to put the file into. Make it first.`)
  const ctx = createContext({ ...config, dataDir: ':memory:' }, { image: await readDatabaseCopy(dataDir) })
  try {
    const text = await withSentence(target, () => saveWorldFile(ctx))
    writeFileSync(target, text, { mode: 0o600 })
    printStatus(`Saved the world of "${dataDir}" to "${target}".`)
  } finally {
    await disposeContext(ctx)
  }
}

/** @throws UsageError with the name of the file */
const withSentence = async <Result>(file: string, run: () => Promise<Result> | Result): Promise<Result> => {
  try {
    return await run()
  } catch (error) {
    if (error instanceof WorldFileError) throw new UsageError(`"${file}": ${error.message}`)
    throw error
  }
}

/** @throws UsageError */
const readWorldFile = (path: string): Promise<WorldFile> => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new UsageError(`There is no file "${path}".`)
  return withSentence(path, () => {
    if (found.size > maxima.bytes) throw new WorldFileError('', tooLarge)
    return parseWorldFile(readFileSync(path, 'utf8'))
  })
}

/** A file that has gone through a trial, and its path. */
export interface TriedWorld {
  path: string
  file: WorldFile
}

/** Makes the world in memory alone, so a file that breaks a rule leaves nothing behind. @throws UsageError */
export const tryWorldFile = async (
  config: Config,
  path: string,
  { seed, asOf }: SeedOptions,
): Promise<TriedWorld> => {
  const file = await readWorldFile(path)
  const options = { seed, asOfMs: asOf ?? null }
  const trial = await withSentence(path, () =>
    withProgressLines(report =>
      openTrial({ config, clock: systemClock }, file, options, share => report('checking', share)),
    ),
  )
  await disposeContext(trial)
  return { path, file }
}

/** The data folder must have no people. @throws UsageError */
export const makeWorldOf = async (
  ctx: Context,
  { path, file }: TriedWorld,
  { seed, asOf }: SeedOptions,
  report: (share: number) => void,
): Promise<void> => {
  const { dataDir } = ctx.config
  if ((await ctx.store.users.listAll()).length > 0)
    throw new UsageError(
      `"${dataDir}" has people already, and --from fills an empty folder. Add --fresh to delete the data of a demo, or set DATA_DIR to another folder.`,
    )
  printStatus(`Making the world of "${path}" …`)
  const marker = readMarker(dataDir)
  writeMarker(dataDir, { kind: 'demo', ...marker, unfinished: path })
  try {
    await withSentence(path, () => fillFromWorldFile(ctx, file, { seed, asOfMs: asOf ?? null }, report))
  } catch (error) {
    if (error instanceof UsageError) writeMarker(dataDir, { kind: 'demo', ...marker })
    throw error
  }
}
