import type { GigSearch } from '../../../domain/gigs/gig.ts'
import type { Circle } from '../../../lib/geo.ts'
import type { PageRequest } from '../../../lib/page.ts'
import type { Queries } from '../engine/queries.ts'
import { haversineFrom, isShown, Parameters, pointAt } from './found-gigs.ts'
import { isReadUpTo } from './nearest.ts'
import { type TotalRow, totalColumns, totalOf } from './totals.ts'
import { type FoundPage, rankedKeys, type WindowRow, windowColumns, windowTables } from './window.ts'

/** The index is asked for the next of these; a text with the number itself plans with it. */
export const nearestSizes = [32, 128, 512, 4096] as const

type Plain = Pick<GigSearch, 'center' | 'status'>

interface NearestRow extends WindowRow, TotalRow {
  /** A haversine, of the farthest gig that was read; null where none is beyond. */
  reach: number | null
}

/**
 * A page from the GiST index of the status. `farthest` is null where the page is whole; else gigs as far as
 * that (a haversine) are missing, because very many are at the same distance.
 */
export const readNearest = async (
  reads: Queries,
  { center, status }: Plain,
  circle: Circle,
  page: PageRequest,
  size: number,
): Promise<FoundPage & { farthest: number | null }> => {
  const parameters = new Parameters()
  const total = totalColumns(circle, status, parameters)
  const text = `
    WITH nearest AS MATERIALIZED (
      SELECT gigs.id, gigs.latitude, gigs.longitude, ${haversineFrom(center, parameters)} AS h
      FROM gigs WHERE ${isShown(status)} ORDER BY gigs.place <-> ${pointAt(center, parameters)} LIMIT ${size}
    ),
    found AS (SELECT * FROM nearest WHERE h <= ${parameters.add(circle.outsideAbove, 'float8')}),
    ${windowTables('found', page, parameters)}
    SELECT ${total.columns}, (SELECT CASE WHEN count(*) = ${size} THEN max(h) END FROM nearest) AS reach,
      ${windowColumns('found')}
    FROM ${total.table}`
  const row = await reads.get<NearestRow>(text, parameters.values)
  if (!row) throw new Error('A search had no row.')
  const isWhole = isReadUpTo(row.last, row.reach, circle) && row.places === null
  return {
    found: rankedKeys(row, circle, page),
    totalCount: totalOf(row, circle).totalCount,
    farthest: isWhole ? null : (row.last ?? circle.outsideAbove),
  }
}
