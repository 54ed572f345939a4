import type { GigOrder, GigSearch } from '../../../domain/gigs/gig.ts'
import { type Circle, circleAround, greatCircleKm } from '../../../lib/geo.ts'
import type { PageRequest } from '../../../lib/page.ts'
import type { Queries } from '../engine/queries.ts'
import { joinPeople, versionOf } from '../stores/known-gigs.ts'
import { coverOf } from './cover.ts'
import {
  countAtEdge,
  countInside,
  haversineFrom,
  inStrips,
  isShown,
  isWanted,
  Parameters,
  pointAt,
} from './found-gigs.ts'
import { byIndexOrder, isReadUpTo, kmBeyond } from './nearest.ts'
import {
  keysAtPlaces,
  keysInOrder,
  type RankedGig,
  rankedKeys,
  rankedPlaces,
  type WindowRow,
  windowColumns,
  windowTables,
} from './window.ts'

/**
 * Searches are read in one of two ways. `readNearest` is for the first pages by distance: a GiST index gives the nearest
 * gigs, and the total comes from counters of whole cells and from the gigs of the cells at the edge. `readCircle` reads
 * the gigs of all cells that the circle touches from an index of the cells. Which gigs are within a circle, and at which
 * distance, is always decided by lib/geo.ts, since the sphere of PostGIS is another.
 */

interface FoundPage {
  found: RankedGig[]
  totalCount: number
}

/** How many gigs `readNearest` asks the index for: the next of these. A text with the number itself plans with it. */
const nearestSizes = [32, 128, 512] as const

type Plain = Pick<GigSearch, 'center' | 'status'>

interface NearestRow extends WindowRow {
  inside: number
  edge: number
  close: string | null
  /** The haversine of the farthest gig that was read; null where none is beyond. */
  reach: number | null
}

/** The places that a text of JSON has, as [latitude, longitude], which are within the circle. */
const countWithin = (close: string | null, { center, radiusKm }: Circle): number => {
  const places: [latitude: number, longitude: number][] = JSON.parse(close ?? '[]') // as `countAtEdge` says
  return places.filter(([latitude, longitude]) => greatCircleKm(center, { latitude, longitude }) <= radiusKm)
    .length
}

const readNearest = async (
  reads: Queries,
  { center, status }: Plain,
  circle: Circle,
  page: PageRequest,
  size: number,
): Promise<FoundPage & { farthest: number | null }> => {
  const cover = coverOf(circle)
  const parameters = new Parameters()
  const shown = isShown(status)
  const text = `
    WITH nearest AS MATERIALIZED (
      SELECT gigs.id, gigs.latitude, gigs.longitude, ${haversineFrom(center, parameters)} AS h
      FROM gigs WHERE ${shown} ORDER BY gigs.place <-> ${pointAt(center, parameters)} LIMIT ${size}
    ),
    found AS (SELECT * FROM nearest WHERE h <= ${parameters.add(circle.outsideAbove, 'float8')}),
    ${windowTables('found', page, parameters)}
    SELECT (${countInside(cover, status, parameters)})::float8 AS inside,
      at_edge.edge::float8 AS edge, at_edge.close::text AS close,
      (SELECT CASE WHEN count(*) = ${size} THEN max(h) END FROM nearest) AS reach, ${windowColumns('found')}
    FROM (${countAtEdge(cover, circle, shown, parameters)}) AS at_edge`
  const row = await reads.get<NearestRow>(text, parameters.values)
  if (!row) throw new Error('A search had no row.')
  const totalCount = row.inside + row.edge + countWithin(row.close, circle)
  const isWhole = isReadUpTo(row.last, row.reach, circle) && row.places === null
  return {
    found: rankedKeys(row, circle, page),
    totalCount,
    farthest: isWhole ? null : (row.last ?? circle.outsideAbove),
  }
}

interface CircleRow extends WindowRow {
  total: number
  /** Each as [id, latitude, longitude]. */
  close: string | null
}

const orders: Record<Exclude<GigOrder, 'distance'>, string> = {
  newest: 'found.created_at DESC, found.id DESC',
  budget: 'found.budget_satang DESC, found.created_at DESC, found.id DESC',
}

const pageTable = (
  order: Exclude<GigOrder, 'distance'>,
  { skip, limit }: PageRequest,
  parameters: Parameters,
): string => `page AS (
  SELECT found.id, row_number() OVER (ORDER BY ${orders[order]}) AS rank FROM found
  ORDER BY rank OFFSET ${parameters.add(skip, 'bigint')} LIMIT ${parameters.add(limit, 'int')})`

const pageColumns = `(
  SELECT json_agg(json_build_array(gigs.id, ${versionOf}, gigs.latitude, gigs.longitude) ORDER BY page.rank)
  FROM page JOIN gigs ON gigs.id = page.id ${joinPeople})::text AS keys`

/** The ids of gigs close to the circle that are outside of it. */
const idsOutside = (close: string | null, { center, radiusKm }: Circle): string[] => {
  const places: [id: string, latitude: number, longitude: number][] = JSON.parse(close ?? '[]') // as below
  return places
    .filter(([, latitude, longitude]) => greatCircleKm(center, { latitude, longitude }) > radiusKm)
    .map(([id]) => id)
}

const readCircle = async (
  reads: Queries,
  search: GigSearch,
  circle: Circle,
  page: PageRequest,
  outside: readonly string[] = [],
): Promise<FoundPage> => {
  const { order = 'distance' } = search
  const parameters = new Parameters()
  const wanted = isWanted(search, parameters)
  const insideUpTo = parameters.add(circle.insideUpTo, 'float8')
  const text = `
    WITH found AS MATERIALIZED (
      SELECT * FROM (
        SELECT gigs.*, ${haversineFrom(circle.center, parameters)} AS h
        FROM ${inStrips(coverOf(circle).touched, wanted, parameters)}
      ) AS touched
      WHERE h <= ${parameters.add(circle.outsideAbove, 'float8')}
        AND id <> ALL (${parameters.add(`{${outside.join(',')}}`, 'uuid[]')})
    ),
    ${order === 'distance' ? windowTables('found', page, parameters) : pageTable(order, page, parameters)}
    SELECT (SELECT count(*) FROM found)::float8 AS total,
      (SELECT json_agg(json_build_array(id, latitude, longitude)) FROM found WHERE h > ${insideUpTo})::text AS close,
      ${order === 'distance' ? windowColumns('found') : pageColumns}`
  const row = await reads.get<CircleRow>(text, parameters.values)
  if (!row) throw new Error('A search had no row.')
  const others = idsOutside(row.close, circle)
  if (others.length > 0) return readCircle(reads, search, circle, page, [...outside, ...others])
  const totalCount = row.total
  if (order !== 'distance') return { found: keysInOrder(row.keys, circle), totalCount }
  if (row.places === null) return { found: rankedKeys(row, circle, page), totalCount }
  return { found: await readAtPlaces(reads, search, row, circle, page), totalCount }
}

/** The gigs of a page that begins or ends among very many at the same distance. */
const readAtPlaces = async (
  reads: Queries,
  search: GigSearch,
  row: CircleRow,
  circle: Circle,
  page: PageRequest,
): Promise<RankedGig[]> => {
  const { places, skip } = rankedPlaces(row, circle, page)
  if (places.length === 0) return []
  const parameters = new Parameters()
  const wanted = isWanted(search, parameters)
  const text = keysAtPlaces(places, { skip, limit: page.limit }, wanted, parameters)
  const found = await reads.get<{ keys: string | null }>(text, parameters.values)
  return rankedKeys({ before: 0, keys: found?.keys ?? null }, circle, { skip: 0, limit: page.limit })
}

const isPlain = ({ order = 'distance', text = null, minBudgetSatang, maxBudgetSatang }: GigSearch): boolean =>
  order === 'distance' && text === null && minBudgetSatang === null && maxBudgetSatang === null

/** One page of the gigs within the radius, and their exact total. */
export const searchGigs = (reads: Queries, search: GigSearch, page: PageRequest): Promise<FoundPage> => {
  const circle = circleAround(search.center, search.radiusKm)
  const readAll = () => readCircle(reads, search, circle, page)
  const size = nearestSizes.find(each => each > page.skip + page.limit)
  if (!isPlain(search) || size === undefined) return readAll()
  return byIndexOrder(async () => {
    const { found, totalCount, farthest } = await readNearest(reads, search, circle, page, size)
    if (farthest === null) return { found, totalCount }
    const radiusKm = Math.min(search.radiusKm, kmBeyond(farthest))
    const whole = await readCircle(reads, search, circleAround(search.center, radiusKm), page)
    return { found: whole.found, totalCount }
  }, readAll)
}
