import type Database from 'better-sqlite3'
import { type GigSearch, gigStatuses } from '../../../domain/gigs/gig.ts'
import { type Box, boxesAround } from '../../../lib/geo.ts'
import type { PageRequest } from '../../../lib/page.ts'
import { cellsPerDegree, toCellBox } from '../../geo/cells.ts'
import { createCounterReads } from './counters.ts'
import { maxCountersOf } from './map.ts'

const kmPerCell = 111.2 / cellsPerDegree

/** Within this radius the gigs are estimated by the smallest blocks (18 km wide), beyond it by those of 280 km. */
const maxRadiusOfSmallBlocksKm = 30

/** How many packed gigs, and how many counters, are read in the time of one row of a table. */
const packedGigsPerRow = 6
const countersPerRow = 20

/** The same of a map. */
export const estimateMap = (boxes: readonly Box[]): number => maxCountersOf(boxes) / countersPerRow

/**
 * Estimates in how many reads of a row the time of a search is worth. Distance alone reads counters, and gigs for a page
 * only. Any other order walks an index, or reads the packed gigs of the circle when the walk would be longer (`walks.ts`).
 * A text reads an entry for each match of any status, and limits of the budget read all packed gigs.
 */
export const createSearchEstimate = (
  db: Database.Database,
): ((search: GigSearch, page: PageRequest) => number) => {
  const counters = createCounterReads(db)

  /** At least as many gigs as there are within the circle, which cost no more than a few counters. */
  const maxGigsOf = ({ center, radiusKm }: GigSearch, first: number, last: number): number => {
    const level = radiusKm <= maxRadiusOfSmallBlocksKm ? 0 : 1
    return counters.sumInBoxes(level, boxesAround(center, radiusKm).map(toCellBox), first, last)
  }

  return (search, { skip, limit }) => {
    const { radiusKm, status, text = null, order = 'distance', minBudgetSatang, maxBudgetSatang } = search
    const every = gigStatuses.length
    const [first, last] = status === null ? [0, every - 1] : Array(2).fill(gigStatuses.indexOf(status))
    const radius = radiusKm / kmPerCell
    const blocks = (radius / 8 + 1) ** 2 * (last - first + 1)
    const cellsOnEdge = 2 * Math.PI * radius
    const base = blocks + cellsOnEdge + limit
    if (text !== null) return base + maxGigsOf(search, 0, every - 1)
    const hasLimits = minBudgetSatang !== null || maxBudgetSatang !== null
    if (order === 'distance' && !hasLimits) return base
    const gigs = maxGigsOf(search, first, last)
    if (hasLimits) return base + gigs / packedGigsPerRow
    const steps = ((skip + limit) * counters.total(first, last)) / Math.max(1, gigs)
    return base + Math.min(steps, gigs / packedGigsPerRow)
  }
}
