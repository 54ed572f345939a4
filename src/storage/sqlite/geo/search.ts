import type Database from 'better-sqlite3'
import { type GigSearch, type GigStatus, gigStatuses } from '../../../domain/gigs/gig.ts'
import { boxesAround, type Circle, type Coordinates, circleAround } from '../../../lib/geo.ts'
import type { PageRequest } from '../../../lib/page.ts'
import { Candidates, type ExactReads, type RankedGig } from './candidates.ts'
import {
  type Area,
  type CellPosition,
  type DistanceBand,
  distanceBoundsFrom,
  findDistanceBand,
  splitByBand,
  toCellBox,
} from './cells.ts'
import { type CountedCells, createCounterReads } from './counters.ts'
import { countInside } from './edge-count.ts'
import { createPackedGigReads, type PackedGigs } from './packed-gigs.ts'
import { createGigWalks } from './walks.ts'
import { createTextReads } from './words.ts'

export interface GigPlaces {
  /** One page of the gigs within the radius, and their exact total. Ties of distance are ordered by `idOf`. */
  search(
    search: GigSearch,
    page: PageRequest,
    idOf: (gigRowId: number) => string,
  ): { found: RankedGig[]; totalCount: number }
}

/** A block that may intersect the circle. */
interface TouchedBlock extends Area {
  row: number
  column: number
  /** Its cells, for each status by themselves. */
  parts: CountedCells[]
}

interface TouchedCell extends Area, CellPosition {}

type Statuses = readonly [first: number, last: number]

/** Reads the index, as `index.ts` describes. */
export const createGigPlaces = (db: Database.Database): GigPlaces => {
  const counters = createCounterReads(db)
  const readGigs = createPackedGigReads(db)
  const walks = createGigWalks(db)
  const texts = createTextReads(db)
  const findPlace = db.prepare<[number], Coordinates>('SELECT latitude, longitude FROM gigs WHERE n = ?')

  const touchedBlocks = (circle: Circle, [first, last]: Statuses): TouchedBlock[] => {
    const boundsOf = distanceBoundsFrom(circle, 16)
    const touched = new Map<number, TouchedBlock>()
    const boxes = boxesAround(circle.center, circle.radiusKm).map(toCellBox)
    for (const { row, column, gigCount, cells } of counters.inBoxes(0, boxes, first, last)) {
      const position = row * 4096 + column
      const known = touched.get(position)
      if (known) {
        known.parts.push(cells)
        known.gigCount += gigCount
      } else touched.set(position, { row, column, parts: [cells], ...boundsOf(row, column, gigCount) })
    }
    return [...touched.values()].filter(block => block.min <= circle.outsideAbove)
  }

  const cellsOf = (blocks: readonly TouchedBlock[], circle: Circle): TouchedCell[] => {
    const boundsOf = distanceBoundsFrom(circle, 1)
    const touched: TouchedCell[] = []
    for (const block of blocks) {
      for (const [index, gigCount] of countsByCell(block.parts).entries()) {
        if (gigCount === 0) continue
        const row = block.row * 16 + (index >> 4)
        const column = block.column * 16 + (index & 15)
        const cell = { row, column, ...boundsOf(row, column, gigCount) }
        if (cell.min <= circle.outsideAbove) touched.push(cell)
      }
    }
    return touched
  }

  /** The cells that may hold gigs of a page in order of distance, nearest first, and the counts of the others. */
  const cellsOfPage = (blocks: readonly TouchedBlock[], circle: Circle, skip: number, limit: number) => {
    const far = splitByBand(blocks, findDistanceBand(blocks, circle, skip, limit), circle)
    const cells = cellsOf(far.toRead, circle)
    const band = findDistanceBand(cells, circle, skip - far.countBefore, limit)
    const near = splitByBand(cells, band, circle)
    return {
      toRead: near.toRead,
      countBefore: far.countBefore + near.countBefore,
      countAfter: far.countAfter + near.countAfter,
      farthest: band.max,
    }
  }

  const readCells = (
    cells: readonly TouchedCell[],
    [first, last]: Statuses,
    isWanted: IsWanted | null,
    candidates: Candidates,
  ) => {
    const { circle, isInsideExactly } = candidates
    for (const cell of cells) {
      const isPast = candidates.isPastPage(cell)
      const isWithin = cell.max <= circle.insideUpTo
      if (isPast && isWithin && isWanted === null) {
        candidates.totalCount += cell.gigCount
        continue
      }
      const chunks = readGigs(cell, first, last)
      if (isPast) candidates.totalCount += countInside(cell, chunks, circle, isInsideExactly, isWanted)
      else {
        for (const gigs of chunks) {
          for (let at = 0; at < gigs.count; at += 1) {
            if (isWanted === null || isWanted(gigs, at)) candidates.consider(gigs, at)
          }
        }
      }
    }
  }

  return {
    search: (search, { skip, limit }, idOf) => {
      const { order = 'distance', text = null } = search
      const circle = circleAround(search.center, search.radiusKm)
      const statuses = statusesOf(search.status)
      const exact: ExactReads = { placeOf: gigRowId => findPlace.get(gigRowId) ?? nowhere(), idOf }
      const blocks = touchedBlocks(circle, statuses)
      const begin = (first: number, farthest: number) =>
        new Candidates(circle, order, first, limit, farthest, exact)
      const finish = (candidates: Candidates, otherCount = 0) => ({
        found: candidates.page(),
        totalCount: candidates.totalCount + otherCount,
      })
      const readAll = (isWanted: IsWanted | null) => {
        const candidates = begin(skip, Number.POSITIVE_INFINITY)
        const { toRead } = splitByBand(cellsOf(blocks, circle), everywhere, circle)
        readCells(toRead, statuses, isWanted, candidates)
        return finish(candidates)
      }

      const isWithinBudget = budgetFilter(search)
      if (text !== null) {
        const matches = texts.find(text)
        const gigCount = blocks.reduce((sum, block) => sum + block.gigCount, 0)
        if (matches.length > gigCount / readsPerLookup) {
          const isMatch = new Set(matches)
          return readAll(
            (gigs, at) =>
              isMatch.has(gigs.rowId(at)) && (isWithinBudget === null || isWithinBudget(gigs, at)),
          )
        }
        const candidates = begin(skip, Number.POSITIVE_INFINITY)
        texts.considerEach(matches, search, candidates)
        return finish(candidates)
      }
      if (isWithinBudget !== null) return readAll(isWithinBudget)
      if (order === 'distance') {
        const { toRead, countBefore, countAfter, farthest } = cellsOfPage(blocks, circle, skip, limit)
        const candidates = begin(skip - countBefore, farthest)
        readCells(toRead, statuses, null, candidates)
        return finish(candidates, countBefore + countAfter)
      }
      const { toRead, countBefore } = cellsOfPage(blocks, circle, Number.MAX_SAFE_INTEGER, 0)
      const counting = begin(0, Number.NEGATIVE_INFINITY)
      for (const cell of toRead) {
        const chunks = readGigs(cell, ...statuses)
        counting.totalCount += countInside(cell, chunks, circle, counting.isInsideExactly, null)
      }
      const totalCount = countBefore + counting.totalCount
      const gigCount = counters.total(...statuses)
      const walked = walks.walk({ search, order, circle, skip, limit, totalCount, gigCount })
      return walked ? { found: walked, totalCount } : readAll(null)
    },
  }
}

type IsWanted = (gigs: PackedGigs, at: number) => boolean

/** Looking up one gig takes about as long as reading this many from their cells. */
const readsPerLookup = 50

const everywhere: DistanceBand = { min: 0, max: Number.POSITIVE_INFINITY }

const nowhere = (): never => {
  throw new Error('The geo index has a gig that is not there.')
}

const statusesOf = (status: GigStatus | null): Statuses => {
  if (status === null) return [0, gigStatuses.length - 1]
  return [gigStatuses.indexOf(status), gigStatuses.indexOf(status)]
}

const budgetFilter = ({ minBudgetSatang, maxBudgetSatang }: GigSearch): IsWanted | null => {
  if (minBudgetSatang === null && maxBudgetSatang === null) return null
  const min = minBudgetSatang ?? 0
  const max = maxBudgetSatang ?? Number.POSITIVE_INFINITY
  return (gigs, at) => {
    const budget = gigs.budgetSatang(at)
    return budget >= min && budget <= max
  }
}

const countsByCell = (parts: readonly CountedCells[]): Float64Array => {
  const counts = new Float64Array(256)
  for (const cells of parts) {
    for (let at = 0; at < cells.count; at += 1) {
      const index = cells.index(at)
      counts[index] = (counts[index] ?? 0) + cells.gigCount(at)
    }
  }
  return counts
}
