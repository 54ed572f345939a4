import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { extract } from 'tar'
import { fixtureCheckpoint, ledgerOf, type Recording } from '../../scripts/fixture.ts'
import { inspectFolder } from '../../src/backup/inspect.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { schemaVersion } from '../../src/storage/sqlite/migrations/migrate.ts'
import { Client } from '../support/client.ts'
import { startTestDevServer } from '../support/dev-server.ts'
import { startTestServer } from '../support/server.ts'
import { makeFolder } from '../support/stores.ts'

/** What earlier versions have left on disks; see scripts/fixture.ts. */
const fixtures = readdirSync('test/fixtures').filter(name => name.startsWith('schema-'))

let folder: ReturnType<typeof makeFolder>
let dataDir: string
beforeEach(() => {
  folder = makeFolder()
  dataDir = join(folder.path, 'data')
})
afterEach(() => folder.remove())

const env = { PUBLIC_URL: 'http://chayenity.example' }

/** Since schema 11 people are found by snapped places (ruling U2), so their distances and their order have changed. */
const withoutDistances = (answer: unknown): unknown =>
  Array.isArray(answer)
    ? answer
        .map(({ distance_km, ...person }) => person)
        .sort((a, b) => String(a.id).localeCompare(String(b.id)))
    : answer

/** Makes the recorded requests once more. A later version may add fields to an answer; it may lose and change none. */
const expectSameAnswers = async (
  url: string,
  { tokens }: Recording,
  recorded: Recording['atEnd'],
): Promise<void> => {
  for (const { as, method, path, status, answer, ...sending } of recorded) {
    const now = await new Client(url, tokens[as]).send<object>(method, path, sending)
    const expected = path.startsWith('/api/users/nearby') ? withoutDistances(answer) : answer
    const found = path.startsWith('/api/users/nearby') ? withoutDistances(now.body) : now.body
    expect({ path, status: now.status, body: found }).toMatchObject({ path, status, body: expected })
    if (method === 'POST') expect(now.headers.get('idempotency-replayed')).toBe('true')
  }
}

const expectSamePictures = async (url: string, { pictures }: Recording): Promise<void> => {
  for (const [path, hash] of Object.entries(pictures)) {
    const bytes = await (await fetch(url + path)).bytes()
    expect([path, Bun.SHA256.hash(bytes, 'hex')]).toEqual([path, hash])
  }
}

const startAt = async (now: string) => {
  const server = await startTestServer({ env: { ...env, DATA_DIR: dataDir } })
  server.clock.set(Date.parse(now))
  return server
}

describe.each(fixtures)('what a version with %s has left', name => {
  const path = (file: string) => join('test/fixtures', name, file)
  const recording: Recording = JSON.parse(
    Buffer.from(Bun.gunzipSync(readFileSync(path('answers.json.gz')))).toString(),
  )
  const unpack = async () => {
    mkdirSync(dataDir)
    await extract({ file: path('data.tar.gz'), cwd: dataDir })
  }

  test('as a data folder opens after a kill, migrates, and answers the same', async () => {
    await unpack()
    expect(existsSync(join(dataDir, `${databaseFileName}-wal`))).toBe(true)
    const server = await startAt(recording.now)
    await expectSameAnswers(server.url, recording, recording.atEnd)
    await expectSamePictures(server.url, recording)
    await server.stop()
    expect(await inspectFolder(dataDir)).toMatchObject({ schema: schemaVersion, problems: [] })
    expect(ledgerOf(dataDir)).toEqual(recording.ledger)
  })

  test('as a data folder has the schema of a new one after the migration, which logs each step', async () => {
    const startAndStop = async () => {
      const { stop, logLines } = await startAt(recording.now)
      await stop()
      return logLines.filter(line => line.includes('Migrating the data to schema')).length
    }
    const schemaOf = (file: string) => {
      const db = new Database(file, { readonly: true })
      const made = db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all()
      db.close()
      return made
    }
    await unpack()
    const [, found = ''] = /schema-(\d+)/.exec(name) ?? []
    expect(await startAndStop()).toBe(schemaVersion - Number(found))
    const migrated = schemaOf(join(dataDir, databaseFileName))
    dataDir = join(folder.path, 'new')
    expect(await startAndStop()).toBe(0)
    expect(migrated).toEqual(schemaOf(join(dataDir, databaseFileName)))
  })

  test('as a backup is restored and answers the same', async () => {
    const options = { force: false, keepSessions: true, nowMs: 0, report: () => {} }
    await restoreBackup(path('backup.tar.gz'), dataDir, options)
    const server = await startAt(recording.now)
    await expectSameAnswers(server.url, recording, recording.atEnd)
    await expectSamePictures(server.url, recording)
    await server.stop()
    expect(ledgerOf(dataDir)).toEqual(recording.ledger)
  })

  test('as a development checkpoint is restored and answers the same', async () => {
    await unpack()
    const devServer = await startTestDevServer({ dataDir, env })
    const restored = await new Client(devServer.url).post(
      `/api/_dev/checkpoints/${fixtureCheckpoint}/restore`,
    )
    expect(restored.status).toBe(200)
    await expectSameAnswers(devServer.url, recording, recording.atCheckpoint)
    await devServer.stop()
  })
})
