import { chownSync, existsSync, readFileSync } from 'node:fs'
import { SQL } from 'bun'
import type { GigSearch } from '../../src/domain/gigs/gig.ts'
import { freePort } from '../../test/support/ports.ts'
import type { Crowd } from './crowd.ts'
import { serverCore, temporaryFolder } from './processes.ts'

/** PostgreSQL with PostGIS from Debian's packages, in a temporary folder of its own. */

const programs = '/usr/lib/postgresql/15/bin'

export interface Postgis {
  url: string
  sql: SQL
  /** From now on new connections are served on the core on which servers are measured. */
  pin(): Promise<void>
  stop(): Promise<void>
}

const run = async (command: string[]): Promise<string> => {
  const child = Bun.spawn(command, { stdout: 'pipe', stderr: 'pipe', cwd: '/' })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  if ((await child.exited) !== 0) throw new Error(`${command.join(' ')}: ${err}`)
  return out.trim()
}

// The server refuses to run as root.
const asPostgres = (command: string[]) =>
  run(process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : command)

/** In memory as a whole; compiling a query of milliseconds costs more than it saves. */
const settings = [
  'listen_addresses=127.0.0.1',
  'shared_buffers=1GB',
  'work_mem=64MB',
  'effective_cache_size=4GB',
  'random_page_cost=1.1',
  'max_parallel_workers_per_gather=0',
  'jit=off',
]

/** @returns null where the packages are not installed */
export const startPostgis = async (): Promise<Postgis | null> => {
  const isThere =
    existsSync(`${programs}/postgres`) && existsSync('/usr/share/postgresql/15/extension/postgis.control')
  if (!isThere) return null
  const folder = temporaryFolder()
  if (process.getuid?.() === 0) {
    const id = async (flag: string) => Number(await run(['id', flag, 'postgres']))
    chownSync(folder.path, await id('-u'), await id('-g'))
  }
  const data = `${folder.path}/data`
  const port = freePort()
  await asPostgres([`${programs}/initdb`, '-D', data, '-A', 'trust', '-U', 'postgres'])
  const options = [`-p ${port} -k ${folder.path}`, ...settings.map(setting => `-c ${setting}`)].join(' ')
  const control = [`${programs}/pg_ctl`, '-D', data]
  await asPostgres([...control, '-w', '-l', `${folder.path}/log`, '-o', options, 'start'])
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const sql = new SQL({ url, max: 1 })
  await sql.unsafe('CREATE EXTENSION postgis')
  return {
    url,
    sql,
    pin: async () => {
      const [pid = ''] = readFileSync(`${data}/postmaster.pid`, 'utf8').split('\n')
      await run(['taskset', '-cp', serverCore, pid])
    },
    stop: async () => {
      await sql.close()
      await asPostgres([...control, '-m', 'immediate', 'stop'])
      folder.remove()
    },
  }
}

export const fillPostgis = async ({ sql }: Postgis, { count, placeOf, statusOf }: Crowd): Promise<void> => {
  await sql.unsafe(`CREATE TABLE gigs (n int PRIMARY KEY, id uuid NOT NULL, title text, description text, duration_hours int,
    budget_satang int, address_text text, status text NOT NULL, image_urls text, created_at text, updated_at text,
    seeker_id uuid, place geography(Point) NOT NULL)`)
  const step = 20_000
  for (let from = 0; from < count; from += step) {
    const values: string[] = []
    for (let at = from; at < Math.min(from + step, count); at += 1) {
      const { latitude, longitude } = placeOf(at)
      values.push(`(${at + 1}, gen_random_uuid(), 'Help move furniture', 'A sofa and a dining table', 3, 150000,
        '123 Main St, Bangkok', '${statusOf(at)}', '[]', '2025-10-01T10:00:00.000000Z', '2025-10-01T10:00:00.000000Z',
        '00000000-0000-7000-8000-000000000000', ST_MakePoint(${longitude}, ${latitude}))`)
    }
    await sql.unsafe(`INSERT INTO gigs VALUES ${values.join(',')}`)
  }
  await sql.unsafe(`CREATE INDEX gigs_place ON gigs USING gist (place) WHERE status = 'PENDING'`)
  await sql.unsafe('VACUUM ANALYZE gigs')
}

/**
 * A page of 20 and the exact total, both prepared and sent in one go. The index gives the page nearest first, which is
 * faster than to sort what is within the radius, and leaves the total to be counted alone; the id cannot break ties then,
 * or all are sorted after all. Distances are those on the
 * sphere, as ours: without the spheroid PostGIS is faster.
 */
export const searchPostgis = async (sql: SQL, { center, radiusKm }: GigSearch) => {
  const { longitude, latitude } = center
  const metres = radiusKm * 1000
  const [items, totals] = await Promise.all([
    sql`SELECT n, id, title, description, duration_hours, budget_satang, address_text, status, image_urls, created_at,
        updated_at, seeker_id, ST_Distance(place, ST_MakePoint(${longitude}, ${latitude})::geography, false) AS distance
      FROM gigs WHERE status = 'PENDING'
        AND ST_DWithin(place, ST_MakePoint(${longitude}, ${latitude})::geography, ${metres}, false)
      ORDER BY place <-> ST_MakePoint(${longitude}, ${latitude})::geography LIMIT 20`,
    sql`SELECT count(*) AS total FROM gigs WHERE status = 'PENDING'
      AND ST_DWithin(place, ST_MakePoint(${longitude}, ${latitude})::geography, ${metres}, false)`,
  ])
  return { items, totalCount: Number(totals[0].total) }
}
