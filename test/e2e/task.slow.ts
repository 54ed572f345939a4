import { afterAll, describe, expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTask } from '../../src/backup/task.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { DamageError } from '../../src/storage/storage-error.ts'
import { testNow } from '../support/server.ts'
import { makeFolder } from '../support/stores.ts'

const folder = makeFolder()
afterAll(folder.remove)
mkdirSync(join(folder.path, 'uploads'))
writeFileSync(join(folder.path, databaseFileName), 'this is no database'.repeat(1000))

const retention = { newest: 1, days: 0, weeks: 0, months: 0 }

describe('a task in a process of its own', () => {
  test('sends its result', async () => {
    const { result } = runTask('sweep', {
      dataDir: folder.path,
      databaseUrl: null,
      nowMs: testNow,
      pictures: 'folder',
    })
    expect(await result).toEqual({
      damage: ['The database cannot be read (SQLITE_NOTADB).'],
      removed: 0,
      missing: [],
    })
  })

  test('sends its errors as they are', async () => {
    const job = { dataDir: folder.path, nowMs: testNow, pictures: 'folder' as const, retention, bucket: null }
    await expect(runTask('backup', job).result).rejects.toThrow(DamageError)
  })

  test('ends when it is stopped', async () => {
    const running = runTask('sweep', {
      dataDir: folder.path,
      databaseUrl: null,
      nowMs: testNow,
      pictures: 'folder',
    })
    await running.stop()
    await expect(running.result).rejects.toThrow('ended early')
  })
})
