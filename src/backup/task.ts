import { setPriority } from 'node:os'
import { ownProgram } from '../lib/own-program.ts'
import { DamageError, StorageError } from '../storage/storage-error.ts'
import type { ScheduledBackupJob, ScheduledBackupResult } from './schedule.ts'
import type { SweepJob, SweepResult } from './sweep.ts'

/** Work on the data folder that takes too long for the process of the server, by its name. */
export interface Tasks {
  backup: { job: ScheduledBackupJob; result: ScheduledBackupResult }
  sweep: { job: SweepJob; result: SweepResult }
}

export type TaskName = keyof Tasks

/** What the process of a task receives. */
export type TaskMessage = { [Name in TaskName]: { name: Name; job: Tasks[Name]['job'] } }[TaskName]

/** What the process of a task sends. */
export type TaskOutcome =
  | { result: Tasks[TaskName]['result'] }
  | { damage: string[] }
  | { storageError: string }
  | { internalError: string }

export interface RunningTask<Name extends TaskName> {
  /** @throws DamageError, StorageError */
  result: Promise<Tasks[Name]['result']>
  /** Ends the process, if it still runs. */
  stop(): Promise<void>
}

/** The command with which this program executes one task that it receives. */
export const taskCommand = 'task'

/** A low priority: requests come first when the CPU is busy. */
export const taskPriority = 10

/** Executes a task in a process of its own, with a low priority. */
export const runTask = <Name extends TaskName>(name: Name, job: Tasks[Name]['job']): RunningTask<Name> => {
  const { promise, resolve, reject } = Promise.withResolvers<Tasks[Name]['result']>()
  const child = Bun.spawn([...ownProgram, taskCommand], {
    stdio: ['ignore', 'inherit', 'inherit'],
    serialization: 'advanced',
    ipc: (outcome: TaskOutcome) => {
      if ('result' in outcome)
        resolve(outcome.result as Tasks[Name]['result']) // of the task that was sent
      else reject(errorOf(outcome))
    },
    // A promise that is settled stays so.
    onExit: (_child, exitCode, signal) =>
      reject(new Error(`The process of the ${name} ended early (${signal ?? `code ${exitCode}`}).`)),
  })
  setPriority(child.pid, taskPriority)
  child.send({ name, job })
  return {
    result: promise,
    stop: async () => {
      promise.catch(() => {})
      child.kill('SIGKILL')
      await child.exited
    },
  }
}

const errorOf = (outcome: Exclude<TaskOutcome, { result: unknown }>): Error => {
  if ('damage' in outcome) return new DamageError(outcome.damage)
  if ('storageError' in outcome) return new StorageError(outcome.storageError)
  return new Error(outcome.internalError)
}
