import { AppError } from '../../../errors.ts'
import { toTimestamp } from '../../../lib/timestamp.ts'
import { object } from '../../../schema/objects.ts'
import { text } from '../../../schema/requests.ts'
import { view } from '../../../schema/views.ts'
import type { BackupFile, BackupJob } from '../../../storage/upkeep.ts'
import type { OperatorId } from '../../ids.ts'
import { type Desk, operatorCommand, operatorQuery } from '../command.ts'
import { readServerFigures, ServerFiguresView, toServerFiguresView } from '../server-figures.ts'

const BackupView = object(
  {
    name: view.string({ examples: ['chayenity-20251001T030000.tar.gz'] }),
    bytes: view.integer({ examples: [1048576] }),
    made_at: view.dateTime(),
    is_verified: view.boolean({
      description: 'Whether it was unpacked and verified without a problem. False: the data was damaged.',
    }),
  },
  { title: 'BackupFile' },
)

const toBackupView = ({ name, bytes, atMs, isDamaged }: BackupFile) => ({
  name,
  bytes,
  made_at: toTimestamp(atMs),
  is_verified: !isDamaged,
})

const BackupsView = object(
  {
    backups: view.array(BackupView, { description: 'In the data folder, the newest first.' }),
    next_at: view.nullable(view.dateTime({ description: 'By BACKUP_SCHEDULE; null without one.' })),
    is_running: view.boolean(),
    failed: view.integer({ description: 'Scheduled backups that failed since the start.' }),
    is_elsewhere: view.boolean({ description: 'Whether PostgreSQL has the data: its own tools back it up.' }),
  },
  { title: 'BackupFiles' },
)

/** @throws AppError RESOURCE_NOT_FOUND */
const requireJob = ({ ctx }: Desk): BackupJob => {
  const { backupJob } = ctx.upkeep
  if (backupJob) return backupJob
  throw new AppError(
    'RESOURCE_NOT_FOUND',
    ctx.config.databaseUrl === null
      ? 'No server runs that makes backups; use "chayenity backup".'
      : 'The data is in PostgreSQL. Use its own tools, such as pg_dump, and copy DATA_DIR.',
  )
}

/** @throws AppError RESOURCE_NOT_FOUND */
const offerDownload = ({ downloads }: Desk, operatorId: OperatorId | null, name: string, path: string) => {
  if (!downloads || operatorId === null)
    throw new AppError('RESOURCE_NOT_FOUND', `On the command line, copy the file itself: ${path}`)
  const file = { filename: name, contentType: 'application/gzip', content: Bun.file(path) }
  return downloads.add({ operatorId, ...file })
}

export const serverCommands = [
  operatorCommand({
    name: 'backup.make',
    summary: 'Make a backup',
    description:
      'Makes a backup in the data folder now, and verifies it. Older ones expire as after a scheduled one.',
    errors: ['RESOURCE_NOT_FOUND', 'OVERLOADED'],
    needsReason: false,
    fields: object({}),
    subject: () => null,
    run: async ({ ctx, desk, write }) => {
      const job = requireJob(desk)
      const made = await job.run()
      await ctx.store.record(write, undefined)
      return made
    },
    response: BackupView,
    view: toBackupView,
  }),
  operatorCommand({
    name: 'backup.download',
    summary: 'Download a backup',
    description:
      'Gives the address at which the backup can be fetched once, within a minute. It holds all data and the key that signs tokens.',
    errors: ['RESOURCE_NOT_FOUND'],
    confirmsPassword: true,
    needsReason: false,
    fields: object({ name: text(1, 100, { examples: ['chayenity-20251001T030000.tar.gz'] }) }),
    subject: ({ name }) => ({ kind: 'backup', id: name }),
    run: async ({ ctx, desk, actor, write, input: { name } }) => {
      const path = requireJob(desk).pathOf(name)
      if (path === null) throw new AppError('RESOURCE_NOT_FOUND', 'There is no such backup.')
      const token = offerDownload(desk, actor.operatorId, name, path)
      await ctx.store.record(write, undefined)
      return token
    },
    response: object({ path: view.string({ description: 'Below the address of the server.' }) }),
    view: token => ({ path: `/api/_ops/downloads/${token}` }),
  }),
]

export const serverQueries = [
  operatorQuery({
    name: 'backup.list',
    path: '/backups',
    summary: 'List the backups',
    description: 'The backups in the data folder, and when the next one is made.',
    errors: ['RESOURCE_NOT_FOUND'],
    fields: object({}),
    run: async ({ ctx }) => ({
      job: ctx.upkeep.backupJob,
      failed: ctx.upkeep.backups.failed,
      isElsewhere: ctx.config.databaseUrl !== null && ctx.upkeep.backupJob === null,
    }),
    response: BackupsView,
    view: ({ job, failed, isElsewhere }) => {
      const nextAtMs = job?.nextAtMs() ?? null
      return {
        backups: (job?.list() ?? []).map(toBackupView),
        next_at: nextAtMs === null ? null : toTimestamp(nextAtMs),
        is_running: job?.isRunning() ?? false,
        failed,
        is_elsewhere: isElsewhere,
      }
    },
  }),
  operatorQuery({
    name: 'server.state',
    path: '/state',
    summary: 'Show the state of the server',
    description:
      'Disk, write-ahead log, sockets, requests by the minute, the slowest operations, and the limits in force.',
    fields: object({}),
    run: ({ ctx }) => readServerFigures(ctx),
    response: ServerFiguresView,
    view: toServerFiguresView,
  }),
]
