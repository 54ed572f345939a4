import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { User } from '../../src/domain/users/user.ts'
import { createCheckpoints } from '../../src/storage/sqlite/engine/checkpoints.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { makeFolder, makeUser, makeWrite, openStore } from '../support/stores.ts'

let folder: ReturnType<typeof makeFolder>

beforeEach(() => {
  folder = makeFolder()
})
afterEach(() => folder.remove())

const databaseFile = () => join(folder.path, databaseFileName)
const sizeOf = (file: string) => statSync(file).size

/** A user whose row fills about half a page. */
const makeWordyUser = () => makeUser({ addressText: 'ก'.repeat(500) })

describe('the checkpoints', () => {
  for (const durability of ['grouped', 'full'] as const) {
    test(`keep the WAL short under thousands of acts and lose none of them (${durability})`, async () => {
      const store = openStore(folder.path, durability)
      const users: User[] = []
      let longest = 0
      let written = 0
      for (let round = 0; round < 40; round += 1) {
        const more = Array.from({ length: 150 }, makeWordyUser)
        await Promise.all(more.map(user => store.users.register(makeWrite(), user, 'hash')))
        users.push(...more)
        longest = Math.max(longest, sizeOf(`${databaseFile()}-wal`))
        written = sizeOf(databaseFile())
      }
      // Without checkpoints the database file would have stayed empty and the WAL would hold all of it, several times.
      expect(written).toBeGreaterThan(users.length * 1000)
      expect(longest).toBeLessThan(users.length * 3000)
      await store.close()
      const again = openStore(folder.path)
      for (const user of users) expect(await again.users.find(user.id)).toEqual(user)
      await again.close()
      const db = new Database(databaseFile(), { readonly: true })
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
      db.close()
    })
  }

  test('do not hold up a store that is closed while one of them runs', async () => {
    for (let round = 0; round < 2; round += 1) {
      const store = openStore(folder.path)
      const users = Array.from({ length: 1100 }, makeWordyUser)
      await Promise.all(users.map(user => store.users.register(makeWrite(), user, 'hash')))
      const closed = store.close().then(() => 'closed')
      expect(await Promise.race([closed, Bun.sleep(20_000)])).toBe('closed')
    }
  })

  test('that fail are told of and tried again, and neither writing nor stopping waits for ever', async () => {
    const faults: unknown[] = []
    const file = join(folder.path, 'missing', databaseFileName)
    const checkpoints = createCheckpoints(file, error => faults.push(error))
    const goesOn = (act: Promise<void>) => Promise.race([act.then(() => 'went on'), Bun.sleep(20_000)])
    const batchesUntil = async (isEnough: (batch: number) => boolean) => {
      for (let batch = 0; !isEnough(batch); batch += 1) {
        await checkpoints.afterBatch(1000)
        await Bun.sleep(5)
      }
    }
    expect(await goesOn(batchesUntil(() => faults.length >= 3))).toBe('went on')
    mkdirSync(join(folder.path, 'missing'))
    new Database(file).close()
    // What was under way may still fail.
    await batchesUntil(batch => batch >= 30)
    const before = faults.length
    await batchesUntil(batch => batch >= 30)
    expect(faults).toHaveLength(before)
    expect(await goesOn(checkpoints.stop())).toBe('went on')
  })
})
