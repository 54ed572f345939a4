import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { type GigSearch, gigStatuses } from '../../src/domain/gigs/gig.ts'
import { boxesAround, type Coordinates, circleAround, greatCircleKm } from '../../src/lib/geo.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { createGigPlaceWrites } from '../../src/storage/sqlite/geo/index.ts'
import { createPackedGigReads } from '../../src/storage/sqlite/geo/packed-gig-reads.ts'
import { createGigPlaces } from '../../src/storage/sqlite/geo/search.ts'
import { type Crowd, makeCrowd, makeSearch } from './crowd.ts'
import { temporaryFolder } from './processes.ts'
import { medianOf } from './report.ts'

/**
 * `bun scripts/bench/geo-designs.ts`: the designs that were weighed for the geo index, side by side on databases that
 * are thrown away: a page of 20 and the exact total in process, what an insert costs in a batch, and how much they take
 * on the disk. Times are processor time of this process. Prints the rows of the table in scripts/bench/README.md.
 */

const gigCount = Number(process.env.GIGS ?? 1_000_000)
const radii = [1, 5, 10, 50]
const rounds = 5
const searchesPerRound = 20

interface Answer {
  gigRowIds: readonly number[]
  totalCount: number
}

interface Design {
  name: string
  schema: string
  write(db: Database.Database): (gigRowId: number, place: Coordinates, status: number) => void
  read(db: Database.Database): (search: GigSearch) => Answer
}

type PlaceRow = [gigRowId: number, latitude: number, longitude: number]

/** The nearest 20 of the rows within the circle, and how many there are. */
const nearestOf = (rows: Iterable<PlaceRow>, { center, radiusKm }: GigSearch): Answer => {
  const circle = circleAround(center, radiusKm)
  const within: { gigRowId: number; haversine: number }[] = []
  for (const [gigRowId, latitude, longitude] of rows) {
    const haversine = circle.haversineTo(latitude, longitude)
    if (circle.contains(haversine)) within.push({ gigRowId, haversine })
  }
  within.sort((a, b) => a.haversine - b.haversine)
  return { gigRowIds: within.slice(0, 20).map(({ gigRowId }) => gigRowId), totalCount: within.length }
}

/** The design of the product, in the tables of `0012-gig-counts.sql`. */
const blocks: Design = {
  name: 'R*Tree of blocks of cells of 0.01°, gigs packed beneath',
  schema: `CREATE VIRTUAL TABLE gig_blocks USING rtree_i32 (block, south, north, west, east, min_layer, max_layer);
    CREATE TABLE gig_counts (block INTEGER PRIMARY KEY, gig_count INTEGER, cells BLOB);
    CREATE TABLE gig_chunks (chunk INTEGER PRIMARY KEY, gigs BLOB);
    CREATE VIRTUAL TABLE gig_words USING fts5 (title);
    CREATE TABLE gig_cell_changes (n INTEGER PRIMARY KEY, cell INTEGER);
    CREATE TABLE late_gigs (n INTEGER PRIMARY KEY);
    CREATE TABLE gigs (n INTEGER PRIMARY KEY, id, latitude, longitude, status, budget_satang, is_hidden);
    CREATE INDEX gigs_by_number ON gigs (status, n, budget_satang, latitude, longitude) WHERE is_hidden = 0;
    CREATE INDEX gigs_by_budget ON gigs (status, budget_satang, n, latitude, longitude) WHERE is_hidden = 0`,
  write: db => {
    const { enter } = createGigPlaceWrites(db)
    const insert = db.prepare('INSERT INTO gigs VALUES (?, ?, ?, ?, ?, 150000, 0)')
    return (gigRowId, place, status) => {
      const name = gigStatuses[status] ?? 'PENDING'
      insert.run(gigRowId, String(gigRowId), place.latitude, place.longitude, name)
      enter(gigRowId, { ...place, status: name, budgetSatang: 150_000 })
    }
  },
  read: db => {
    const { search } = createGigPlaces(db, createPackedGigReads(db))
    return wanted => search(wanted, { skip: 0, limit: 20 })
  },
}

const fiveDimensions: Design = {
  name: 'R*Tree of five dimensions, top 20 in code',
  schema: `CREATE VIRTUAL TABLE gig_tree USING rtree_i32 (gig_n, south, north, west, east, min_status, max_status,
    least_budget, most_budget, least_created, most_created, +latitude, +longitude)`,
  write: db => {
    const insert = db.prepare('INSERT INTO gig_tree VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    return (gigRowId, { latitude, longitude }, status) => {
      const [y, x] = [Math.floor(latitude * 1e6), Math.floor(longitude * 1e6)]
      // Budgets that differ: a tree one of whose sides is flat does not know where to put anything.
      const budget = (gigRowId * 7919) % 500_000
      insert.run(
        gigRowId,
        y,
        y,
        x,
        x,
        status,
        status,
        budget,
        budget,
        gigRowId,
        gigRowId,
        latitude,
        longitude,
      )
    }
  },
  read: db => {
    const inBox = db
      .prepare<number[], PlaceRow>(`SELECT gig_n, latitude, longitude FROM gig_tree
        WHERE north >= ? AND south <= ? AND east >= ? AND west <= ? AND max_status >= 0 AND min_status <= 0`)
      .raw()
    return search => {
      const boxes = boxesAround(search.center, search.radiusKm)
      const rows = boxes.flatMap(({ south, north, west, east }) =>
        inBox.all(...[south, north, west, east].map(degrees => Math.floor(degrees * 1e6))),
      )
      return nearestOf(rows, search)
    }
  },
}

const strips: Design = {
  name: 'B-tree in strips of 0.01°, one pass',
  schema: `CREATE TABLE gig_strips (strip INTEGER, longitude REAL, gig_n INTEGER, latitude REAL,
    PRIMARY KEY (strip, longitude, gig_n)) WITHOUT ROWID`,
  write: db => {
    const insert = db.prepare('INSERT INTO gig_strips VALUES (?, ?, ?, ?)')
    return (gigRowId, { latitude, longitude }, status) =>
      insert.run(status * 20_000 + Math.floor((latitude + 90) * 100), longitude, gigRowId, latitude)
  },
  read: db => {
    const inStrip = db
      .prepare<number[], PlaceRow>(
        'SELECT gig_n, latitude, longitude FROM gig_strips WHERE strip = ? AND longitude BETWEEN ? AND ?',
      )
      .raw()
    return search => {
      const rows: PlaceRow[] = []
      for (const { south, north, west, east } of boxesAround(search.center, search.radiusKm)) {
        const last = Math.floor((north + 90) * 100)
        for (let strip = Math.floor((south + 90) * 100); strip <= last; strip += 1)
          rows.push(...inStrip.all(strip, west, east))
      }
      return nearestOf(rows, search)
    }
  },
}

const processorMs = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const fillDesign = (design: Design, file: string, { count, placeOf, statusOf }: Crowd) => {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -65536')
  db.exec(design.schema)
  const insert = design.write(db)
  const since = processorMs()
  db.transaction(() => {
    for (let at = 0; at < count; at += 1) insert(at + 1, placeOf(at), gigStatuses.indexOf(statusOf(at)))
  })()
  const insertMicroseconds = ((processorMs() - since) / count) * 1000
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.pragma('mmap_size = 2147418112')
  return { insertMicroseconds, megabytes: statSync(file).size / 1e6, search: design.read(db) }
}

const folder = temporaryFolder()
const crowd = makeCrowd(gigCount)
const filled = [blocks, fiveDimensions, strips].map((design, at) => ({
  name: design.name,
  ...fillDesign(design, `${folder.path}/${at}.db`, crowd),
}))

/** Every design must find the same gigs at the same distances. */
const random = seededRandom(5)
for (let at = 0; at < 40; at += 1) {
  const search = makeSearch(random, radii[at % radii.length] ?? 1)
  const distances = filled.map(({ search: run }) => {
    const { gigRowIds, totalCount } = run(search)
    return [
      totalCount,
      ...gigRowIds.map(gigRowId => greatCircleKm(search.center, crowd.placeOf(gigRowId - 1))),
    ]
  })
  for (const those of distances)
    if (!Bun.deepEquals(those, distances[0])) throw new Error('The designs do not find the same gigs.')
}

const times = filled.map(() => radii.map((): number[] => []))
for (let round = 0; round <= rounds; round += 1) {
  for (const [r, radiusKm] of radii.entries()) {
    for (const [d, { search }] of filled.entries()) {
      const places = seededRandom(round)
      const since = processorMs()
      for (let at = 0; at < searchesPerRound; at += 1) search(makeSearch(places, radiusKm))
      if (round > 0) times[d]?.[r]?.push((processorMs() - since) / searchesPerRound)
    }
  }
}
const lines = filled.map(({ name, insertMicroseconds, megabytes }, d) => {
  const medians = (times[d] ?? []).map(rounds => medianOf(rounds).toFixed(2))
  return `| ${[name, ...medians, insertMicroseconds.toFixed(0), megabytes.toFixed(0)].join(' | ')} |`
})
process.stdout.write(`${lines.join('\n')}\n`)
folder.remove()
