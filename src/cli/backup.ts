import { createReadStream, createWriteStream, existsSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { inspectFolder } from '../backup/inspect.ts'
import { makeBackup } from '../backup/make.ts'
import { restoreBackup } from '../backup/restore.ts'
import { readConfig } from '../config.ts'
import { systemClock } from '../lib/clock.ts'
import { completeRestore } from '../storage/sqlite/open.ts'
import { printStatus } from './output.ts'
import { withProgressBar } from './progress.ts'
import { UsageError } from './usage-error.ts'

const requireDataDir = (): string => {
  const { dataDir } = readConfig(process.env, 'production')
  if (dataDir !== ':memory:') {
    completeRestore(resolve(dataDir))
    return dataDir
  }
  throw new UsageError('DATA_DIR is :memory:, which keeps nothing. Set it to a folder.')
}

/** Backs up the data folder to a file, or to the standard output with `-`. */
export const backUp = async (target: string): Promise<void> => {
  const dataDir = requireDataDir()
  if (!existsSync(dataDir))
    throw new UsageError(`There is no data in "${dataDir}". Set DATA_DIR to the folder of the server.`)
  if (target !== '-' && existsSync(target))
    throw new UsageError(`"${target}" exists already. Choose another name.`)
  if (!existsSync(dirname(resolve(target))))
    throw new UsageError(`There is no folder "${dirname(target)}" to put the backup into. Make it first.`)
  const file = target === '-' ? join(resolve(dataDir), `.backup-${process.pid}.tar.gz`) : target
  try {
    const manifest = await withProgressBar(report => makeBackup(dataDir, file, systemClock.now(), report))
    if (target === '-') await pipeline(createReadStream(file), process.stdout)
    const rows = Object.values(manifest.tables).reduce((sum, count) => sum + count, 0)
    printStatus(
      `Backed up and verified: ${rows} rows, ${manifest.files.length} files, schema ${manifest.schema}.`,
    )
  } finally {
    if (target === '-') rmSync(file, { force: true })
  }
}

/** Replaces the data folder with a backup: a file, or the standard input with `-`. */
export const restore = async (
  source: string,
  options: { force: boolean; keepSessions: boolean },
): Promise<void> => {
  const dataDir = requireDataDir()
  const archive = source === '-' ? `${resolve(dataDir)}.incoming-${process.pid}` : source
  if (source !== '-' && !existsSync(source)) throw new UsageError(`There is no file "${source}".`)
  try {
    if (source === '-') await pipeline(process.stdin, createWriteStream(archive, { mode: 0o600 }))
    const { manifest, before } = await withProgressBar(report =>
      restoreBackup(archive, dataDir, { ...options, nowMs: systemClock.now(), report }),
    )
    printStatus(`Restored into "${dataDir}": the state of ${manifest.createdAt}, schema ${manifest.schema}.`)
    if (!options.keepSessions) printStatus('All sessions have ended: everybody has to log in again.')
    if (before) printStatus(`The former content was moved to "${before}".`)
  } finally {
    if (source === '-') rmSync(archive, { force: true })
  }
}

/** Verifies a data folder, also while a server runs on it. @throws DamageError */
export const check = async (): Promise<void> => {
  const found = inspectFolder(requireDataDir())
  for (const [table, rows] of Object.entries(found.tables)) printStatus(`${table.padEnd(20)}${rows} rows`)
  printStatus(`All is well: schema ${found.schema}, ${found.files} files.`)
}
