import { getTableColumns } from 'drizzle-orm'
import type { NearbyQuery, NearbyUser, User } from '../../../domain/users/user.ts'
import { circleAround, greatCircleKm, haversineMargin } from '../../../lib/geo.ts'
import { users } from '../../tables.ts'
import { listOf } from '../engine/columns.ts'
import type { Queries } from '../engine/queries.ts'
import { haversineFrom, Parameters, pointAt } from './found-gigs.ts'
import { byIndexOrder, isReadUpTo, kmBeyond } from './nearest.ts'

const { rowId: _rowId, passwordHash: _passwordHash, ...columns } = getTableColumns(users)
const userList = listOf(columns, 'users')

/** The index is asked for the next of these numbers of people. */
const nearestSizes = [64, 128] as const

interface PlacedRow extends User {
  placeLatitude: number
  placeLongitude: number
  /** A haversine, of the farthest person that was read; null where none is beyond. */
  reach: number | null
  /** A haversine, of the last person who is wanted; null where they are fewer. */
  last: number | null
}

const isWanted = ({ onlyAvailable, asker }: NearbyQuery, parameters: Parameters): string =>
  `place.user_id <> ${parameters.add(asker, 'uuid')}${onlyAvailable ? ' AND place.is_available' : ''}`

const placedColumns = `${userList}, found.latitude AS "placeLatitude", found.longitude AS "placeLongitude"`

/** The radius is inclusive; nearest first, ties by id. */
export const findNearby = (reads: Queries, query: NearbyQuery): Promise<NearbyUser[]> => {
  const size = nearestSizes.find(each => each > query.limit) ?? nearestSizes[1]
  const readUpTo = async (radiusKm: number) => inOrder(await readWithin(reads, query, radiusKm), query)
  return byIndexOrder(
    async () => {
      const rows = await readNearest(reads, query, size)
      const [first] = rows
      const circle = circleAround(query.center, query.radiusKm)
      if (!first || isReadUpTo(first.last, first.reach, circle)) return inOrder(rows, query)
      return readUpTo(Math.min(query.radiusKm, kmBeyond(first.last ?? circle.outsideAbove)))
    },
    () => readUpTo(query.radiusKm),
  )
}

const readNearest = (reads: Queries, query: NearbyQuery, size: number): Promise<PlacedRow[]> => {
  const { center, radiusKm, limit } = query
  const parameters = new Parameters()
  const text = `
    WITH nearest AS MATERIALIZED (
      SELECT user_id, latitude, longitude, ${haversineFrom(center, parameters, 'place')} AS h
      FROM user_places AS place WHERE ${isWanted(query, parameters)}
      ORDER BY place.place <-> ${pointAt(center, parameters)} LIMIT ${size}
    ),
    found AS (
      SELECT * FROM nearest WHERE h <= ${parameters.add(circleAround(center, radiusKm).outsideAbove, 'float8')}
    ),
    last_of AS (SELECT h FROM found ORDER BY h OFFSET ${parameters.add(limit - 1, 'int')} LIMIT 1)
    SELECT ${placedColumns}, (SELECT h FROM last_of) AS last,
      (SELECT CASE WHEN count(*) = ${size} THEN max(h) END FROM nearest) AS reach
    FROM found JOIN users ON users.id = found.user_id
    WHERE found.h <= coalesce((SELECT h FROM last_of), 1) * ${1 + haversineMargin}`
  return reads.all<PlacedRow>(text, parameters.values)
}

/** For many people at the distance of the last who is wanted. */
const readWithin = (reads: Queries, query: NearbyQuery, radiusKm: number): Promise<PlacedRow[]> => {
  const parameters = new Parameters()
  // The sphere of PostGIS is smaller, so distances on it are less than ours.
  const text = `
    WITH found AS (
      SELECT * FROM user_places AS place WHERE ${isWanted(query, parameters)}
        AND ST_DWithin(place.place, ${pointAt(query.center, parameters)}, ${parameters.add(radiusKm * 1000, 'float8')}, false)
    )
    SELECT ${placedColumns} FROM found JOIN users ON users.id = found.user_id`
  return reads.all<PlacedRow>(text, parameters.values)
}

const inOrder = (rows: readonly PlacedRow[], { center, radiusKm, limit }: NearbyQuery): NearbyUser[] =>
  rows
    .map(({ placeLatitude: latitude, placeLongitude: longitude, reach: _reach, last: _last, ...user }) => ({
      user,
      distanceKm: greatCircleKm(center, { latitude, longitude }),
    }))
    .filter(({ distanceKm }) => distanceKm <= radiusKm)
    .sort((a, b) => a.distanceKm - b.distanceKm || (a.user.id < b.user.id ? -1 : 1))
    .slice(0, limit)
