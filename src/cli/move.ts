import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { uploadsFolder } from '../backup/uploads.ts'
import { type Config, type Mode, readConfig } from '../config.ts'
import { systemClock } from '../lib/clock.ts'
import { giveTo, ownershipOf } from '../lib/ownership.ts'
import { exportMarketplace } from '../move/export.ts'
import { importMarketplace } from '../move/import.ts'
import { type ExportManifest, keyFileName } from '../move/manifest.ts'
import { databaseFileName } from '../storage/sqlite/folder.ts'
import { requireDataDir } from './backup.ts'
import { exitCodes } from './exit-codes.ts'
import { markerFileName, readMarker, writeMarker } from './folder-marker.ts'
import { printStatus } from './output.ts'
import { withProgressBar } from './progress.ts'
import { UsageError } from './usage-error.ts'

export const exportTo = async (target: string): Promise<void> => {
  const dataDir = requireDataDir()
  const settings = readSettings()
  const isSqlite = settings.databaseUrl === null
  if (!existsSync(isSqlite ? join(dataDir, databaseFileName) : dataDir))
    throw new UsageError(
      `There is no ${isSqlite ? 'database in' : 'folder'} "${dataDir}". Set DATA_DIR to the folder of the server.`,
    )
  if (existsSync(target)) throw new UsageError(`"${target}" exists already. Choose another name.`)
  if (!existsSync(dirname(resolve(target))))
    throw new UsageError(`There is no folder "${dirname(target)}" to put the export into. Make it first.`)
  const data = readMarker(dataDir)?.kind ?? 'production'
  const manifest = await withProgressBar(report =>
    exportMarketplace(settings, target, { data, nowMs: systemClock.now(), report }),
  )
  printStatus(
    `Exported and verified: ${describe(manifest)}.`,
    `"${target}" holds secrets: password hashes, the second factors of operators, and the key that signs tokens. Keep it as you keep the data itself.`,
  )
  tellDamage('Some pictures are damaged, and were exported as they are:', manifest)
}

export const importFrom = async (source: string): Promise<void> => {
  const dataDir = requireDataDir()
  if (!existsSync(source)) throw new UsageError(`There is no file "${source}".`)
  const settings = readSettings()
  const manifest = await withProgressBar(report => importMarketplace(settings, source, report))
  markAs(dataDir, manifest.data)
  printStatus(
    `Imported into ${settings.databaseUrl === null ? `"${dataDir}"` : 'PostgreSQL'}: the state of ${manifest.createdAt}, ${describe(manifest)}.`,
    sessionsSentence(settings, manifest),
    ...(manifest.data === 'demo' ? ['This is the data of a demo, whose people have a public password.'] : []),
  )
  tellDamage('Some pictures were damaged when they were exported:', manifest)
}

/** Root may import for the user of the folder. */
const markAs = (dataDir: string, kind: Mode): void => {
  writeMarker(dataDir, { kind })
  giveTo(ownershipOf(dataDir), join(dataDir, markerFileName))
}

const readSettings = (): Config => readConfig(process.env, 'production')

const describe = ({ tables, files }: ExportManifest): string => {
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0)
  const pictures = files.filter(({ path }) => path.startsWith(`${uploadsFolder}/`)).length
  return `${rows} rows, ${pictures} pictures`
}

/** An export has the key of a server that had no JWT_SECRET. */
export const sessionsSentence = (
  { jwtSecret }: Pick<Config, 'jwtSecret'>,
  { files }: Pick<ExportManifest, 'files'>,
): string => {
  const hasKey = files.some(({ path }) => path === keyFileName)
  if (hasKey)
    return jwtSecret === null
      ? 'Everybody stays logged in. Operators log in again.'
      : 'Everybody has to log in again: the former server signed tokens with a key of its own, and this one uses JWT_SECRET.'
  return jwtSecret === null
    ? 'The former server had JWT_SECRET: set the same, or everybody has to log in again.'
    : 'Everybody stays logged in if JWT_SECRET is that of the former server. Operators log in again.'
}

const tellDamage = (sentence: string, { damage }: ExportManifest): void => {
  if (!damage) return
  printStatus(sentence, ...damage.problems)
  process.exitCode = exitCodes.incomplete
}
