import type { Context } from '../context.ts'
import { picturePlaceOf, shortened } from './schedule.ts'
import { isSmallFolder, type SweepResult, sweep } from './sweep.ts'
import { runTask } from './task.ts'

/**
 * Looks through the data folder of a server that starts: at once when it is small, otherwise in a process of its own while
 * the server answers. Damage of the database makes the server not ready.
 */
export const startSweep = (ctx: Context): { done: Promise<void>; stop(): Promise<void> } => {
  const { dataDir, databaseUrl } = ctx.config
  if (dataDir === ':memory:') return { done: Promise.resolve(), stop: async () => {} }
  const job = { dataDir, databaseUrl, nowMs: ctx.clock.now(), pictures: picturePlaceOf(ctx.config) }
  const running = isSmallFolder(dataDir)
    ? { result: sweep(job), stop: async () => {} }
    : runTask('sweep', job)
  let isStopped = false
  const done = running.result.then(
    result => note(ctx, result),
    error => {
      if (!isStopped) ctx.log.error({ err: error }, 'The data folder could not be looked through.')
    },
  )
  return {
    done,
    stop: () => {
      isStopped = true
      return running.stop()
    },
  }
}

const note = ({ upkeep, log }: Context, { damage, removed, missing }: SweepResult): void => {
  upkeep.damage = damage
  if (damage.length > 0)
    log.error(
      { problems: shortened(damage) },
      'The database is damaged. Run "chayenity check", or restore a backup.',
    )
  if (removed > 0) log.info({ removed }, 'removed files that nothing names')
  for (const fileId of missing) upkeep.missingFiles.add(fileId)
  if (missing.length > 0)
    log.error(
      { count: missing.length, fileIds: shortened(missing) },
      'Files are missing from the disk. "chayenity repair" says what can be done.',
    )
}
