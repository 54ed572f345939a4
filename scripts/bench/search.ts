import type { GigSearch } from '../../src/domain/gigs/gig.ts'
import { seededRandom } from '../../src/lib/random.ts'
import type { Store } from '../../src/storage/store.ts'
import { fillStore, luaOfSearches, makeCrowd, makeSearch } from './crowd.ts'
import { runWrk } from './load.ts'
import { joinBench } from './people.ts'
import { fillPostgis, type Postgis, searchPostgis, startPostgis } from './postgis.ts'
import { startPinned, startProduct, temporaryFolder } from './processes.ts'
import { gigsOr, interleave, medianOf, report, type Series } from './report.ts'

/**
 * The gig search: a page of 20 by distance and the exact total, PENDING; first in process, then over HTTP with all that
 * a request goes through. PostGIS has the same places, a partial GiST index on geography, prepared statements, and
 * memory for everything.
 */

const gigCount = gigsOr(1_000_000)
const rounds = 5
const radii = [1, 5, 50]
const secondsOfLoad = 3
const connections = 16

type Search = (search: GigSearch) => Promise<{ totalCount: number }>

/** What some searches took in milliseconds, shortest first. */
export const timeSearches = async (
  count: number,
  makeOne: () => GigSearch,
  run: Search,
): Promise<number[]> => {
  const times: number[] = []
  for (let at = 0; at < count; at += 1) {
    const search = makeOne()
    const since = performance.now()
    await run(search)
    times.push(performance.now() - since)
  }
  return times.sort((a, b) => a - b)
}

const p99Of = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN

const searchesOf = (store: Store, postgis: Postgis | null) => {
  const random = seededRandom(2)
  const peers: [name: string, run: Search][] = [
    ['Chayenity', search => store.gigs.search(search, { skip: 0, limit: 20 }, null)],
  ]
  if (postgis) peers.push(['PostGIS', search => searchPostgis(postgis.sql, search)])
  const page500: Search = search => store.gigs.search(search, { skip: 499 * 20, limit: 20 }, null)
  const variant = (name: string, radiusKm: number, run: Search, count = 15, of = medianOf) => ({
    name,
    unit: 'ms',
    run: async () => of(await timeSearches(count, () => makeSearch(random, radiusKm), run)),
  })
  return [
    ...radii.flatMap(radius => peers.map(([name, run]) => variant(`r=${radius} km, ${name}`, radius, run))),
    ...peers.map(([name, run]) => variant(`r=5 km, the slowest of a hundred, ${name}`, 5, run, 200, p99Of)),
    variant('r=50 km, page 500, Chayenity', 50, page500),
  ]
}

/** Both must find the same, or comparing their times means nothing. */
const expectSameTotals = async (store: Store, { sql }: Postgis) => {
  const random = seededRandom(3)
  for (let at = 0; at < 50; at += 1) {
    const search = makeSearch(random, radii[at % radii.length] ?? 1)
    const ours = await store.gigs.search(search, { skip: 0, limit: 20 }, null)
    const theirs = await searchPostgis(sql, search)
    // Their sphere is a little smaller than ours, so a gig on the edge may count for one and not for the other.
    const difference = Math.abs(ours.totalCount - theirs.totalCount)
    if (difference > 2 + ours.totalCount * 0.001)
      throw new Error(`We find ${ours.totalCount} gigs and PostGIS ${theirs.totalCount}.`)
  }
}

/** Milliseconds for each request, server and database together on one core. */
const benchOverHttp = async (dataDir: string, postgis: Postgis | null): Promise<Series[]> => {
  const product = await startProduct(dataDir)
  const { headers } = await joinBench(product.url, 'bench')
  const folder = temporaryFolder()
  const load = async (name: string, url: string, path: string) => {
    const script = `${folder.path}/${name}.lua`
    await Bun.write(script, luaOfSearches(path))
    return {
      name: `r=5 km over HTTP, a request at ${connections} connections, ${name}`,
      unit: 'ms',
      run: async () =>
        1000 / (await runWrk({ url, seconds: secondsOfLoad, connections, headers, script })).perSecond,
    }
  }
  const place = 'latitude=%.6f&longitude=%.6f&radius=5'
  const variants = [await load('Chayenity', product.url, `/api/gigs/search?${place}&status=PENDING`)]
  await postgis?.pin()
  const front = postgis
    ? await startPinned([process.execPath, 'scripts/bench/postgis-front.ts'], { POSTGIS_URL: postgis.url })
    : null
  if (front) variants.push(await load('PostGIS', front.url, `/search?${place}`))
  const series = await interleave(variants, rounds)
  await front?.stop()
  await product.stop()
  folder.remove()
  return series
}

export const benchSearch = async (): Promise<void> => {
  const crowd = makeCrowd(gigCount)
  const folder = temporaryFolder()
  const store = await fillStore(folder.path, crowd)
  const postgis = await startPostgis()
  if (postgis) {
    await fillPostgis(postgis, crowd)
    await expectSameTotals(store, postgis)
  }
  const inProcess = await interleave(searchesOf(store, postgis), rounds)
  await store.close()
  const overHttp = await benchOverHttp(folder.path, postgis)
  const notes = [
    `${gigCount} gigs, half of them in Bangkok, a tenth pending. Medians of 15 searches a round; the slowest of a hundred: of 200.`,
  ]
  if (!postgis) notes.push('PostGIS was left out: postgresql-15-postgis-3 is not installed.')
  await report('search', [...inProcess, ...overHttp], notes)
  await postgis?.stop()
  folder.remove()
}
