import { statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { databaseFileName, maxWalBytes } from '../../src/storage/sqlite/folder.ts'
import { Client } from '../../test/support/client.ts'
import { exampleGig } from '../../test/support/gigs.ts'
import { joinSomchai } from '../../test/support/people.ts'
import { runToEnd, temporaryFolder } from '../../test/support/process.ts'
import { medianOf } from '../bench/report.ts'
import { startProductProcess } from './product-process.ts'

/**
 * How soon a server is ready after a kill, when its WAL is full: bun scripts/figures/wal.ts [--rounds 10] [--bytes
 * 67108864]. A reader holds the WAL, as a backup does, so that no checkpoint empties it before the kill. It fails when the
 * WAL adds more than half a second of CPU time to a start, or when an acknowledged gig is missing. The time that passes is
 * printed too; it depends on what else runs on the machine.
 */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    /** How long the WAL is at least at the kill. */
    bytes: { type: 'string', default: String(maxWalBytes) },
  },
})
const rounds = Number(values.rounds)
const bytes = Number(values.bytes)
const maxAddedCpuMs = 500
const say = (text: string) => process.stdout.write(`${text}\n`)
const folder = temporaryFolder()
const dataDir = join(folder.path, 'data')
const database = join(dataDir, databaseFileName)
const walBytes = () => statSync(`${database}-wal`).size
/** 5 000 characters, the longest that are allowed. */
const description = 'ช่วยยกโซฟาขึ้นชั้นสามหน่อยครับ '.repeat(200).slice(0, 5000)

const start = () => startProductProcess({ DATA_DIR: dataDir })

/** Posts gigs until the WAL is long enough. @returns how many were acknowledged */
const fillWal = async (client: Client): Promise<number> => {
  let count = 0
  const post = async () => {
    while (walBytes() < bytes) {
      const { status } = await client.post('/api/gigs', { ...exampleGig, description })
      if (status !== 201) throw new Error(`A gig was answered with ${status}.`)
      count += 1
    }
  }
  await Promise.all(Array.from({ length: 32 }, post))
  return count
}

const faults: string[] = []
interface Start {
  ms: number
  cpuMs: number
}
const afterKills: Start[] = []
const afterStops: Start[] = []
let maxWal = 0
let posted = 0
let token = ''
for (let round = 0; round < rounds; round += 1) {
  const server = await start()
  if (round > 0) afterStops.push(server)
  if (token === '') token = (await joinSomchai(server)).tokens.access_token
  const client = new Client(server.url, token)
  await client.post('/api/gigs', exampleGig)
  posted += 1
  const reader = new Database(database, { readonly: true })
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM gigs').get()
  posted += await fillWal(client)
  await server.end('SIGKILL')
  reader.close()
  maxWal = Math.max(maxWal, walBytes())
  const again = await start()
  afterKills.push(again)
  const { body } = await new Client(again.url, token).get<{ total_count: number }>('/api/gigs/my-gigs')
  if (body.total_count < posted)
    faults.push(`${posted} gigs were acknowledged, ${body.total_count} are there.`)
  posted = body.total_count
  await again.end('SIGTERM')
}
const { exitCode, err } = await runToEnd(['check'], { DATA_DIR: dataDir })
if (exitCode !== 0) faults.push(err)
folder.remove()
const cpuOf = (starts: Start[]) => medianOf(starts.map(({ cpuMs }) => cpuMs))
const addedMs = cpuOf(afterKills) - cpuOf(afterStops)
if (addedMs > maxAddedCpuMs) faults.push(`The WAL added ${addedMs} ms of CPU time.`)
for (const fault of faults) say(fault)
const describe = (starts: Start[]) => {
  const times = starts.map(({ ms }) => Math.round(ms))
  return `${cpuOf(starts)} ms of CPU time, ${medianOf(times)} ms by the clock (slowest ${Math.max(...times)})`
}
say(
  `${faults.length === 0 ? 'Ready in time' : 'FAILED'}: ${rounds} kills with a WAL of ${(maxWal / 2 ** 20).toFixed(0)} MiB, start to ready ${describe(afterKills)}; after a clean stop ${describe(afterStops)}; ${posted} gigs, none lost.`,
)
process.exit(faults.length === 0 ? 0 : 1)
