import { type GigMap, type GigPin, type GigStatus, maxPins } from '../../../domain/gigs/gig.ts'
import type { Box } from '../../../lib/geo.ts'
import { cellSize, toCellBox } from '../../geo/cells.ts'
import { type ClusterSum, isCloseUp, levelOf, stepFor, toCluster } from '../../geo/clusters.ts'
import type { Queries } from '../engine/queries.ts'
import { isShown, Parameters } from './found-gigs.ts'

/** Edges in cells. */
interface BoxParameters {
  south: string
  north: string
  west: string
  east: string
}

const boxParameters = (box: Box, parameters: Parameters): BoxParameters => {
  const { south, north, west, east } = toCellBox(box)
  return {
    south: parameters.add(south, 'int'),
    north: parameters.add(north, 'int'),
    west: parameters.add(west, 'int'),
    east: parameters.add(east, 'int'),
  }
}

const counters = (level: number, status: GigStatus, row: string, columns: string): string =>
  `CROSS JOIN LATERAL (
    SELECT cell_row, cell_column, sum(gig_count) AS gig_count, sum(north_sum) AS north_sum, sum(east_sum) AS east_sum
    FROM gig_counts
    WHERE level = ${level} AND cell_row = ${row} AND cell_column BETWEEN ${columns} AND status = '${status}'
    GROUP BY cell_row, cell_column HAVING sum(gig_count) > 0
  ) AS counted`

/** A cell is `within` when it does not reach beyond the box. */
const cellsOfBox = (
  level: number,
  status: GigStatus,
  { south, north, west, east }: BoxParameters,
): string => {
  const shift = 4 * level
  const row = `generate_series(${south} >> ${shift}, ${north} >> ${shift}) AS box_row`
  return `SELECT counted.*, ${isWithin(level, { south, north, west, east })} AS is_within
    FROM ${row} ${counters(level, status, 'box_row', `${west} >> ${shift} AND ${east} >> ${shift}`)}`
}

const isWithin = (level: number, { south, north, west, east }: BoxParameters): string => {
  const [shift, last] = [4 * level, cellSize(level) - 1]
  return `counted.cell_row << ${shift} >= ${south} AND (counted.cell_row << ${shift}) + ${last} <= ${north}
    AND counted.cell_column << ${shift} >= ${west} AND (counted.cell_column << ${shift}) + ${last} <= ${east}`
}

/** Each parent has 16 by 16 cells; those that touch the box are read. */
const cellsOfParents = (level: number, status: GigStatus, box: BoxParameters, parents: string): string => {
  const shift = 4 * level
  const columns = `greatest(parent.cell_column << 4, ${box.west} >> ${shift})
      AND least((parent.cell_column << 4) + 15, ${box.east} >> ${shift})`
  return `SELECT counted.*, ${isWithin(level, box)} AS is_within
    FROM ${parents} AS parent
    CROSS JOIN LATERAL (
      SELECT * FROM generate_series(
        greatest(parent.cell_row << 4, ${box.south} >> ${shift}),
        least((parent.cell_row << 4) + 15, ${box.north} >> ${shift})
      ) AS box_row LIMIT 16
    ) AS rows ${counters(level, status, 'box_row', columns)}`
}

/** From `cells_2` down to `cells_0`, each with the cells of the level above that `split` says. */
const tablesOfCells = (
  first: number,
  status: GigStatus,
  box: BoxParameters,
  split: 'all' | 'edge',
): string[] => {
  const tables = [`cells_${first} AS MATERIALIZED (${cellsOfBox(first, status, box)})`]
  for (let level = first - 1; level >= 0; level -= 1) {
    const above = `cells_${level + 1}`
    const parents = split === 'all' ? above : `(SELECT * FROM ${above} WHERE NOT is_within)`
    tables.push(`cells_${level} AS MATERIALIZED (${cellsOfParents(level, status, box, parents)})`)
  }
  return tables
}

/** Cells of the first level that reach beyond the box are read a level finer. */
const readClusters = async (
  reads: Queries,
  box: Box,
  status: GigStatus,
  step: number,
): Promise<ClusterSum[]> => {
  const first = levelOf(step)
  const parameters = new Parameters()
  const edges = boxParameters(box, parameters)
  const parts = [...Array(first + 1).keys()].map(level => {
    const size = cellSize(level)
    // The counters have sixteenths of a cell, whose middles count.
    const sumOf = (cell: string, sum: string) =>
      `${cell} * ${size} * gig_count + (${sum} + gig_count / 2.0) * ${size} / 16`
    return `SELECT gig_count, cell_row * ${size} AS south, cell_column * ${size} AS west,
        ${sumOf('cell_row', 'north_sum')} AS rows, ${sumOf('cell_column', 'east_sum')} AS columns
      FROM cells_${level} ${level === 0 ? '' : 'WHERE is_within'}`
  })
  const width = parameters.add(step, 'int')
  return reads.all<ClusterSum>(
    `WITH ${tablesOfCells(first, status, edges, 'edge').join(', ')}
    SELECT sum(gig_count)::float8 AS "gigCount", sum(rows)::float8 AS rows, sum(columns)::float8 AS columns
    FROM (${parts.join(' UNION ALL ')}) AS cell GROUP BY south / ${width}, west / ${width}`,
    parameters.values,
  )
}

/** At most `maxPins` and one more. */
const readPins = (reads: Queries, box: Box, status: GigStatus, step: number): Promise<GigPin[]> => {
  const parameters = new Parameters()
  const edges = boxParameters(box, parameters)
  const [south, north, west, east] = [box.south, box.north, box.west, box.east].map(edge =>
    parameters.add(edge, 'float8'),
  )
  return reads.all<GigPin>(
    `WITH ${tablesOfCells(levelOf(step), status, edges, 'all').join(', ')}
    SELECT gigs.id, title, budget_satang::float8 AS "budgetSatang", latitude, longitude
    FROM cells_0 CROSS JOIN LATERAL (
      SELECT * FROM gigs
      WHERE gigs.cell_row = cells_0.cell_row AND gigs.cell_column = cells_0.cell_column AND ${isShown(status)}
      OFFSET 0
    ) AS gigs
    WHERE latitude BETWEEN ${south} AND ${north} AND longitude BETWEEN ${west} AND ${east}
    LIMIT ${maxPins + 1}`,
    parameters.values,
  )
}

/** Clusters are sums of counters, so no gig is read for them. */
export const readMap = async (reads: Queries, boxes: readonly Box[], status: GigStatus): Promise<GigMap> => {
  const cellBoxes = boxes.map(toCellBox)
  const step = stepFor(cellBoxes)
  const sums = (await Promise.all(boxes.map(box => readClusters(reads, box, status, step)))).flat()
  const totalCount = sums.reduce((sum, { gigCount }) => sum + gigCount, 0)
  const clustered = { pins: [], clusters: sums.map(toCluster), totalCount }
  if (totalCount > maxPins && !isCloseUp(cellBoxes, totalCount)) return clustered
  const found = await Promise.all(boxes.map(box => readPins(reads, box, status, step)))
  const pins = found.flat().sort((a, b) => (a.id < b.id ? -1 : 1))
  return pins.length > maxPins ? clustered : { pins, clusters: [], totalCount: pins.length }
}
