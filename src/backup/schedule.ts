import { readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Cron } from 'croner'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { toTimestamp } from '../lib/timestamp.ts'
import { findOldSchema } from '../storage/sqlite/engine/backup'
import { finishSwap } from '../storage/sqlite/open.ts'
import { makeBackup, sweepStaging } from './make.ts'

/** The moment as a part of a file name: 20251001T140000. */
const stampOf = (nowMs: number) => toTimestamp(nowMs).slice(0, 19).replace(/[-:]/g, '')

const folderOf = (dataDir: string) => join(dataDir, 'backups')
const scheduled = /^chayenity-\d{8}T\d{6}\.tar\.gz$/

/** Makes backups when BACKUP_SCHEDULE says so, one at a time, and lets the oldest go. */
export const scheduleBackups = (ctx: Context): { stop(): void } => {
  const { dataDir, backupSchedule, backupKeep } = ctx.config
  if (backupSchedule === null || dataDir === ':memory:') return { stop: () => {} }
  const run = async () => {
    const name = `chayenity-${stampOf(ctx.clock.now())}.tar.gz`
    const { files } = await makeBackup(dataDir, join(folderOf(dataDir), name), ctx.clock.now())
    for (const old of readdirSync(folderOf(dataDir))
      .filter(found => scheduled.test(found))
      .sort()
      .slice(0, -backupKeep)) {
      rmSync(join(folderOf(dataDir), old), { force: true })
    }
    ctx.log.info({ backup: name, files: files.length }, 'backed up')
  }
  const job = new Cron(
    backupSchedule,
    {
      timezone: 'UTC',
      protect: true,
      unref: true,
      catch: error => ctx.log.error({ err: error }, 'The scheduled backup failed.'),
    },
    run,
  )
  return { stop: () => job.stop() }
}

/** Before a newer version changes the schema, what is there is backed up. @throws DamageError, StorageError */
export const backUpBeforeMigration = async ({ dataDir }: Config, clock: Clock, log: Log): Promise<void> => {
  finishSwap(resolve(dataDir))
  sweepStaging(dataDir)
  const schema = findOldSchema(dataDir)
  if (schema === null) return
  const name = `before-schema-${schema}-${stampOf(clock.now())}.tar.gz`
  await makeBackup(dataDir, join(folderOf(dataDir), name), clock.now())
  log.info({ backup: name, schema }, 'backed up before the schema is brought up to date')
}
