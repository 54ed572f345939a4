import { join } from 'node:path'
import { createLog } from '../../src/lib/log.ts'
import { openPostgresStore } from '../../src/storage/postgres/open.ts'
import {
  type Crowd,
  fillStore,
  helper,
  idOfGig,
  luaOfGigs,
  luaOfSearches,
  makeCrowd,
  seeker,
} from './crowd.ts'
import { cpuPerRequest } from './load.ts'
import { type BenchPerson, joinBench, openBenchRooms, writePostScript } from './people.ts'
import { type Postgis, startPostgis } from './postgis.ts'
import { type Server, startProduct, temporaryFolder } from './processes.ts'
import { interleave, report, sayProgress } from './report.ts'

/**
 * What a request costs on each engine: CPU time of the server's own process, all threads, in microseconds. PostgreSQL uses
 * more besides, in processes of its own, which can run on another machine.
 */

const seconds = 2
const rounds = 5
const gigCount = 100_000
const connections = 16

interface MeasuredEngine {
  name: string
  server: Server
  person: BenchPerson
  roomId: string
}

const rowsPerInsert = 5000

/** The same gigs as `fillStore` writes. Triggers would count each of them, so the counters are filled afterwards. */
const fillPostgres = async ({ url, sql }: Postgis, { count, placeOf, statusOf }: Crowd): Promise<void> => {
  await (await openPostgresStore({ url, log: createLog('silent') })).close()
  const at = '2025-10-01T10:00:00.000000Z'
  await sql.unsafe(`INSERT INTO users (id, email, password_hash, full_name, created_at)
    VALUES ('${seeker}', 'a@example.com', 'x', 'A', '${at}'), ('${helper}', 'b@example.com', 'x', 'B', '${at}')`)
  await sql.unsafe('ALTER TABLE gigs DISABLE TRIGGER USER')
  for (let from = 0; from < count; from += rowsPerInsert) {
    const rows = Array.from({ length: Math.min(rowsPerInsert, count - from) }, (_, index) => {
      const { latitude, longitude } = placeOf(from + index)
      const status = statusOf(from + index)
      return `('${idOfGig(from + index)}', 'Help move furniture', 'A sofa and a dining table', 3, 150000,
        '123 Main St, Bangkok', '${status}', '[]', ${latitude}, ${longitude}, '${at}', '${at}', '${seeker}',
        ${status === 'PENDING' ? 'NULL' : `'${helper}'`})`
    })
    await sql.unsafe(`INSERT INTO gigs (id, title, description, duration_hours, budget_satang, address_text, status,
      image_urls, latitude, longitude, created_at, updated_at, seeker_id, helper_id) VALUES ${rows.join(',')}`)
  }
  await sql.unsafe('ALTER TABLE gigs ENABLE TRIGGER USER')
  await sql.unsafe(`INSERT INTO gig_counts
    SELECT level, cell_row, cell_column, status, 0, gig_count, north_sum, east_sum FROM recounted_gig_counts`)
  await sql.unsafe(`INSERT INTO list_totals (owner, list, kind, count, amount)
    SELECT owner, list, kind, count, amount FROM recounted_list_totals`)
  await sql.unsafe('VACUUM ANALYZE')
}

const measure = async (name: string, server: Server): Promise<MeasuredEngine> => {
  const [person, other] = [await joinBench(server.url, 'bench'), await joinBench(server.url, 'other')]
  const [roomId = ''] = await openBenchRooms(server.url, person, other, 1)
  return { name, server, person, roomId }
}

const luaOfMessages = ({ person }: MeasuredEngine): string => `
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.headers["authorization"] = "${person.headers.authorization}"
wrk.body = [[{"content":"I can be there at nine."}]]
`

/** What is measured, under the names of the table. */
const variantsOf = async (engine: MeasuredEngine, folder: string) => {
  const { name, server, person, roomId } = engine
  const scriptOf = (what: string) => join(folder, `${name} ${what}.lua`)
  await Bun.write(scriptOf('gigs'), luaOfGigs('/api/gigs/%s', gigCount))
  await Bun.write(
    scriptOf('searches'),
    luaOfSearches('/api/gigs/search?latitude=%.6f&longitude=%.6f&radius=5&status=PENDING'),
  )
  await Bun.write(scriptOf('messages'), luaOfMessages(engine))
  await writePostScript(scriptOf('posts'), person)
  const variant = (what: string, path: string, script?: string) => ({
    name: `${what}, ${name}`,
    unit: 'µs',
    run: () =>
      cpuPerRequest(server, {
        path,
        seconds,
        connections,
        headers: person.headers,
        ...(script && { script: scriptOf(script) }),
      }),
  })
  return [
    variant('point read', `/api/gigs/${idOfGig(gigCount / 2)}`),
    variant('point read, another each time', '/api/gigs', 'gigs'),
    variant('list of 20', '/api/gigs?limit=20'),
    variant('search of 20', '/api/gigs/search', 'searches'),
    variant('post', '/api/gigs', 'posts'),
    variant('message', `/api/chat/rooms/${roomId}/messages`, 'messages'),
  ]
}

export const benchEngines = async (): Promise<void> => {
  const postgres = await startPostgis()
  if (!postgres) {
    sayProgress('PostgreSQL with PostGIS is missing: postgresql-15-postgis-3. The bench is left out.')
    return
  }
  const folder = temporaryFolder()
  const crowd = makeCrowd(gigCount)
  sayProgress(`writing ${gigCount} gigs into each engine`)
  const dataDir = join(folder.path, 'sqlite')
  await (await fillStore(dataDir, crowd)).close()
  await fillPostgres(postgres, crowd)
  const onSqlite = await startProduct(dataDir)
  const onPostgres = await startProduct(join(folder.path, 'postgres'), {
    DATABASE_URL: postgres.url,
    COPIES: '1',
  })
  const sqlite = await variantsOf(await measure('SQLite', onSqlite), folder.path)
  const others = await variantsOf(await measure('PostgreSQL', onPostgres), folder.path)
  // Both engines of a question follow each other.
  const variants = sqlite.flatMap((variant, at) => [variant, ...others.slice(at, at + 1)])
  const series = await interleave(variants, rounds)
  await report('engines', series, [
    `CPU time of the server's own process for a request, among ${gigCount} gigs, with ${connections} connections. The processes of PostgreSQL are not counted.`,
  ])
  await onSqlite.stop()
  await onPostgres.stop()
  await postgres.stop()
  folder.remove()
}
