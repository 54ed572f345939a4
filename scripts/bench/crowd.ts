import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { GigSearch, GigStatus } from '../../src/domain/gigs/gig.ts'
import type { Coordinates } from '../../src/lib/geo.ts'
import { createLog } from '../../src/lib/log.ts'
import { type SeededRandom, seededRandom } from '../../src/lib/random.ts'
import { columnOf, columnSql, rowOf, rowSql } from '../../src/storage/geo/cells.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { createGigPlaceWrites } from '../../src/storage/sqlite/geo/index.ts'
import { openSqliteStore } from '../../src/storage/sqlite/open.ts'
import type { Store } from '../../src/storage/store.ts'

/**
 * Gigs to search among. Half lie in Bangkok as people do, thick in the middle and thin at the edge (normally
 * distributed, 7 km), the others all over Thailand; one in ten is pending.
 */
export interface Crowd {
  count: number
  placeOf(at: number): Coordinates
  statusOf(at: number): GigStatus
}

const bangkok: Coordinates = { latitude: 13.7563, longitude: 100.5018 }
const spreadDegrees = 0.065

/** By G. E. P. Box and M. E. Muller, "A Note on the Generation of Random Normal Deviates", 1958. */
const inBangkok = (random: SeededRandom): Coordinates => {
  const reach = spreadDegrees * Math.sqrt(-2 * Math.log(1 - random.between(0, 1)))
  const direction = random.between(0, 2 * Math.PI)
  return {
    latitude: bangkok.latitude + reach * Math.sin(direction),
    longitude: bangkok.longitude + reach * Math.cos(direction),
  }
}

export const makeCrowd = (count: number): Crowd => {
  const random = seededRandom(1)
  const latitudes = new Float64Array(count)
  const longitudes = new Float64Array(count)
  const isPending = new Uint8Array(count)
  for (let at = 0; at < count; at += 1) {
    const anywhere = { latitude: random.between(6, 20), longitude: random.between(98, 105) }
    const { latitude, longitude } = at % 2 === 0 ? inBangkok(random) : anywhere
    latitudes[at] = latitude
    longitudes[at] = longitude
    isPending[at] = random.chance(0.1) ? 1 : 0
  }
  return {
    count,
    placeOf: at => ({ latitude: latitudes[at] ?? 0, longitude: longitudes[at] ?? 0 }),
    statusOf: at => (isPending[at] === 1 ? 'PENDING' : 'COMPLETED'),
  }
}

/** A search for pending gigs by somebody in Bangkok. */
export const makeSearch = (random: SeededRandom, radiusKm: number): GigSearch => ({
  center: inBangkok(random),
  radiusKm,
  status: 'PENDING',
  minBudgetSatang: null,
  maxBudgetSatang: null,
})

/** A function in Lua that draws the two coordinates of a place in Bangkok. */
export const luaOfPlace = `
local function place()
  local reach = ${spreadDegrees} * math.sqrt(-2 * math.log(1 - math.random()))
  local direction = math.random() * 2 * math.pi
  return ${bangkok.latitude} + reach * math.sin(direction), ${bangkok.longitude} + reach * math.cos(direction)
end
`

/** A script for wrk that asks for `path`, with %s for the two coordinates of a random place in Bangkok. */
export const luaOfSearches = (path: string): string => `
math.randomseed(1)
${luaOfPlace}
request = function()
  return wrk.format("GET", string.format("${path}", place()))
end
`

/** @param at from 0 */
export const idOfGig = (at: number): string =>
  `00000000-0000-7000-8000-${(at + 16).toString(16).padStart(12, '0')}`

/** A script for wrk that asks for `path` with another gig of a crowd each time. */
export const luaOfGigs = (path: string, count: number): string => `
math.randomseed(1)
request = function()
  local id = string.format("00000000-0000-7000-8000-%012x", math.random(16, ${count + 15}))
  return wrk.format("GET", string.format("${path}", id))
end
`

export const seeker = '00000000-0000-7000-8000-000000000000'
export const helper = '00000000-0000-7000-8000-000000000001'

/** Says how far it is, where somebody watches. */
const tellProgress = (done: number, count: number) => {
  if (!process.stderr.isTTY || done % 50_000 !== 0) return
  process.stderr.write(`\r${done} of ${count} gigs${done === count ? '\n' : ' '}`)
}

/** Fills a store with a crowd, the tables one after the other, since an act for each gig would take hours. */
export const fillStore = async (dataDir: string, crowd: Crowd, withWords = false): Promise<Store> => {
  const options = {
    dataDir,
    durability: 'grouped',
    log: createLog('silent'),
    onFatalStorageError: () => {},
  } as const
  await openSqliteStore(options).close()
  const db = new Database(join(dataDir, databaseFileName))
  db.pragma('synchronous = OFF')
  // The trigrams take longer to write than everything else, and longest out of the order of place.
  const trigger = db
    .prepare<[], string>("SELECT sql FROM sqlite_schema WHERE name = 'gig_words_enter'")
    .pluck()
    .get()
  if (trigger === undefined) throw new Error('The schema has no trigger for the words of a gig.')
  db.exec('DROP TRIGGER gig_words_enter')
  db.exec(`INSERT INTO users (id, email, password_hash, full_name, created_at)
    VALUES ('${seeker}', 'a@example.com', 'x', 'A', '2025-10-01T10:00:00.000000Z'),
    ('${helper}', 'b@example.com', 'x', 'B', '2025-10-01T10:00:00.000000Z')`)
  db.transaction(() => fillGigs(db, crowd))()
  db.transaction(() => fillIndex(db, crowd))()
  db.exec(trigger)
  if (withWords) db.transaction(() => fillWords(db))()
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  return openSqliteStore(options)
}

const fillGigs = (db: Database.Database, { count, placeOf, statusOf }: Crowd) => {
  const insert =
    db.prepare(`INSERT INTO gigs (n, id, title, description, duration_hours, budget_satang, address_text, status,
      image_urls, latitude, longitude, created_at, updated_at, starts_at, completed_at, seeker_id, helper_id)
    VALUES (?, ?, 'Help move furniture', 'A sofa and a dining table', 3, 150000,
    '123 Main St, Bangkok', ?, '[]', ?, ?, '2025-10-01T10:00:00.000000Z', '2025-10-01T10:00:00.000000Z', NULL, NULL,
    '${seeker}', ?)`)
  for (let at = 0; at < count; at += 1) {
    const { latitude, longitude } = placeOf(at)
    const status = statusOf(at)
    insert.run(at + 1, idOfGig(at), status, latitude, longitude, status === 'PENDING' ? null : helper)
    tellProgress(at + 1, count)
  }
}

/** Writes the words of all gigs, with segments merged as far as those of a server, since a search reads each of them. */
export const fillWords = (db: Database.Database): void => {
  db.exec(`INSERT INTO gig_words (rowid, title, description)
    SELECT (row << 48) + (column << 32) + n, title, description
    FROM (SELECT n, title, description, ${rowSql} AS row, ${columnSql} AS column FROM gigs
      -- Without a limit SQLite may leave out the order of a subquery.
      ORDER BY 4, 5, 1 LIMIT -1)`)
  const merge = db.prepare("INSERT INTO gig_words (gig_words, rank) VALUES ('merge', 500)")
  const changes = db.prepare<[], number>('SELECT total_changes()').pluck()
  // FTS5 counts less than two changes when there is nothing more to merge.
  for (let before = -2; (changes.get() ?? 0) - before >= 2; ) {
    before = changes.get() ?? 0
    merge.run()
  }
}

/** Writes cell after cell, which is much faster than in the order of the gigs. */
const fillIndex = (db: Database.Database, { count, placeOf, statusOf }: Crowd) => {
  const { enter } = createGigPlaceWrites(db)
  const cells = Float64Array.from({ length: count }, (_, at) => {
    const { latitude, longitude } = placeOf(at)
    return rowOf(latitude) * 2 ** 16 + columnOf(longitude)
  })
  const byCell = Uint32Array.from({ length: count }, (_, at) => at)
  byCell.sort((a, b) => (cells[a] ?? 0) - (cells[b] ?? 0) || a - b)
  for (const at of byCell) enter(at + 1, { ...placeOf(at), status: statusOf(at), budgetSatang: 150_000 })
}
