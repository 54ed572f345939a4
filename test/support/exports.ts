import { expect } from 'bun:test'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { create, extract } from 'tar'
import { manifestName } from '../../src/backup/archive.ts'
import { readConfig } from '../../src/config.ts'
import { buildExampleData } from '../../src/dev/seed/build.ts'
import { cities } from '../../src/dev/seed/cities.ts'
import { hashFile } from '../../src/lib/hash-file.ts'
import { exportMarketplace } from '../../src/move/export.ts'
import { importMarketplace } from '../../src/move/import.ts'
import type { ExportManifest } from '../../src/move/manifest.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { Client } from './client.ts'
import { command } from './desk.ts'
import { payAccepted } from './payments.ts'
import { joinAfresh, type Person } from './people.ts'
import { makePersonalWorld } from './personal-world.ts'
import { startTestServer, type TestServer, testNow } from './server.ts'
import { makeFolder } from './stores.ts'

const configOf = (dataDir: string) => readConfig({ DATA_DIR: dataDir }, 'production')

/** A server with a city, and with everything that people and operators do there. */
const fillMarketplace = async (server: TestServer) => {
  const { ctx } = server
  await buildExampleData(ctx, { seed: 7, city: cities.bangkok, users: 20, gigs: 30, asOfMs: testNow })
  const { person, other } = await makePersonalWorld(server)
  const { gig } = await payAccepted(person, other)
  const leaving = await joinAfresh(server, 'Leaving')
  const { body } = await other.client.post<{ id: string }>('/api/reports', {
    kind: 'gig',
    subject_id: gig.id,
    reason: 'It is not what it says.',
  })
  await command(server, 'report.hide', { report_id: body.id })
  await command(server, 'operator.create', { email: 'desk@example.com', role: 'operator' })
  await command(server, 'user.disable', { user_id: (await joinAfresh(server, 'Disabled')).user.id })
  await command(server, 'user.delete', { user_id: leaving.user.id, reason: 'They asked for it.' })
  beginDeletionOf(ctx.config.dataDir, leaving)
  return { person, other }
}

/** A deletion that a crash has interrupted. */
const beginDeletionOf = (dataDir: string, { user }: Person): void => {
  const db = new Database(join(dataDir, databaseFileName))
  db.prepare('INSERT INTO deletions VALUES (?)').run(user.id)
  db.close()
}

/** A server with something in every table, which runs on the folder `live`, and an export of it. */
export const openMoveBench = async () => {
  const folder = makeFolder()
  const at = (name: string) => join(folder.path, name)
  const unpacked = at('unpacked')
  const server = await startTestServer({ env: { DATA_DIR: at('live') } })
  const people = await fillMarketplace(server)

  const exportFrom = (name: string, archive: string, nowMs = testNow) =>
    exportMarketplace(configOf(at(name)), at(archive), { data: 'production', nowMs, report: () => {} })
  const unpack = async (archive: string, name: string): Promise<Record<string, string>> => {
    mkdirSync(at(name), { recursive: true })
    await extract({ file: at(archive), cwd: at(name) })
    return hashesIn(at(name))
  }

  return {
    at,
    server,
    people,
    exportFrom,
    unpack,
    importInto: (name: string, archive: string) =>
      importMarketplace(configOf(at(name)), at(archive), () => {}),
    close: async () => {
      await server.stop()
      folder.remove()
    },

    /** Of a server with the moved data: everything that two people see is as on the former one. */
    expectSameAnswers: async (url: string) => {
      for (const { client } of [people.person, people.other])
        for (const path of [
          '/api/auth/me',
          '/api/gigs/my-gigs',
          '/api/gigs/map?bbox=100,13,101,14',
          '/api/gigs/search?latitude=13.75&longitude=100.5&radius=50&limit=100',
          '/api/gigs/search?latitude=13.75&longitude=100.5&radius=50&q=Help',
          '/api/users/nearby?latitude=13.75&longitude=100.5&radius=50',
          '/api/chat/rooms',
          '/api/notifications',
          '/api/buddies',
          '/api/transactions/history/my',
          '/api/transactions/summary/my',
          '/api/upload/my-files',
          '/api/users/me/warnings',
          `/api/reviews/user/${people.person.user.id}`,
        ]) {
          const former = await client.get(path)
          const now = await new Client(url, client.token).get(path)
          const expected = JSON.parse(JSON.stringify(former.body).replaceAll(server.url, url))
          expect([path, former.status, now.status, now.body]).toEqual([path, 200, 200, expected])
        }
    },

    /** Unpacks an export, lets `change` spoil one thing, and packs it again as `bad.tar.gz`. */
    repack: async (archive: string, change: (manifest: ExportManifest, folder: string) => unknown) => {
      rmSync(unpacked, { recursive: true, force: true })
      await unpack(archive, 'unpacked')
      const manifest: ExportManifest = JSON.parse(readFileSync(join(unpacked, manifestName), 'utf8'))
      const changed = (await change(manifest, unpacked)) ?? manifest
      writeFileSync(join(unpacked, manifestName), JSON.stringify(changed))
      await create({ gzip: true, file: at('bad.tar.gz'), cwd: unpacked }, [
        manifestName,
        ...listFiles(unpacked).filter(name => name !== manifestName),
      ])
      return 'bad.tar.gz'
    },
  }
}

/** The paths of everything in a folder but its folders. */
const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))

/** Every file of a folder with its hash. */
export const hashesIn = async (folder: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(listFiles(folder).map(async path => [path, await hashFile(join(folder, path))])),
  )
