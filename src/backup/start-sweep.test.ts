import { afterAll, afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { watchTasks } from '../../test/support/fake-task.ts'
import { testNow } from '../../test/support/server.ts'
import { makeFolder } from '../../test/support/stores.ts'
import { readConfig } from '../config.ts'
import { type Context, createContext, disposeContext } from '../context.ts'
import { manualClock } from '../lib/clock.ts'
import { createLog } from '../lib/log.ts'
import { databaseFileName } from '../storage/sqlite/folder.ts'
import { Upkeep } from '../storage/upkeep.ts'
import { startSweep } from './start-sweep.ts'

const logLines: string[] = []
const inMemory = createContext(readConfig({ DATA_DIR: ':memory:' }, 'production'), {
  clock: manualClock(testNow),
  log: createLog('info', { write: line => logLines.push(line) }),
})
afterAll(() => disposeContext(inMemory))

let folder: ReturnType<typeof makeFolder>
let watched: ReturnType<typeof watchTasks>

/** A folder with more files than are looked through at once. */
beforeEach(() => {
  folder = makeFolder()
  watched = watchTasks()
  logLines.length = 0
  mkdirSync(join(folder.path, 'uploads'))
  for (let n = 0; n <= 500; n += 1) writeFileSync(join(folder.path, 'uploads', String(n)), '')
})
afterEach(() => {
  watched.restore()
  folder.remove()
})

const start = () => {
  const config = { ...inMemory.config, dataDir: folder.path }
  const ctx: Context = { ...inMemory, upkeep: new Upkeep(), config }
  const sweep = startSweep(ctx)
  const [task] = watched.tasks
  if (!task) throw new Error('No process was started.')
  return { upkeep: ctx.upkeep, sweep, task }
}

const logged = () => logLines.map(line => JSON.parse(line))

describe('the sweep of a large folder', () => {
  test('is a task of its own, whose findings are noted', async () => {
    const { upkeep, sweep, task } = start()
    expect(JSON.parse(task.sent.join(''))).toEqual({
      name: 'sweep',
      job: { dataDir: folder.path, databaseUrl: null, nowMs: testNow, pictures: 'folder' },
    })
    await task.answer({ result: { damage: ['A page is damaged.'], removed: 2, missing: ['one', 'two'] } })
    await sweep.done
    expect([upkeep.damage, [...upkeep.missingFiles]]).toEqual([['A page is damaged.'], ['one', 'two']])
    expect(logged()).toMatchObject([
      {
        problems: ['A page is damaged.'],
        msg: 'The database is damaged. Run "chayenity check", or restore a backup.',
      },
      { removed: 2, msg: 'removed files that nothing names' },
      {
        count: 2,
        fileIds: ['one', 'two'],
        msg: 'Files are missing from the disk. "chayenity repair" says what can be done.',
      },
    ])
  })

  test('says nothing when all is well', async () => {
    const { upkeep, sweep, task } = start()
    await task.answer({ result: { damage: [], removed: 0, missing: [] } })
    await sweep.done
    expect([logLines, upkeep.damage, upkeep.missingFiles.size]).toEqual([[], [], 0])
  })

  test('that fails is told, and one that ends with the server is not', async () => {
    const failing = start()
    await failing.task.answer({ storageError: 'The disk is gone.' })
    await failing.sweep.done
    expect(logged()).toMatchObject([
      { err: { message: 'The disk is gone.' }, msg: 'The data folder could not be looked through.' },
    ])
    logLines.length = 0
    watched.tasks.length = 0
    const stopped = start()
    await stopped.sweep.stop()
    await stopped.sweep.done
    expect([stopped.task.killed, logLines]).toEqual([['SIGKILL'], []])
  })
})

test('a small folder is looked through without a process, and data in memory not at all', async () => {
  const small = makeFolder()
  writeFileSync(join(small.path, databaseFileName), 'this is no database'.repeat(1000))
  const upkeep = new Upkeep()
  const sweepOf = (dataDir: string) =>
    startSweep({ ...inMemory, upkeep, config: { ...inMemory.config, dataDir } })
  const sweep = sweepOf(small.path)
  await sweep.done
  await sweep.stop()
  expect(upkeep.damage).toEqual(['The database cannot be read (SQLITE_NOTADB).'])
  upkeep.damage = []
  const inMemorySweep = sweepOf(':memory:')
  await inMemorySweep.done
  await inMemorySweep.stop()
  expect([upkeep.damage, watched.tasks]).toEqual([[], []])
  small.remove()
})
