import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSweep } from '../../src/backup/start-sweep.ts'
import { bytesOf, keepFile, still } from '../support/images.ts'
import { joinSomchai } from '../support/people.ts'
import { startTestServer, testNow } from '../support/server.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'chayenity-sweep-'))
afterAll(() => rm(dataDir, { recursive: true }))

const twoHoursAgo = new Date(testNow - 2 * 3_600_000)

const leaveBehind = async (path: string, at: Date) => {
  await Bun.write(join(dataDir, path), 'left behind')
  await utimes(join(dataDir, path), at, at)
}

describe('the sweep at the start', () => {
  test('removes what no row names and is older than an hour, and reports a row without a file', async () => {
    const server = await startTestServer({ env: { DATA_DIR: dataDir } })
    const somchai = await joinSomchai(server)
    const picture = await bytesOf(still().png())
    const [kept, lost] = [await keepFile(somchai, picture), await keepFile(somchai, picture)]
    await (await fetch(`${kept.url}?w=32`)).bytes()
    const stranger = '01999f3a-0000-7000-8000-000000000000'
    const rubbish = [
      `uploads/${stranger}.png`,
      `uploads/${kept.file_id}.jpg`,
      `uploads/${stranger}.png.new`,
      `thumbnails/${stranger}.9x9.webp`,
      `thumbnails/${kept.file_id}.9x9.webp.new`,
    ]
    for (const path of rubbish) await leaveBehind(path, twoHoursAgo)
    await leaveBehind('uploads/young.png.new', new Date(testNow))
    await rm(join(dataDir, 'uploads', lost.filename))
    for (const folder of ['uploads', 'thumbnails']) {
      for (const name of await readdir(join(dataDir, folder))) {
        if (name.startsWith(kept.filename))
          await utimes(join(dataDir, folder, name), twoHoursAgo, twoHoursAgo)
      }
    }

    await startSweep(server.ctx).done

    expect((await readdir(join(dataDir, 'uploads'))).sort()).toEqual([kept.filename, 'young.png.new'].sort())
    expect(await readdir(join(dataDir, 'thumbnails'))).toEqual([`${kept.file_id}.32x21.png`])
    const reports = server.logLines.filter(line => line.includes('missing'))
    expect(reports).toHaveLength(1)
    expect(reports[0]).toContain(lost.file_id)
    const answer = await fetch(lost.url)
    expect([answer.status, (await fetch(`${lost.url}?w=32`)).status]).toEqual([404, 404])
    await server.stop()
  })

  test('reports many lost files in one line, which names twenty', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chayenity-sweep-'))
    const server = await startTestServer({ env: { DATA_DIR: folder } })
    const somchai = await joinSomchai(server)
    const picture = await bytesOf(still().png())
    const ids: string[] = []
    for (let n = 0; n < 22; n += 1) ids.push((await keepFile(somchai, picture)).file_id)
    await rm(join(folder, 'uploads'), { recursive: true })
    await startSweep(server.ctx).done
    const reports = server.logLines.filter(line => line.includes('missing'))
    expect(reports).toHaveLength(1)
    expect(ids.filter(id => reports[0]?.includes(id))).toHaveLength(20)
    expect(reports[0]).toContain('"count":22')
    expect(reports[0]).toContain('2 more, which')
    await server.stop()
    await rm(folder, { recursive: true })
  })
})
