import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeBackup } from '../../src/backup/make.ts'
import { bytesOf, keepFile, still } from '../support/images.ts'
import { joinSomchai } from '../support/people.ts'
import { startTestServer, type TestServer, testNow } from '../support/server.ts'
import { makeFolder } from '../support/stores.ts'

let folder: ReturnType<typeof makeFolder>
let server: TestServer
/** Of the only picture. */
let name: string
const at = (name: string) => join(folder.path, name)

beforeAll(async () => {
  folder = makeFolder()
  server = await startTestServer({ env: { DATA_DIR: at('live') } })
  await keepFile(await joinSomchai(server), await bytesOf(still().png()))
  name = readdirSync(at('live/uploads'))[0] ?? ''
})
afterAll(async () => {
  await server.stop()
  folder.remove()
})

test('a backup looks again for a picture that was away while the database was copied', async () => {
  const put = (from: string, to: string) => renameSync(at(from), at(to))
  put(`live/uploads/${name}`, 'away')
  const shares: number[] = []
  let copies = 0
  // The first copy ends without the picture; it is back before the second does.
  const manifest = await makeBackup(at('live'), at('it.tar.gz'), testNow, (part, share) => {
    shares.push(share)
    if (part === 'copying' && share === 0) copies += 1
    if (copies === 2 && !existsSync(at(`live/uploads/${name}`))) put('away', `live/uploads/${name}`)
  })
  expect(copies).toBe(2)
  expect([Math.min(...shares), Math.max(...shares), shares.at(-1)]).toEqual([0, 1, 1])
  expect(manifest.files.map(({ path }) => path)).toContain(`uploads/${name}`)
})

test('a backup leaves out a half file of the same picture', async () => {
  writeFileSync(at(`live/uploads/${name}.new`), 'half')
  const { files } = await makeBackup(at('live'), at('other.tar.gz'), testNow)
  expect(files.map(({ path }) => path).filter(path => path.startsWith('uploads/'))).toEqual([
    `uploads/${name}`,
  ])
})
