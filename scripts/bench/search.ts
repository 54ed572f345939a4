import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { GigSearch } from '../../src/domain/gigs/store.ts'
import { createLog } from '../../src/lib/log.ts'
import { type SeededRandom, seededRandom } from '../../src/lib/random.ts'
import { createGigPlacesInAct } from '../../src/storage/sqlite/gig-index.ts'
import { databaseFileName, openSqliteStore } from '../../src/storage/sqlite/open.ts'
import type { Store } from '../../src/storage/store.ts'
import { type Postgis, startPostgis } from './postgis.ts'
import { temporaryFolder } from './processes.ts'
import { interleave, medianOf, report } from './report.ts'

/**
 * The gig search in process: a page of 20 by distance and the exact total, PENDING. Half of the gigs lie around
 * Bangkok, the others all over Thailand; one in ten is pending. PostGIS has the same places, a partial GiST index on
 * geography, and prepared statements. Milliseconds are medians over the searches of a round.
 */

const gigCount = Number(process.env.GIGS ?? 1_000_000)
const searchesPerRound = 15
const rounds = 5
const radii = [1, 5, 50]

interface Places {
  latitude: Float64Array
  longitude: Float64Array
  isPending: Uint8Array
}

const scatter = (random: SeededRandom, count: number): Places => {
  const latitude = new Float64Array(count)
  const longitude = new Float64Array(count)
  const isPending = new Uint8Array(count)
  for (let at = 0; at < count; at += 1) {
    const isNear = at % 2 === 0
    latitude[at] = isNear ? 13.7563 + random.between(-0.25, 0.25) : random.between(6, 20)
    longitude[at] = isNear ? 100.5018 + random.between(-0.25, 0.25) : random.between(98, 105)
    isPending[at] = random.chance(0.1) ? 1 : 0
  }
  return { latitude, longitude, isPending }
}

/** Through the product's own index writer, but without an act for each gig, which would take hours. */
const fillStore = async (dataDir: string, places: Places): Promise<Store> => {
  const options = { dataDir, durability: 'grouped', log: createLog('silent'), onBroken: () => {} } as const
  await openSqliteStore(options).close()
  const db = new Database(join(dataDir, databaseFileName))
  db.pragma('synchronous = OFF')
  // No search for text is measured here, and its trigrams take longer to write than everything else.
  db.exec('DROP TRIGGER gig_words_enter')
  db.exec(`INSERT INTO users (id, email, password_hash, full_name, created_at)
    VALUES ('00000000-0000-7000-8000-000000000000', 'a@example.com', 'x', 'A', '2025-10-01T10:00:00.000000Z'),
    ('00000000-0000-7000-8000-000000000001', 'b@example.com', 'x', 'B', '2025-10-01T10:00:00.000000Z')`)
  const insert =
    db.prepare(`INSERT INTO gigs VALUES (?, ?, 'Help move furniture', 'A sofa and a dining table', 3, 150000,
    '123 Main St, Bangkok', ?, '[]', ?, ?, '2025-10-01T10:00:00.000000Z', '2025-10-01T10:00:00.000000Z', NULL, NULL,
    '00000000-0000-7000-8000-000000000000', ?)`)
  const index = createGigPlacesInAct(db)
  db.transaction(() => {
    for (let at = 0; at < places.latitude.length; at += 1) {
      const latitude = places.latitude[at] ?? 0
      const longitude = places.longitude[at] ?? 0
      const status = places.isPending[at] === 1 ? 'PENDING' : 'COMPLETED'
      const id = `00000000-0000-7000-8000-${(at + 16).toString(16).padStart(12, '0')}`
      const helper = status === 'PENDING' ? null : '00000000-0000-7000-8000-000000000001'
      insert.run(at + 1, id, status, latitude, longitude, helper)
      index.enter(at + 1, { latitude, longitude, status, budgetSatang: 150_000 })
    }
  })()
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  return openSqliteStore(options)
}

const fillPostgis = async ({ sql }: Postgis, places: Places) => {
  await sql.unsafe(`CREATE TABLE gigs (n int PRIMARY KEY, id uuid NOT NULL, title text, description text, duration_hours int,
    budget_satang int, address_text text, status text NOT NULL, place geography(Point) NOT NULL)`)
  const step = 20_000
  for (let from = 0; from < places.latitude.length; from += step) {
    const values: string[] = []
    for (let at = from; at < Math.min(from + step, places.latitude.length); at += 1) {
      const status = places.isPending[at] === 1 ? 'PENDING' : 'COMPLETED'
      values.push(`(${at + 1}, gen_random_uuid(), 'Help move furniture', 'A sofa and a dining table', 3, 150000,
        '123 Main St, Bangkok', '${status}', ST_MakePoint(${places.longitude[at]}, ${places.latitude[at]}))`)
    }
    await sql.unsafe(`INSERT INTO gigs VALUES ${values.join(',')}`)
  }
  await sql.unsafe(`CREATE INDEX gigs_place ON gigs USING gist (place) WHERE status = 'PENDING'`)
  await sql.unsafe('VACUUM ANALYZE gigs')
}

const searchOf = (random: SeededRandom, radiusKm: number): GigSearch => ({
  center: {
    latitude: 13.7563 + random.between(-0.15, 0.15),
    longitude: 100.5018 + random.between(-0.15, 0.15),
  },
  radiusKm,
  status: 'PENDING',
  minBudgetSatang: null,
  maxBudgetSatang: null,
})

const searchPostgis = async ({ sql }: Postgis, { center, radiusKm }: GigSearch) => {
  const { longitude, latitude } = center
  const metres = radiusKm * 1000
  // The same sphere as ours: without the spheroid PostGIS is faster.
  await sql`SELECT n, id, title, description, duration_hours, budget_satang, address_text, status,
      ST_Distance(place, ST_MakePoint(${longitude}, ${latitude})::geography, false) AS distance
    FROM gigs WHERE status = 'PENDING' AND ST_DWithin(place, ST_MakePoint(${longitude}, ${latitude})::geography, ${metres}, false)
    ORDER BY distance, id LIMIT 20`
  await sql`SELECT count(*) FROM gigs
    WHERE status = 'PENDING' AND ST_DWithin(place, ST_MakePoint(${longitude}, ${latitude})::geography, ${metres}, false)`
}

/** The median of some searches, in milliseconds. */
const timeSearches = async (
  random: SeededRandom,
  radiusKm: number,
  run: (search: GigSearch) => Promise<unknown>,
) => {
  const times: number[] = []
  for (let at = 0; at < searchesPerRound; at += 1) {
    const search = searchOf(random, radiusKm)
    const since = performance.now()
    await run(search)
    times.push(performance.now() - since)
  }
  return medianOf(times)
}

export const benchSearch = async (): Promise<void> => {
  const places = scatter(seededRandom(1), gigCount)
  const folder = temporaryFolder()
  const store = await fillStore(folder.path, places)
  const postgis = await startPostgis()
  if (postgis) await fillPostgis(postgis, places)
  const random = seededRandom(2)
  const variants = radii.flatMap(radiusKm => {
    const ours = (skip: number) => () =>
      timeSearches(random, radiusKm, search => store.gigs.search(search, { skip, limit: 20 }))
    const theirs = (peer: Postgis) => () =>
      timeSearches(random, radiusKm, search => searchPostgis(peer, search))
    return [
      { name: `r=${radiusKm} km, Chayenity`, unit: 'ms', run: ours(0) },
      ...(postgis ? [{ name: `r=${radiusKm} km, PostGIS`, unit: 'ms', run: theirs(postgis) }] : []),
      ...(radiusKm === 50 ? [{ name: 'r=50 km, page 500, Chayenity', unit: 'ms', run: ours(499 * 20) }] : []),
    ]
  })
  const series = await interleave(variants, rounds)
  const notes = [
    `${gigCount} gigs, a tenth of them pending, medians of ${searchesPerRound} searches a round.`,
  ]
  if (!postgis) notes.push('PostGIS was left out: postgresql-15-postgis-3 is not installed.')
  await report('search', series, notes)
  await postgis?.stop()
  await store.close()
  folder.remove()
}
