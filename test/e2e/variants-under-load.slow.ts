import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { imagePool } from '../../src/domain/uploads/image-pool.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { bytesOf, keepFile, lookAt, noise, sendFile, still } from '../support/images.ts'
import { joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let somchai: Person
let dataDir: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chayenity-files-'))
  server = await startTestServer({ env: { DATA_DIR: dataDir, CORS_ORIGINS: '*' } })
  somchai = await joinSomchai(server)
})
afterAll(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true })
})

const variantsOf = async (fileId: string) =>
  (await server.ctx.files.list('thumbnails')).map(({ name }) => name).filter(name => name.startsWith(fileId))

describe('many who ask at once', () => {
  test('twenty thumbnails of a list are all answered with their size', async () => {
    const files = await Promise.all(
      Array.from({ length: 20 }, async (_, at) =>
        keepFile(somchai, await bytesOf(still(300 + at, 300).jpeg())),
      ),
    )
    const answers = await Promise.all(files.map(({ url }) => fetch(`${url}?w=128&format=webp`)))
    const seen = await Promise.all(answers.map(lookAt))
    expect(seen.map(({ format, width }) => [format, width])).toEqual(files.map(() => ['webp', 128]))
  }, 30_000)

  test('uploads get through while 24 anonymous connections ask for any size without end', async () => {
    const { url } = await keepFile(somchai, await bytesOf(noise(1200, 900).jpeg()))
    const picture = await bytesOf(still(200, 200).png())
    let isOver = false
    let asked = 0
    const statuses = new Set<number>()
    const askForAnySize = async (seed: number) => {
      const random = seededRandom(seed)
      while (!isOver) {
        const answer = await fetch(
          `${url}?w=${random.whole(16, 2048)}&h=${random.whole(16, 2048)}&format=webp`,
        )
        statuses.add(answer.status)
        await answer.bytes()
        asked += 1
      }
    }
    const asking = Array.from({ length: 24 }, (_, seed) => askForAnySize(seed))
    const uploaded: number[] = []
    for (let at = 0; at < 4; at += 1) uploaded.push((await sendFile(somchai, picture)).status)
    isOver = true
    await Promise.all(asking)
    expect(uploaded).toEqual(uploaded.map(() => 201))
    expect(asked).toBeGreaterThan(24)
    expect([...statuses]).toEqual([200])
  }, 60_000)

  test('who has gone leaves no work behind', async () => {
    const { url, file_id } = await keepFile(somchai, await bytesOf(noise(1200, 900).jpeg()))
    const gone = new AbortController()
    const sides = [320, 400, 480, 512, 640, 720, 800]
    const asking = sides.flatMap(width =>
      sides.map(height => fetch(`${url}?w=${width}&h=${height}`, { signal: gone.signal }).catch(() => null)),
    )
    while (imagePool.count() < 40) await Bun.sleep(1)
    gone.abort()
    await Promise.all(asking)
    while (imagePool.count() > 0) await Bun.sleep(1)
    expect((await variantsOf(file_id)).length).toBeLessThan(20)
    const failed = server.logLines.filter(line => line.includes('"level":50'))
    expect(failed).toEqual([])
  }, 30_000)
})
