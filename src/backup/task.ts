import { ownProgram } from '../lib/own-program.ts'
import { lowerPriority, lowestPriority } from '../lib/priority.ts'
import { DamageError, StorageError } from '../storage/storage-error.ts'
import type { ScheduledBackupJob, ScheduledBackupResult } from './scheduled-backup.ts'
import type { SweepJob, SweepResult } from './sweep.ts'

export interface Tasks {
  backup: { job: ScheduledBackupJob; result: ScheduledBackupResult }
  sweep: { job: SweepJob; result: SweepResult }
}

export type TaskName = keyof Tasks

export type TaskMessage = { [Name in TaskName]: { name: Name; job: Tasks[Name]['job'] } }[TaskName]

export type TaskOutcome =
  | { result: Tasks[TaskName]['result'] }
  | { damage: string[] }
  | { storageError: string }
  | { internalError: string }

export interface RunningTask<Name extends TaskName> {
  /** @throws DamageError, StorageError */
  result: Promise<Tasks[Name]['result']>
  stop(): Promise<void>
}

export const taskCommand = 'task'

export const runTask = <Name extends TaskName>(name: Name, job: Tasks[Name]['job']): RunningTask<Name> => {
  // Not IPC: Bun 1.4 spins when a process is killed that has not read its message yet.
  const child = Bun.spawn([...ownProgram, taskCommand], { stdio: ['pipe', 'pipe', 'inherit'] })
  // Requests come first when the CPU is busy.
  lowerPriority(child.pid, lowestPriority)
  child.stdin.write(`${JSON.stringify({ name, job })}\n`)
  // Open, so that the task notices the end of the server.
  child.stdin.flush()
  const result = new Response(child.stdout).text().then(async text => {
    await child.exited
    if (text === '')
      throw new Error(
        `The process of the ${name} ended early (${child.signalCode ?? `code ${child.exitCode}`}).`,
      )
    const outcome = JSON.parse(text) as TaskOutcome // written by `executeTask`
    if ('result' in outcome) return outcome.result as Tasks[Name]['result'] // of the task that was sent
    throw errorOf(outcome)
  })
  return {
    result,
    stop: async () => {
      child.kill('SIGKILL')
      await result.catch(() => {})
    },
  }
}

const errorOf = (outcome: Exclude<TaskOutcome, { result: unknown }>): Error => {
  if ('damage' in outcome) return new DamageError(outcome.damage)
  if ('storageError' in outcome) return new StorageError(outcome.storageError)
  return new Error(outcome.internalError)
}
