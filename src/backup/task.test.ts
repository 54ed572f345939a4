import { afterEach, beforeEach, expect, test } from 'bun:test'
import { watchTasks } from '../../test/support/fake-task.ts'
import { testNow } from '../../test/support/server.ts'
import { DamageError, StorageError } from '../storage/storage-error.ts'
import { runTask, type TaskOutcome } from './task.ts'

let watched: ReturnType<typeof watchTasks>

beforeEach(() => {
  watched = watchTasks()
})
afterEach(() => watched.restore())

const job = { dataDir: '/data', databaseUrl: null, nowMs: testNow, pictures: 'folder' as const }

const start = () => {
  const running = runTask('sweep', job)
  const task = watched.tasks.at(-1)
  if (!task) throw new Error('No process was started.')
  return { running, task }
}

test('a task is sent its job in one line, and gives the result of its process', async () => {
  const { running, task } = start()
  expect(task.sent).toEqual([`${JSON.stringify({ name: 'sweep', job })}\n`])
  const result = { damage: [], removed: 3, missing: [] }
  await task.answer({ result })
  expect(await running.result).toEqual(result)
})

test.each<[TaskOutcome, Error]>([
  [{ damage: ['One.', 'Two.'] }, new DamageError(['One.', 'Two.'])],
  [{ storageError: 'The disk is full.' }, new StorageError('The disk is full.')],
  [{ internalError: 'TypeError: x' }, new Error('TypeError: x')],
])('an error of a process is told as it is: %j', async (outcome, expected) => {
  const { running, task } = start()
  const failing = running.result.catch((caught: unknown) => caught)
  await task.answer(outcome)
  const error = await failing
  expect(error).toBeInstanceOf(expected.constructor)
  expect(error).toMatchObject({ name: expected.name, message: expected.message })
})

test('a process that says nothing has ended early, with its code or its signal', async () => {
  const { running, task } = start()
  const failing = running.result.catch(String)
  await task.endEarly()
  expect(await failing).toBe('Error: The process of the sweep ended early (code 1).')
  const other = start()
  const killed = other.running.result.catch(String)
  await other.running.stop()
  expect(other.task.killed).toEqual(['SIGKILL'])
  expect(await killed).toBe('Error: The process of the sweep ended early (SIGKILL).')
})
