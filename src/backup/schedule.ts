import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Cron } from 'croner'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { toFileTimestamp } from '../lib/timestamp.ts'
import { findOldSchema } from '../storage/sqlite/engine/backup.ts'
import { completeRestore } from '../storage/sqlite/folder.ts'
import type { BackupFigures, BackupFile } from '../storage/upkeep.ts'
import { backupFolder } from './backup-folder.ts'
import { bucketOf } from './bucket.ts'
import type { PicturePlace } from './make.ts'
import { parseBackupName, type Retention } from './retention.ts'
import type { ScheduledBackupResult } from './scheduled-backup.ts'
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

export const picturePlaceOf = ({ s3Bucket }: Config): PicturePlace =>
  s3Bucket === null ? 'folder' : 'bucket'

/** One at a time, each in a process of its own. */
export const scheduleBackups = (ctx: Context): { stop(): Promise<void> } => {
  const { config, clock, upkeep } = ctx
  const { dataDir, databaseUrl } = config
  if (dataDir === ':memory:' || databaseUrl !== null) return { stop: async () => {} }
  upkeep.lastBackup = findLastBackup(dataDir)
  let running: ReturnType<typeof runTask<'backup'>> | null = null
  let isStopped = false
  const backUp = async (): Promise<BackupFile> => {
    if (running) throw new AppError('OVERLOADED', 'Another backup is being made.', { retryAfterSeconds: 10 })
    const nowMs = clock.now()
    running = runTask('backup', {
      dataDir,
      nowMs,
      pictures: picturePlaceOf(config),
      retention: retentionOf(config),
      bucket: config.backupTo === null ? null : bucketOf(config, config.backupTo),
    })
    try {
      const { name, bytes, problems } = note(ctx, nowMs, await running.result)
      return { name, bytes, atMs: nowMs, isDamaged: problems.length > 0 }
    } finally {
      running = null
    }
  }
  const cron = startSchedule(ctx, () => (running || isStopped ? Promise.resolve() : backUp()))
  upkeep.backupJob = {
    nextAtMs: () => cron?.nextRun()?.getTime() ?? null,
    isRunning: () => running !== null,
    run: backUp,
    list: () => listBackups(dataDir),
    pathOf: name =>
      listBackups(dataDir).some(backup => backup.name === name) ? join(backupFolder(dataDir), name) : null,
  }
  return {
    stop: async () => {
      cron?.stop()
      isStopped = true
      if (!running) return
      await running.stop()
      sweepStaging(resolve(dataDir), resolve(backupFolder(dataDir)))
    },
  }
}

/** @returns null without a schedule */
const startSchedule = (
  { config: { backupSchedule }, upkeep, log }: Context,
  backUp: () => Promise<unknown>,
): Cron | null => {
  if (backupSchedule === null) return null
  const cron = new Cron(
    backupSchedule,
    {
      timezone: 'UTC',
      protect: true,
      unref: true,
      catch: error => {
        if (cron.isStopped()) return
        upkeep.backups.failed += 1
        log.error({ err: error }, 'The scheduled backup failed.')
      },
    },
    async () => {
      await backUp()
    },
  )
  return cron
}

const maxLogged = 20

/** A lost folder of pictures would make a line of megabytes. */
export const shortened = (problems: readonly string[]): readonly string[] =>
  problems.length <= maxLogged
    ? problems
    : [
        ...problems.slice(0, maxLogged),
        `${problems.length - maxLogged} more, which \`chayenity check\` lists.`,
      ]

const note = (
  { upkeep, log }: Context,
  nowMs: number,
  made: ScheduledBackupResult,
): ScheduledBackupResult => {
  const { name, files, bytes, problems } = made
  if (problems.length === 0) {
    upkeep.backups.complete += 1
    upkeep.lastBackup = { atMs: nowMs, bytes }
    log.info({ backup: name, files }, 'backed up')
    return made
  }
  upkeep.backups.damaged += 1
  log.error(
    { backup: name, files, problems: shortened(problems) },
    'The data is damaged, and was backed up as it is.',
  )
  return made
}

const listBackups = (dataDir: string): BackupFile[] => {
  const folder = backupFolder(dataDir)
  const names = existsSync(folder) ? readdirSync(folder) : []
  return names
    .map(parseBackupName)
    .filter(backup => backup !== null)
    .sort((a, b) => b.atMs - a.atMs)
    .map(backup => ({ ...backup, bytes: statSync(join(folder, backup.name)).size }))
}

/** Backups of damaged data do not count. */
const findLastBackup = (dataDir: string): BackupFigures | null => {
  const newest = listBackups(dataDir).find(({ isDamaged }) => !isDamaged)
  return newest ? { atMs: newest.atMs, bytes: newest.bytes } : null
}

/** @throws DamageError, StorageError */
export const backUpBeforeMigration = async (config: Config, clock: Clock, log: Log): Promise<void> => {
  const { dataDir } = config
  const folder = resolve(dataDir)
  completeRestore(folder)
  sweepStaging(folder, dirname(folder), backupFolder(folder))
  const schema = findOldSchema(dataDir)
  if (schema === null) return
  const name = `before-schema-${schema}-${toFileTimestamp(clock.now())}.tar.gz`
  const { makeBackup } = await import('./make.ts')
  const { damage } = await makeBackup(
    dataDir,
    join(backupFolder(dataDir), name),
    clock.now(),
    undefined,
    picturePlaceOf(config),
  )
  if (damage)
    log.error(
      { backup: name, schema, problems: shortened(damage.problems) },
      'The data is damaged. It was backed up as it is, before the migration of the schema.',
    )
  else log.info({ backup: name, schema }, 'backed up before the migration of the schema')
}
