import type { GigSearch, GigStatus } from '../../../domain/gigs/gig.ts'
import type { Circle, Coordinates } from '../../../lib/geo.ts'
import type { Value } from '../engine/queries.ts'
import type { Cover, Strip } from './cover.ts'

/** Collects the values of a statement while its text is written. */
export class Parameters {
  readonly values: Value[] = []

  /** @returns the name of the parameter, with its type */
  add(
    value: Value,
    type: 'float8' | 'int' | 'bigint' | 'text' | 'uuid' | 'int[]' | 'uuid[]' | 'float8[]',
  ): string {
    this.values.push(value)
    return `$${this.values.length}::${type}`
  }

  addStrips(strips: readonly Strip[], ...fields: (keyof Strip)[]): string {
    return fields
      .map(field => this.add(`{${strips.map(strip => strip[field]).join(',')}}`, 'int[]'))
      .join(', ')
  }
}

/** The index predicates have the status as a literal, so each status has a text of its own. */
export const isShown = (status: GigStatus | null, table = 'gigs'): string =>
  `NOT ${table}.is_hidden${status === null ? '' : ` AND ${table}.status = '${status}'`}`

export const pointAt = ({ latitude, longitude }: Coordinates, parameters: Parameters): string =>
  `ST_SetSRID(ST_MakePoint(${parameters.add(longitude, 'float8')}, ${parameters.add(latitude, 'float8')}), 4326)::geography`

/** From a place to that of a row. */
export const haversineFrom = (
  { latitude, longitude }: Coordinates,
  parameters: Parameters,
  table = 'gigs',
): string =>
  `haversine(${table}.latitude, ${table}.longitude, ${parameters.add(latitude, 'float8')}, ${parameters.add(longitude, 'float8')})`

/** What a search wants of a gig besides its place. */
export const isWanted = (search: GigSearch, parameters: Parameters): string => {
  const { status, minBudgetSatang, maxBudgetSatang, text = null } = search
  const conditions = [isShown(status)]
  if (minBudgetSatang !== null)
    conditions.push(`gigs.budget_satang >= ${parameters.add(minBudgetSatang, 'bigint')}`)
  if (maxBudgetSatang !== null)
    conditions.push(`gigs.budget_satang <= ${parameters.add(maxBudgetSatang, 'bigint')}`)
  if (text !== null) conditions.push(`gigs.words LIKE folded(${parameters.add(patternOf(text), 'text')})`)
  return conditions.join(' AND ')
}

/** The pattern of a text taken literally. */
const patternOf = (text: string): string => `%${text.replaceAll(/[%_\\]/g, '\\$&')}%`

/**
 * The gigs of the cells, from the index of the cells. `OFFSET 0` keeps the planner from joining the strips with a scan of
 * all gigs, whatever it expects of them.
 */
export const inStrips = (strips: readonly Strip[], wanted: string, parameters: Parameters): string =>
  `unnest(${parameters.addStrips(strips, 'row', 'west', 'east')}) AS strip (cell_row, west, east)
  CROSS JOIN LATERAL (
    SELECT gigs.id, gigs.latitude, gigs.longitude, gigs.budget_satang, gigs.created_at FROM gigs
    WHERE gigs.cell_row = strip.cell_row AND gigs.cell_column BETWEEN strip.west AND strip.east AND ${wanted}
    OFFSET 0
  ) AS gigs`

/** The gigs with a text, from the index of texts or of cells, whichever the planner expects to be shorter. */
export const inRows = (strips: readonly Strip[], wanted: string, parameters: Parameters): string => {
  const rows = strips.map(({ row }) => row)
  const from = parameters.add(rows[0] ?? 0, 'int')
  return `(
    SELECT gigs.id, gigs.latitude, gigs.longitude, gigs.budget_satang, gigs.created_at FROM gigs
    WHERE gigs.cell_row BETWEEN ${from} AND ${parameters.add(rows.at(-1) ?? 0, 'int')} AND ${wanted}
  ) AS gigs`
}

/** How many gigs the counters have in whole cells. */
export const countInside = ({ inside }: Cover, status: GigStatus | null, parameters: Parameters): string =>
  `SELECT coalesce(sum(counted.gig_count), 0) AS inside
  FROM unnest(${parameters.addStrips(inside, 'level', 'row', 'west', 'east')}) AS strip (level, cell_row, west, east)
  CROSS JOIN LATERAL (
    SELECT gig_count FROM gig_counts
    WHERE level = strip.level AND cell_row = strip.cell_row AND cell_column BETWEEN strip.west AND strip.east
      ${status === null ? '' : `AND status = '${status}'`}
    OFFSET 0
  ) AS counted`

/**
 * How many gigs of the cells at the edge are within, and the places of those that are so close to the circle that the
 * distance in km has to decide.
 */
export const countAtEdge = (
  { edge }: Cover,
  circle: Circle,
  wanted: string,
  parameters: Parameters,
): string => {
  const insideUpTo = parameters.add(circle.insideUpTo, 'float8')
  const outsideAbove = parameters.add(circle.outsideAbove, 'float8')
  return `SELECT count(*) FILTER (WHERE h <= ${insideUpTo}) AS edge,
      json_agg(json_build_array(latitude, longitude)) FILTER (WHERE h > ${insideUpTo}) AS close
    FROM (
      SELECT gigs.latitude, gigs.longitude, ${haversineFrom(circle.center, parameters)} AS h
      FROM ${inStrips(edge, wanted, parameters)}
    ) AS near WHERE h <= ${outsideAbove}`
}
