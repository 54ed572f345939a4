import { readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Cron } from 'croner'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { toTimestamp } from '../lib/timestamp.ts'
import { findOldSchema } from '../storage/sqlite/engine/backup.ts'
import { completeRestore } from '../storage/sqlite/open.ts'
import { makeBackup, sweepStaging } from './make.ts'

/** A time as part of a file name: 20251001T140000. */
const fileTimestamp = (nowMs: number) => toTimestamp(nowMs).slice(0, 19).replace(/[-:]/g, '')

const backupFolder = (dataDir: string) => join(dataDir, 'backups')
const scheduled = /^chayenity-\d{8}T\d{6}\.tar\.gz$/

/** Makes a backup in the data folder and deletes the oldest scheduled ones. @throws DamageError, StorageError */
export const makeScheduledBackup = async ({ config, clock, log }: Context): Promise<void> => {
  const folder = backupFolder(config.dataDir)
  const name = `chayenity-${fileTimestamp(clock.now())}.tar.gz`
  const { files } = await makeBackup(config.dataDir, join(folder, name), clock.now())
  const oldest = readdirSync(folder)
    .filter(found => scheduled.test(found))
    .sort()
    .slice(0, -config.backupKeep)
  for (const old of oldest) rmSync(join(folder, old), { force: true })
  log.info({ backup: name, files: files.length }, 'backed up')
}

/** Makes backups at the times of BACKUP_SCHEDULE, one after the other. */
export const scheduleBackups = (ctx: Context): { stop(): void } => {
  const { dataDir, backupSchedule } = ctx.config
  if (backupSchedule === null || dataDir === ':memory:') return { stop: () => {} }
  const job = new Cron(
    backupSchedule,
    {
      timezone: 'UTC',
      protect: true,
      unref: true,
      catch: error => ctx.log.error({ err: error }, 'The scheduled backup failed.'),
    },
    () => makeScheduledBackup(ctx),
  )
  return { stop: () => job.stop() }
}

/** Backs up the data before a newer version migrates its schema. @throws DamageError, StorageError */
export const backUpBeforeMigration = async ({ dataDir }: Config, clock: Clock, log: Log): Promise<void> => {
  completeRestore(resolve(dataDir))
  sweepStaging(dataDir)
  const schema = findOldSchema(dataDir)
  if (schema === null) return
  const name = `before-schema-${schema}-${fileTimestamp(clock.now())}.tar.gz`
  await makeBackup(dataDir, join(backupFolder(dataDir), name), clock.now())
  log.info({ backup: name, schema }, 'backed up before the migration of the schema')
}
