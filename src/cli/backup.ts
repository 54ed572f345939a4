import { createReadStream, existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { archiveIn } from '../backup/archive.ts'
import { inspectMarketplace } from '../backup/inspect.ts'
import { makeArchive, makeBackup, type PicturePlace } from '../backup/make.ts'
import type { Manifest } from '../backup/manifest.ts'
import { picturePlaceOf } from '../backup/schedule.ts'
import { openStaging, sweepStaging } from '../backup/staging.ts'
import { uploadsFolder } from '../backup/uploads.ts'
import { readConfig } from '../config.ts'
import { systemClock } from '../lib/clock.ts'
import { lowerPriority, lowestPriority } from '../lib/priority.ts'
import type { Report } from '../lib/report.ts'
import { completeRestore } from '../storage/sqlite/folder.ts'
import { isInternalTable } from '../storage/sqlite/internal-tables.ts'
import { DamageError } from '../storage/storage-error.ts'
import { exitCodes } from './exit-codes.ts'
import { printStatus } from './output.ts'
import { withProgressBar } from './progress.ts'
import { UsageError } from './usage-error.ts'

/** For a command that takes long: a server beside it comes first when the CPU is busy. */
export const requireDataDir = (): string => {
  const { dataDir } = readConfig(process.env, 'production')
  if (dataDir === ':memory:')
    throw new UsageError('DATA_DIR is :memory:, which keeps nothing. Set it to a folder.')
  lowerPriority(process.pid, lowestPriority)
  completeRestore(resolve(dataDir))
  return dataDir
}

/** The data folder of SQLite, for a command that PostgreSQL has tools of its own for. @throws UsageError */
export const requireSqlite = (): string => {
  if (readConfig(process.env, 'production').databaseUrl !== null)
    throw new UsageError(
      'DATABASE_URL is set, and this command is for SQLite. Use pg_dump and pg_restore, and copy DATA_DIR or the bucket with its own tools; "chayenity export" writes all of it into one file.',
    )
  return requireDataDir()
}

/** Backs up the data folder to a file, or to the standard output with `-`. */
export const backUp = async (target: string): Promise<void> => {
  const dataDir = requireSqlite()
  if (!existsSync(dataDir))
    throw new UsageError(`There is no database in "${dataDir}". Set DATA_DIR to the folder of the server.`)
  if (target !== '-' && existsSync(target))
    throw new UsageError(`"${target}" exists already. Choose another name.`)
  if (!existsSync(dirname(resolve(target))))
    throw new UsageError(`There is no folder "${dirname(target)}" to put the backup into. Make it first.`)
  const place = picturePlaceOf(readConfig(process.env, 'production'))
  const manifest = await withProgressBar(report =>
    target === '-'
      ? backUpToOutput(dataDir, report, place)
      : makeBackup(dataDir, target, systemClock.now(), report, place),
  )
  const pictures = manifest.files.filter(({ path }) => path.startsWith(`${uploadsFolder}/`))
  printStatus(
    `Backed up and verified: ${describe(manifest.tables, pictures.length)}, schema ${manifest.schema}.`,
  )
  if (manifest.pictures === 'bucket')
    printStatus('The pictures are not in it, because they are in a bucket: "chayenity export" has them too.')
  if (!manifest.damage) return
  printStatus(
    'The data is damaged. The backup has it as it is, and can be restored:',
    ...manifest.damage.problems,
  )
  process.exitCode = exitCodes.incomplete
}

const backUpToOutput = async (dataDir: string, report: Report, place: PicturePlace): Promise<Manifest> => {
  sweepStaging(resolve(dataDir))
  const staging = openStaging(resolve(dataDir))
  // Also when the program that reads the archive ends, and this one with it.
  process.once('exit', staging.close)
  try {
    const archive = archiveIn(staging.path)
    const manifest = await makeArchive(dataDir, archive, systemClock.now(), report, place)
    await pipeline(createReadStream(archive), process.stdout)
    return manifest
  } finally {
    process.off('exit', staging.close)
    staging.close()
  }
}

/** Verifies a marketplace, also while a server runs on it. @throws DamageError */
export const check = async (): Promise<void> => {
  requireDataDir()
  const found = await inspectMarketplace(readConfig(process.env, 'production'))
  if (found.problems.length > 0) throw new DamageError(found.problems)
  for (const [table, rows] of shownTables(found.tables)) printStatus(`${table.padEnd(20)}${rows} rows`)
  if (found.orphans > 0)
    printStatus(
      `${found.orphans} objects of the bucket have no row: "chayenity repair --apply" deletes them.`,
    )
  printStatus(`All is well: ${describe(found.tables, found.files)}, schema ${found.schema}.`)
}

const shownTables = (tables: Record<string, number>): [string, number][] =>
  Object.entries(tables).filter(([name]) => !isInternalTable(name))

const describe = (tables: Record<string, number>, files: number): string => {
  const rows = shownTables(tables).reduce((sum, [, count]) => sum + count, 0)
  return `${rows} rows, ${files} files`
}
