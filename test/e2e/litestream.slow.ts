import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Client } from '../support/client.ts'
import { exampleGig, type GigPageJson } from '../support/gigs.ts'
import { restoreFromReplica, startLitestream } from '../support/litestream.ts'
import { bucketKey, missingObjectStore, startObjectStore } from '../support/object-store.ts'
import { joinSomchai } from '../support/people.ts'
import { runToEnd, startProcess, temporaryFolder } from '../support/process.ts'

/** Litestream beside a running server, with the configuration of `src/cli/README.md`, against SeaweedFS. */

const folder = temporaryFolder()
const at = (name: string) => join(folder.path, name)
const config = at('litestream.yml')
const database = at('live/chayenity.db')

let store: Awaited<ReturnType<typeof startObjectStore>>
beforeAll(async () => {
  const missing = missingObjectStore()
  if (missing !== null) throw new Error(missing)
  store = await startObjectStore(folder.path, 'my-replicas')
  const [, block = ''] = /```yaml\n(dbs:[\s\S]*?)```/.exec(readFileSync('src/cli/README.md', 'utf8')) ?? []
  expect(block).toContain('/var/lib/chayenity/data/chayenity.db')
  const { accessKeyId, secretAccessKey } = bucketKey
  writeFileSync(
    config,
    `access-key-id: ${accessKeyId}\nsecret-access-key: ${secretAccessKey}\n${block
      .replace('/var/lib/chayenity/data/chayenity.db', database)
      .replace('https://s3.example.com', store.endpoint)}`,
  )
})
afterAll(async () => {
  await store.end()
  folder.remove()
})

const countGigs = async (url: string, token: string) =>
  (await new Client(url, token).get<GigPageJson>('/api/gigs/my-gigs')).body.total_count

/** @returns how many gigs the replica has by now */
const restoreAndCount = (): number => {
  rmSync(at('restored'), { recursive: true, force: true })
  mkdirSync(at('restored'), { mode: 0o700 })
  if (!restoreFromReplica(config, database, at('restored/chayenity.db'))) return 0
  const db = new Database(at('restored/chayenity.db'), { readonly: true })
  const count = db.prepare<[], number>('SELECT count(*) FROM gigs').pluck().get()
  db.close()
  return count ?? 0
}

test('the replica has everything that was acknowledged, and a server starts on it', async () => {
  const server = await startProcess(['serve'], { DATA_DIR: at('live'), RATE_LIMIT: 'off' })
  const litestream = startLitestream(config, at('litestream.log'))
  const somchai = await joinSomchai(server)
  for (let round = 0; round < 20; round += 1)
    await Promise.all(Array.from({ length: 10 }, () => somchai.client.post('/api/gigs', exampleGig)))
  await server.end('SIGKILL')
  // It sends what is new once a second, and nothing more when it is stopped.
  let restored = 0
  for (let attempt = 0; attempt < 60 && restored < 200; attempt += 1) {
    await Bun.sleep(500)
    restored = restoreAndCount()
  }
  await litestream.end()
  expect(restored).toBe(200)

  writeFileSync(at('restored/secret.key'), readFileSync(at('live/secret.key')), { mode: 0o600 })
  const { exitCode, err } = await runToEnd(['check'], { DATA_DIR: at('restored') })
  expect([exitCode, err]).toEqual([0, expect.stringContaining('All is well')])
  const successor = await startProcess(['serve'], { DATA_DIR: at('restored') })
  expect(await countGigs(successor.url, somchai.tokens.access_token)).toBe(200)
  await successor.end('SIGTERM')
})
