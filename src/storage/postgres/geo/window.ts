import { type Circle, type Coordinates, greatCircleKm, haversineMargin } from '../../../lib/geo.ts'
import type { PageRequest } from '../../../lib/page.ts'
import { type GigKey, joinVersions } from '../stores/known-gigs.ts'
import type { Parameters } from './found-gigs.ts'

/** The caller reads the rest. */
export interface RankedGig extends GigKey {
  distanceKm: number
}

export interface WindowRow {
  /** The gigs that are nearer than all of these. */
  before: number
  /** A haversine, of the last of the page; null where the page lies behind the end. */
  last: number | null
  /** A list of [id, version, latitude, longitude]; null where many are at the same place. */
  keys: string | null
  /** In place of `keys`, a list of [latitude, longitude, count]. */
  places: string | null
}

type KeyTuple = [id: GigKey['id'], version: string, latitude: number, longitude: number]

/** Gigs at the distances of a page, besides its own, that are read one by one. */
const maxOthers = 200

/** Sines may differ from ours in the last digit, so gigs of nearly equal haversines are all read. */
export const windowTables = (found: string, { skip, limit }: PageRequest, parameters: Parameters): string => {
  const from = parameters.add(skip, 'bigint')
  return `first_of AS (SELECT h FROM ${found} ORDER BY h OFFSET ${from} LIMIT 1),
  last_of AS (
    SELECT max(h) AS h
    FROM (SELECT h FROM ${found} ORDER BY h OFFSET ${from} LIMIT ${parameters.add(limit, 'int')}) AS page
  ),
  band AS MATERIALIZED (
    SELECT ${found}.* FROM ${found}, first_of, last_of
    WHERE ${found}.h >= first_of.h * ${1 - haversineMargin} AND ${found}.h <= last_of.h * ${1 + haversineMargin}
  ),
  is_short AS (SELECT count(*) <= ${limit + maxOthers} AS is_short FROM band)`
}

export const windowColumns = (found: string): string => `
  (SELECT count(*) FROM ${found}, first_of WHERE ${found}.h < first_of.h * ${1 - haversineMargin})::float8 AS before,
  (SELECT h FROM last_of) AS last,
  (SELECT json_agg(json_build_array(gigs.id, gigs.version, gigs.latitude, gigs.longitude))
    FROM band JOIN is_short ON is_short ${joinVersions('band.id')})::text AS keys,
  (SELECT json_agg(json_build_array(latitude, longitude, count))
    FROM (SELECT latitude, longitude, count(*) FROM band JOIN is_short ON NOT is_short GROUP BY 1, 2) AS place
  )::text AS places`

const parseKeys = (text: string | null): KeyTuple[] => (text === null ? [] : JSON.parse(text)) // as above

export const keysInOrder = (keys: string | null, { center }: Circle): RankedGig[] =>
  parseKeys(keys).map(([id, version, latitude, longitude]) => ({
    id,
    version,
    distanceKm: greatCircleKm(center, { latitude, longitude }),
  }))

/** Exact distances, ties by id. */
export const rankedKeys = (
  { before, keys }: Pick<WindowRow, 'before' | 'keys'>,
  circle: Circle,
  { skip, limit }: PageRequest,
): RankedGig[] =>
  keysInOrder(keys, circle)
    .filter(({ distanceKm }) => distanceKm <= circle.radiusKm)
    .sort((a, b) => a.distanceKm - b.distanceKm || (a.id < b.id ? -1 : 1))
    .slice(skip - before, skip - before + limit)

/** Places with the same rank have the same distance. */
export interface RankedPlace extends Coordinates {
  rank: number
}

/** With the beginning of the page among their gigs. */
export const rankedPlaces = (
  { before, places }: Pick<WindowRow, 'before' | 'places'>,
  { center, radiusKm }: Circle,
  { skip, limit }: PageRequest,
): { places: RankedPlace[]; skip: number } => {
  const tuples: [latitude: number, longitude: number, gigCount: number][] = JSON.parse(places ?? '[]') // as above
  const byDistance = tuples
    .map(([latitude, longitude, gigCount]) => ({
      latitude,
      longitude,
      gigCount,
      rank: greatCircleKm(center, { latitude, longitude }),
    }))
    .filter(({ rank }) => rank <= radiusKm)
    .sort((a, b) => a.rank - b.rank)
  const countUpTo = (rank: number, isWith: boolean) =>
    byDistance.reduce(
      (sum, place) => (place.rank < rank || (isWith && place.rank === rank) ? sum + place.gigCount : sum),
      before,
    )
  const ofPage = byDistance.filter(
    ({ rank }) => countUpTo(rank, true) > skip && countUpTo(rank, false) < skip + limit,
  )
  const [nearest] = ofPage
  return { places: ofPage, skip: nearest ? skip - countUpTo(nearest.rank, false) : 0 }
}

/** For `rankedKeys`. */
export const keysAtPlaces = (
  places: readonly RankedPlace[],
  { skip, limit }: PageRequest,
  wanted: string,
  parameters: Parameters,
): string => {
  const array = (numbers: number[]) => parameters.add(`{${numbers.join(',')}}`, 'float8[]')
  const [latitudes, longitudes, ranks] = [
    array(places.map(({ latitude }) => latitude)),
    array(places.map(({ longitude }) => longitude)),
    array(places.map(({ rank }) => rank)),
  ]
  return `SELECT json_agg(json_build_array(gigs.id, gigs.version, gigs.latitude, gigs.longitude))::text AS keys
    FROM (
      SELECT gigs.id
      FROM unnest(${latitudes}, ${longitudes}, ${ranks}) AS place (latitude, longitude, rank)
      CROSS JOIN LATERAL (
        SELECT gigs.id FROM gigs
        WHERE gigs.cell_row = CAST(floor(place.latitude * 100) AS integer) + 12288
          AND gigs.cell_column = CAST(floor(place.longitude * 100) AS integer) + 20480
          AND gigs.latitude = place.latitude AND gigs.longitude = place.longitude AND ${wanted}
        OFFSET 0
      ) AS gigs
      ORDER BY place.rank, gigs.id OFFSET ${parameters.add(skip, 'bigint')} LIMIT ${parameters.add(limit, 'int')}
    ) AS page ${joinVersions('page.id')}`
}

/** The total is exact. */
export interface FoundPage {
  found: RankedGig[]
  totalCount: number
}
