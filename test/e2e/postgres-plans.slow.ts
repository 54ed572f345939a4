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
  const counts: number[] = []
  for (const each of searches) {
    const { found } = await searchGigs(queries, each, page)
    counts.push((await known.page(found, person)).size)
  }
  counts.push(
    (await searchGigs(queries, { ...search, radiusKm: 100 }, { skip: 100, limit: 20 })).found.length,
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
