import type { GigSearch } from '../../../domain/gigs/gig.ts'
import { circleAround } from '../../../lib/geo.ts'
import type { PageRequest } from '../../../lib/page.ts'
import type { Queries } from '../engine/queries.ts'
import { readCircle } from './circle.ts'
import { inRows } from './found-gigs.ts'
import { byIndexOrder, kmBeyond } from './nearest.ts'
import { nearestSizes, readNearest } from './nearest-gigs.ts'
import { readTotals } from './totals.ts'
import { readWalk, stepsOf } from './walks.ts'
import type { FoundPage } from './window.ts'

/**
 * Searches are read in one of these ways:
 * - `readNearest`, for pages by distance: a GiST index gives the nearest gigs.
 * - `readWalk` (walks.ts), for other orders: an index of all gigs in that order, as far as the page needs.
 * - `readCircle`: the gigs of all cells that the circle touches, from an index of the cells, or those with a text.
 * The total comes from counters of whole cells and from the gigs of the cells at the edge, or from `readCircle`. Which gigs
 * are within a circle, and at which distance, is always decided by lib/geo.ts, since the sphere of PostGIS is another.
 */

/** A text among at most so many gigs is looked for in each of them. */
const maxTextsRead = 2000

const searchByDistance = (
  reads: Queries,
  search: GigSearch,
  page: PageRequest,
  size: number,
): Promise<FoundPage> => {
  const circle = circleAround(search.center, search.radiusKm)
  return byIndexOrder(
    async () => {
      const { found, totalCount, farthest } = await readNearest(reads, search, circle, page, size)
      if (farthest === null) return { found, totalCount }
      const radiusKm = Math.min(search.radiusKm, kmBeyond(farthest))
      const whole = await readCircle(reads, search, circleAround(search.center, radiusKm), page)
      return { found: whole.found, totalCount }
    },
    () => readCircle(reads, search, circle, page),
  )
}

/**
 * One page of the gigs within the radius, and their exact total.
 * @param expensively runs a read that may take the server a second
 */
export const searchGigs = async (
  reads: Queries,
  search: GigSearch,
  page: PageRequest,
  expensively: (read: () => Promise<FoundPage>) => Promise<FoundPage>,
): Promise<FoundPage> => {
  const { order = 'distance', text = null, status } = search
  const circle = circleAround(search.center, search.radiusKm)
  if (text !== null) {
    const { totalCount } = await readTotals(reads, circle, status)
    if (totalCount <= maxTextsRead) return readCircle(reads, search, circle, page)
    return expensively(() => readCircle(reads, search, circle, page, inRows))
  }
  const isPlain = search.minBudgetSatang === null && search.maxBudgetSatang === null
  if (!isPlain) return readCircle(reads, search, circle, page)
  const size = nearestSizes.find(each => each > page.skip + page.limit)
  if (order === 'distance' && size !== undefined) return searchByDistance(reads, search, page, size)
  if (order === 'distance') return readCircle(reads, search, circle, page)
  const { totalCount, gigCount, hasCloseOutside } = await readTotals(reads, circle, status)
  const steps = hasCloseOutside ? null : stepsOf(page, totalCount, gigCount)
  const found =
    steps === null ? null : await readWalk(reads, { status, order }, circle, page, totalCount, steps)
  return found ? { found, totalCount } : readCircle(reads, search, circle, page)
}
