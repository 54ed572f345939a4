import type Database from 'better-sqlite3'
import { type GigSearch, gigStatuses } from '../../../domain/gigs/gig.ts'
import { type Box, boxesAround } from '../../../lib/geo.ts'
import type { PageRequest } from '../../../lib/page.ts'
import { cellSize, cellsPerDegree, toCellBox } from '../../geo/cells.ts'
import { createCounterReads } from './counters.ts'
import { maxCountersOf } from './map.ts'

const kmPerCell = 111.2 / cellsPerDegree

/** The smallest blocks are 18 km wide; beyond it, blocks of 280 km are read. */
const maxRadiusOfSmallBlocksKm = 30

/** Read in the time of one row of a table. */
const packedGigsPerRow = 6
/** Most of those on the edge are known, and their tiles decide. */
const gigsOnEdgePerRow = 30
/** The counts of a block are compared with the circle one by one. */
const rowsPerBlock = 3
const rowsPerCellOnEdge = 2
/** Where there are few gigs, each may have a cell of its own. */
const cellsPerRow = 2
/** The cells around the page have a share of what lies before it, and those gigs are sorted. */
const skippedPerRow = 2
/** However close together they are, those on the edge of a circle are read soon. */
const fewGigs = 200_000
const countersPerRow = 20

export const estimateMap = (boxes: readonly Box[]): number => maxCountersOf(boxes) / countersPerRow

/**
 * In reads of a row. Distance reads counters, and the gigs on the edge of the circle and around the page; other orders
 * walk an index or read the circle's packed gigs (`walks.ts`). A budget reads all packed gigs.
 */
export const createSearchEstimate = (
  db: Database.Database,
): ((search: GigSearch, page: PageRequest) => number) => {
  const counters = createCounterReads(db)
  // Found without counting; there are at most as many.
  const lastGig = db.prepare<[], number | null>('SELECT max(n) FROM gigs').pluck()

  /** An upper bound, which costs no more than a few counters. */
  const maxGigsOf = ({ center, radiusKm }: GigSearch, first: number, last: number): number => {
    const level = radiusKm <= maxRadiusOfSmallBlocksKm ? 0 : 1
    return counters.sumInBoxes(level, boxesAround(center, radiusKm).map(toCellBox), first, last)
  }

  return (search, { skip, limit }) => {
    // A gig may repeat the text thousands of times, so even a few take long.
    if (search.text !== undefined && search.text !== null) return Number.POSITIVE_INFINITY
    const { radiusKm, status, order = 'distance', minBudgetSatang, maxBudgetSatang } = search
    const every = gigStatuses.length
    const [first, last] = status === null ? [0, every - 1] : Array(2).fill(gigStatuses.indexOf(status))
    const radius = radiusKm / kmPerCell
    const side = radius / 8 + 1
    const blocks = side ** 2 * (last - first + 1)
    const cellsOnEdge = 2 * Math.PI * radius
    const maxGigs = lastGig.get() ?? 0
    const base =
      Math.min(maxGigs / cellsPerRow, rowsPerBlock * blocks + rowsPerCellOnEdge * cellsOnEdge) + limit
    const hasLimits = minBudgetSatang !== null || maxBudgetSatang !== null
    const isByDistance = order === 'distance' && !hasLimits
    if (isByDistance && maxGigs <= fewGigs) return base + Math.min(skip, maxGigs) / skippedPerRow
    const gigs = maxGigsOf(search, first, last)
    if (isByDistance) {
      const gigsPerCell = gigs / (side * cellSize(1)) ** 2
      return base + Math.min(skip, gigs) / skippedPerRow + (cellsOnEdge * gigsPerCell) / gigsOnEdgePerRow
    }
    if (hasLimits) return base + gigs / packedGigsPerRow
    const steps = ((skip + limit) * counters.total(first, last)) / Math.max(1, gigs)
    return base + Math.min(steps, gigs / packedGigsPerRow)
  }
}
