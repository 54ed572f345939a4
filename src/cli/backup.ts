import { createReadStream, createWriteStream, existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { inspectFolder } from '../backup/inspect.ts'
import { makeBackup } from '../backup/make.ts'
import { restoreBackup } from '../backup/restore.ts'
import { readConfig } from '../config.ts'
import { systemClock } from '../lib/clock.ts'
import { finishSwap } from '../storage/sqlite/open.ts'
import { withBar } from './progress.ts'
import { StartError } from './start-error.ts'

const dataDirOf = (): string => {
  const { dataDir } = readConfig(process.env, 'production')
  if (dataDir !== ':memory:') {
    finishSwap(resolve(dataDir))
    return dataDir
  }
  throw new StartError('DATA_DIR is :memory:, which keeps nothing. Set it to a folder.')
}

const tell = (text: string) => process.stderr.write(`${text}\n`)

/** Backs the data folder up into a file, or onto the standard output with `-`. */
export const backUp = async (target: string): Promise<void> => {
  const dataDir = dataDirOf()
  if (target !== '-' && existsSync(target))
    throw new StartError(`"${target}" is there already. Give another name.`)
  const file = target === '-' ? join(resolve(dataDir), `.backup-${process.pid}.tar.gz`) : target
  try {
    const manifest = await withBar(report => makeBackup(dataDir, file, systemClock.now(), report))
    if (target === '-') await pipeline(createReadStream(file), process.stdout)
    const rows = Object.values(manifest.tables).reduce((sum, count) => sum + count, 0)
    tell(`Backed up and verified: ${rows} rows, ${manifest.files.length} files, schema ${manifest.schema}.`)
  } finally {
    if (target === '-') rmSync(file, { force: true })
  }
}

/** Puts a backup, a file or the standard input with `-`, in the place of the data folder. */
export const restore = async (source: string, force: boolean): Promise<void> => {
  const dataDir = dataDirOf()
  const archive = source === '-' ? `${resolve(dataDir)}.incoming-${process.pid}` : source
  if (source !== '-' && !existsSync(source)) throw new StartError(`There is no file "${source}".`)
  try {
    if (source === '-') await pipeline(process.stdin, createWriteStream(archive, { mode: 0o600 }))
    const { manifest, before } = await withBar(report =>
      restoreBackup(archive, dataDir, { force, nowMs: systemClock.now(), report }),
    )
    tell(`Restored into "${dataDir}": the state of ${manifest.createdAt}, schema ${manifest.schema}.`)
    if (before) tell(`What was there before lies in "${before}".`)
  } finally {
    if (source === '-') rmSync(archive, { force: true })
  }
}

/** Looks through a data folder, also while a server runs on it. @throws DamageError */
export const check = async (): Promise<void> => {
  const found = inspectFolder(dataDirOf())
  for (const [table, rows] of Object.entries(found.tables)) tell(`${table.padEnd(20)}${rows} rows`)
  tell(`All is well: schema ${found.schema}, ${found.files} files.`)
}
