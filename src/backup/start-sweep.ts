import type { Context } from '../context.ts'
import { picturePlaceOf } from './schedule.ts'
import { isSmallFolder, type SweepResult, sweepFolder } from './sweep.ts'
import { runTask } from './task.ts'

/** Small folders at once, others in a process of their own. A damaged database makes the server not ready. */
export const startSweep = (ctx: Context): { stop(): Promise<void> } => {
  const { dataDir, databaseUrl } = ctx.config
  // With PostgreSQL the rows are not in the folder.
  if (dataDir === ':memory:' || databaseUrl !== null) return { stop: async () => {} }
  const job = { dataDir, nowMs: ctx.clock.now(), pictures: picturePlaceOf(ctx.config) }
  if (isSmallFolder(dataDir)) {
    note(ctx, sweepFolder(job))
    return { stop: async () => {} }
  }
  const running = runTask('sweep', job)
  let isStopped = false
  running.result.then(
    result => note(ctx, result),
    error => {
      if (!isStopped) ctx.log.error({ err: error }, 'The data folder could not be looked through.')
    },
  )
  return {
    stop: () => {
      isStopped = true
      return running.stop()
    },
  }
}

const note = ({ upkeep, log }: Context, { damage, removed, missing }: SweepResult): void => {
  upkeep.damage = damage
  if (damage.length > 0)
    log.error({ problems: damage }, 'The database is damaged. Run "chayenity check", or restore a backup.')
  if (removed > 0) log.info({ removed }, 'removed files that nothing names')
  for (const fileId of missing) {
    upkeep.missingFiles.add(fileId)
    log.error({ fileId }, 'A file is missing from the disk.')
  }
}
