import { makeScheduledBackup } from '../backup/scheduled-backup.ts'
import { sweep } from '../backup/sweep.ts'
import type { TaskMessage, TaskOutcome } from '../backup/task.ts'
import { lowerPriority, lowestPriority } from '../lib/priority.ts'
import { DamageError, StorageError } from '../storage/storage-error.ts'

/** Runs in the process of a task. It ends early when the server has ended. */
export const executeTask = async (): Promise<void> => {
  // The server has lowered the threads that there were at the beginning.
  lowerPriority(process.pid, lowestPriority)
  // SIGINT from the terminal is for the server, which stops the task if it has to.
  process.on('SIGINT', () => {})
  process.stdin.on('end', () => process.exit(1))
  const message = JSON.parse(await firstLine()) as TaskMessage // written by `runTask`
  const outcome = JSON.stringify(await outcomeOf(message))
  process.stdout.write(outcome, () => process.exit(0))
}

const firstLine = (): Promise<string> => {
  const { promise, resolve } = Promise.withResolvers<string>()
  let text = ''
  process.stdin.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
    if (text.endsWith('\n')) resolve(text)
  })
  return promise
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
  message.name === 'backup' ? makeScheduledBackup(message.job) : sweep(message.job)
