import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Cron } from 'croner'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { toFileTimestamp } from '../lib/timestamp.ts'
import { findOldSchema } from '../storage/sqlite/engine/backup.ts'
import { completeRestore } from '../storage/sqlite/folder.ts'
import type { BackupFigures } from '../storage/upkeep.ts'
import { bucketOf } from './bucket.ts'
import { makeBackup } from './make.ts'
import { parseBackupName, type Retention } from './retention.ts'
import { backupFolder, type ScheduledBackupResult } from './scheduled-backup.ts'
import { sweepStaging } from './staging.ts'
import { runTask } from './task.ts'

const retentionOf = ({
  backupKeep,
  backupKeepDays,
  backupKeepWeeks,
  backupKeepMonths,
}: Config): Retention => ({
  newest: backupKeep,
  days: backupKeepDays,
  weeks: backupKeepWeeks,
  months: backupKeepMonths,
})

/** Makes backups at the times of BACKUP_SCHEDULE, one after the other, in a process of its own. */
export const scheduleBackups = (ctx: Context): { stop(): Promise<void> } => {
  const { config, clock, upkeep, log } = ctx
  const { dataDir, backupSchedule } = config
  if (backupSchedule === null || dataDir === ':memory:') return { stop: async () => {} }
  upkeep.lastBackup = findLastBackup(dataDir)
  let running: ReturnType<typeof runTask<'backup'>> | null = null
  const backUp = async () => {
    const nowMs = clock.now()
    running = runTask('backup', {
      dataDir,
      nowMs,
      retention: retentionOf(config),
      bucket: config.backupTo === null ? null : bucketOf(config, config.backupTo),
    })
    try {
      note(ctx, nowMs, await running.result)
    } finally {
      running = null
    }
  }
  const job = new Cron(
    backupSchedule,
    {
      timezone: 'UTC',
      protect: true,
      unref: true,
      catch: error => {
        upkeep.backups.failed += 1
        log.error({ err: error }, 'The scheduled backup failed.')
      },
    },
    backUp,
  )
  return {
    stop: async () => {
      job.stop()
      if (!running) return
      await running.stop()
      sweepStaging(resolve(dataDir), resolve(backupFolder(dataDir)))
    },
  }
}

const note = ({ upkeep, log }: Context, nowMs: number, made: ScheduledBackupResult): void => {
  const { name, files, bytes, problems } = made
  if (problems.length === 0) {
    upkeep.backups.complete += 1
    upkeep.lastBackup = { atMs: nowMs, bytes }
    log.info({ backup: name, files }, 'backed up')
    return
  }
  upkeep.backups.damaged += 1
  log.error({ backup: name, files, problems }, 'The data is damaged, and was backed up as it is.')
}

/** The newest scheduled backup of undamaged data. */
const findLastBackup = (dataDir: string): BackupFigures | null => {
  const folder = backupFolder(dataDir)
  const names = existsSync(folder) ? readdirSync(folder) : []
  const good = names.map(parseBackupName).filter(backup => backup !== null && !backup.isDamaged)
  const newest = good.sort((a, b) => (b?.atMs ?? 0) - (a?.atMs ?? 0))[0]
  return newest ? { atMs: newest.atMs, bytes: statSync(join(folder, newest.name)).size } : null
}

/** Backs up the data before a newer version migrates its schema. @throws DamageError, StorageError */
export const backUpBeforeMigration = async ({ dataDir }: Config, clock: Clock, log: Log): Promise<void> => {
  const folder = resolve(dataDir)
  completeRestore(folder)
  sweepStaging(folder, dirname(folder), backupFolder(folder))
  const schema = findOldSchema(dataDir)
  if (schema === null) return
  const name = `before-schema-${schema}-${toFileTimestamp(clock.now())}.tar.gz`
  const { damage } = await makeBackup(dataDir, join(backupFolder(dataDir), name), clock.now())
  if (damage)
    log.error(
      { backup: name, schema, problems: damage.problems },
      'The data is damaged. It was backed up as it is, before the migration of the schema.',
    )
  else log.info({ backup: name, schema }, 'backed up before the migration of the schema')
}
