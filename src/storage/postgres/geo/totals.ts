import type { GigStatus } from '../../../domain/gigs/gig.ts'
import { type Circle, greatCircleKm } from '../../../lib/geo.ts'
import type { Queries } from '../engine/queries.ts'
import { everybody } from '../engine/totals.ts'
import { coverOf } from './cover.ts'
import { countAtEdge, countInside, isShown, Parameters } from './found-gigs.ts'

export interface TotalRow {
  inside: number
  edge: number
  /** Places whose distances in km decide, each as [latitude, longitude]. */
  close: string | null
}

/** The columns of a `TotalRow`, and the table that they need. */
export const totalColumns = (circle: Circle, status: GigStatus | null, parameters: Parameters) => {
  const cover = coverOf(circle)
  return {
    columns: `(${countInside(cover, status, parameters)})::float8 AS inside,
      at_edge.edge::float8 AS edge, at_edge.close::text AS close`,
    table: `(${countAtEdge(cover, circle, isShown(status), parameters)}) AS at_edge`,
  }
}

/** The total is exact; also whether a gig outside is too close for the formula of the database. */
export const totalOf = (row: TotalRow, { center, radiusKm }: Circle) => {
  const places: [latitude: number, longitude: number][] = JSON.parse(row.close ?? '[]') // as above
  const within = places.filter(
    ([latitude, longitude]) => greatCircleKm(center, { latitude, longitude }) <= radiusKm,
  ).length
  return { totalCount: row.inside + row.edge + within, hasCloseOutside: within < places.length }
}

/** Within the circle, and anywhere. */
export const readTotals = async (reads: Queries, circle: Circle, status: GigStatus | null) => {
  const parameters = new Parameters()
  const { columns, table } = totalColumns(circle, status, parameters)
  const kind = status === null ? '' : `AND kind = '${status}'`
  const row = await reads.get<TotalRow & { all: number }>(
    `SELECT ${columns}, (
      SELECT coalesce(sum(count), 0) FROM list_totals
      WHERE owner = ${parameters.add(everybody, 'uuid')} AND list = 'gigs' ${kind}
    )::float8 AS all FROM ${table}`,
    parameters.values,
  )
  if (!row) throw new Error('A search had no row.')
  return { ...totalOf(row, circle), gigCount: row.all }
}
