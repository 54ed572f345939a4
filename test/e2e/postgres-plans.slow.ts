import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { SQL } from 'bun'
import { type GigSearch, gigOrders } from '../../src/domain/gigs/gig.ts'
import type { GigId, UserId } from '../../src/domain/ids.ts'
import type { Queries, Value } from '../../src/storage/postgres/engine/queries.ts'
import { readMap } from '../../src/storage/postgres/geo/map.ts'
import { findNearby } from '../../src/storage/postgres/geo/nearby.ts'
import { searchGigs } from '../../src/storage/postgres/geo/search.ts'
import { listNewestPending, listOf } from '../../src/storage/postgres/stores/gig-lists.ts'
import { createKnownGigs } from '../../src/storage/postgres/stores/known-gigs.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { fillPostgresCrowd } from '../support/postgres-crowd.ts'
import { satang } from '../support/stores.ts'

/** Searches, maps and lists read indexes, whether the server plans with the values of a statement or without them. */

const gigCount = 100_000

let postgres: PostgresServer
let sql: SQL
beforeAll(async () => {
  postgres = await startPostgres()
  sql = new SQL({ url: await postgres.newDatabase(), max: 1 })
  await fillPostgresCrowd(sql, { people: 20_000, gigs: gigCount })
}, 180_000)
afterAll(async () => {
  await sql.close()
  await postgres.end()
})

const literal = (value: Value): string =>
  value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`

type PlanRow = Record<'QUERY PLAN', string>

/** The lines of a plan that read a whole table; one that is empty costs nothing. */
const scansIn = async (text: string, values: readonly Value[]): Promise<string[]> => {
  const given = values.length === 0 ? '' : `(${values.map(literal).join(', ')})`
  await sql.unsafe(`PREPARE planned AS ${text}`)
  const rows: PlanRow[] = await sql.unsafe(`EXPLAIN EXECUTE planned${given}`).simple()
  await sql.unsafe('DEALLOCATE planned')
  return rows
    .map(row => row['QUERY PLAN'])
    .filter(line => /Seq Scan/.test(line) && !line.includes('cost=0.00..0.00'))
}

/** Runs statements, and collects what their plans read as a whole. */
const explaining = () => {
  const found: { text: string; scans: string[] }[] = []
  let statements = 0
  const all = async <Row>(text: string, values: readonly Value[] = []): Promise<Row[]> => {
    statements += 1
    const scans = await scansIn(text, values)
    if (scans.length > 0) found.push({ text: text.replace(/\s+/g, ' '), scans })
    return [...(await sql.unsafe(text, [...values]))]
  }
  const queries: Queries = {
    all,
    get: async <Row>(text: string, values?: readonly Value[]) => (await all<Row>(text, values))[0] ?? null,
    run: async (text, values) => (await all(text, values)).length,
  }
  return { queries, found, count: () => statements }
}

const bangkok = { latitude: 13.7563, longitude: 100.5018 }
const search: GigSearch = {
  center: bangkok,
  radiusKm: 20,
  status: 'PENDING',
  minBudgetSatang: null,
  maxBudgetSatang: null,
}
const page = { skip: 0, limit: 20 }
const person = '00000005-0000-7000-8000-000000000001' as UserId // made by the crowd
const gig = '00000005-0000-7000-8000-000000000002' as GigId // made by the crowd

/** Every statement of a search, a map, a list and a page of gigs. @returns how many gigs and people were found */
const readEverything = async (queries: Queries): Promise<number[]> => {
  const searches: GigSearch[] = [
    ...gigOrders.flatMap(order => [
      { ...search, order },
      { ...search, order, radiusKm: 100, status: null },
    ]),
    { ...search, minBudgetSatang: satang(50_000), radiusKm: 100 },
    { ...search, text: 'furniture' },
    { ...search, text: 'furniture 49', radiusKm: 100, status: null },
  ]
  const known = createKnownGigs(queries)
  const atOnce = <Result>(read: () => Promise<Result>) => read()
  const counts: number[] = []
  for (const each of searches) {
    const { found } = await searchGigs(queries, each, page, atOnce)
    counts.push((await known.page(found, person)).size)
  }
  counts.push(
    (await searchGigs(queries, { ...search, radiusKm: 100 }, { skip: 100, limit: 20 }, atOnce)).found.length,
  )
  for (const onlyAvailable of [true, false])
    counts.push(
      (await findNearby(queries, { center: bangkok, radiusKm: 50, onlyAvailable, asker: person, limit: 50 }))
        .length,
    )
  for (const degrees of [0.5, 2, 20]) {
    const { latitude: south, longitude: west } = bangkok
    const box = { south, north: south + degrees, west, east: west + degrees }
    counts.push((await readMap(queries, [box], 'PENDING')).totalCount)
  }
  counts.push((await listNewestPending(queries, page)).keys.length)
  counts.push((await listOf(queries, person, ['seeker', 'helper'], null, page)).keys.length)
  counts.push((await listOf(queries, person, ['helper'], 'COMPLETED', page)).keys.length)
  counts.push((await known.find(gig)) === null ? 0 : 1)
  return counts
}

describe(`statements among ${gigCount} gigs`, () => {
  for (const mode of ['force_custom_plan', 'force_generic_plan']) {
    test(`read indexes and no whole table (${mode})`, async () => {
      await sql.unsafe(`SET plan_cache_mode = ${mode}`)
      const { queries, found, count } = explaining()
      const counts = await readEverything(queries)
      expect(counts).not.toContain(0)
      expect(count()).toBeGreaterThan(25)
      expect(found).toEqual([])
    }, 120_000)
  }
})

test('counters of cells follow gigs that enter, move, change their status, hide and go, many at a time', async () => {
  await sql.unsafe(`UPDATE gigs SET latitude = greatest(-90, latitude - 110 * random()), longitude = -180 + 360 * random()
    WHERE budget_satang <= 400`)
  await sql.unsafe(`UPDATE gigs SET status = 'CANCELLED' WHERE budget_satang BETWEEN 300 AND 600`)
  await sql.unsafe('UPDATE gigs SET is_hidden = true WHERE budget_satang BETWEEN 500 AND 900')
  await sql.unsafe(
    'UPDATE gigs SET is_hidden = false, latitude = 90, longitude = 180 WHERE budget_satang BETWEEN 700 AND 800',
  )
  await sql.unsafe('DELETE FROM gigs WHERE budget_satang BETWEEN 900 AND 1000')
  const [{ cells, wrong }]: [{ cells: number; wrong: number }] = await sql.unsafe(`
    WITH kept AS (
      SELECT level, cell_row, cell_column, status, sum(gig_count) AS gig_count, sum(north_sum) AS north_sum,
        sum(east_sum) AS east_sum
      FROM gig_counts GROUP BY 1, 2, 3, 4 HAVING sum(gig_count) <> 0 OR sum(north_sum) <> 0 OR sum(east_sum) <> 0
    )
    SELECT count(kept.gig_count)::float8 AS cells, count(*) FILTER (
      WHERE (kept.gig_count, kept.north_sum, kept.east_sum)
        IS DISTINCT FROM (counted.gig_count, counted.north_sum, counted.east_sum)
    )::float8 AS wrong
    FROM kept FULL JOIN recounted_gig_counts AS counted USING (level, cell_row, cell_column, status)`)
  expect([cells > 10_000, wrong]).toEqual([true, 0])
}, 60_000)
