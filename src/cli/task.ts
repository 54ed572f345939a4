import { makeScheduledBackup } from '../backup/schedule.ts'
import { sweepFolder } from '../backup/sweep.ts'
import type { TaskMessage, TaskOutcome } from '../backup/task.ts'
import { DamageError, StorageError } from '../storage/storage-error.ts'

/** Runs in the process of a task: executes the one that it receives. It ends early when the server has ended. */
export const executeTask = (): Promise<void> => {
  // SIGINT from the terminal is for the server, which stops the task if it has to.
  process.on('SIGINT', () => {})
  process.on('disconnect', () => process.exit(1))
  const { promise, resolve } = Promise.withResolvers<void>()
  process.on('message', async (message: TaskMessage) => {
    process.send?.(await outcomeOf(message))
    resolve()
  })
  return promise.then(() => process.exit(0))
}

const outcomeOf = async (message: TaskMessage): Promise<TaskOutcome> => {
  try {
    return { result: await execute(message) }
  } catch (error) {
    if (error instanceof DamageError) return { damage: error.problems }
    if (error instanceof StorageError) return { storageError: error.message }
    return { internalError: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

const execute = async (message: TaskMessage) =>
  message.name === 'backup' ? makeScheduledBackup(message.job) : sweepFolder(message.job)
