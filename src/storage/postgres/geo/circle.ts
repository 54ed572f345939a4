import type { GigOrder, GigSearch } from '../../../domain/gigs/gig.ts'
import { type Circle, greatCircleKm } from '../../../lib/geo.ts'
import type { PageRequest } from '../../../lib/page.ts'
import type { Queries } from '../engine/queries.ts'
import { joinVersions } from '../stores/known-gigs.ts'
import { coverOf } from './cover.ts'
import { haversineFrom, inStrips, isWanted, Parameters } from './found-gigs.ts'
import {
  type FoundPage,
  keysAtPlaces,
  keysInOrder,
  type RankedGig,
  rankedKeys,
  rankedPlaces,
  type WindowRow,
  windowColumns,
  windowTables,
} from './window.ts'

interface CircleRow extends WindowRow {
  total: number
  /** A list of [id, latitude, longitude]. */
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
  SELECT json_agg(json_build_array(gigs.id, gigs.version, gigs.latitude, gigs.longitude) ORDER BY page.rank)
  FROM page ${joinVersions('page.id')})::text AS keys`

const idsOutside = (close: string | null, { center, radiusKm }: Circle): string[] => {
  const places: [id: string, latitude: number, longitude: number][] = JSON.parse(close ?? '[]') // as below
  return places
    .filter(([, latitude, longitude]) => greatCircleKm(center, { latitude, longitude }) > radiusKm)
    .map(([id]) => id)
}

/** @param candidates where gigs are read from: `inStrips`, or `inRows` where there is a text */
export const readCircle = async (
  reads: Queries,
  search: GigSearch,
  circle: Circle,
  page: PageRequest,
  candidates = inStrips,
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
        FROM ${candidates(coverOf(circle).touched, wanted, parameters)}
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
  if (others.length > 0) return readCircle(reads, search, circle, page, candidates, [...outside, ...others])
  const totalCount = row.total
  if (order !== 'distance') return { found: keysInOrder(row.keys, circle), totalCount }
  if (row.places === null) return { found: rankedKeys(row, circle, page), totalCount }
  return { found: await readAtPlaces(reads, search, row, circle, page), totalCount }
}

/** For a page that begins or ends among very many gigs at the same distance. */
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
