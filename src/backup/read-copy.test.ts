import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { makeTwoPictures } from '../../test/support/two-pictures.ts'
import { readDatabaseCopy } from './read-copy.ts'

let data: Awaited<ReturnType<typeof makeTwoPictures>>

beforeAll(async () => {
  data = await makeTwoPictures()
})
afterAll(() => data.remove())

test('a copy of a database has its rows, and leaves nothing behind, also not of an earlier one', async () => {
  const dataDir = data.copy('read')
  const before = readdirSync(dataDir).sort()
  mkdirSync(join(dataDir, '.chayenity-staging-00000001'))
  writeFileSync(join(dataDir, '.chayenity-staging-00000001/.lock'), '')
  const db = new Database(await readDatabaseCopy(dataDir))
  expect(db.prepare('SELECT count(*) FROM files').pluck().get()).toBe(2)
  db.close()
  expect(
    readdirSync(dataDir)
      .filter(name => !name.startsWith('chayenity.db-'))
      .sort(),
  ).toEqual(before.filter(name => !name.startsWith('chayenity.db-')))
})

test('a folder without a database is told, and nothing is made in it', async () => {
  mkdirSync(data.at('none'))
  await expect(readDatabaseCopy(data.at('none'))).rejects.toMatchObject({
    name: 'StorageError',
    message: `There is no database in "${data.at('none')}". Set DATA_DIR to the folder of the server.`,
  })
  expect(readdirSync(data.at('none'))).toEqual([])
})
