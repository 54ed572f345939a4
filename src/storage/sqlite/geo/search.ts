import type Database from 'better-sqlite3'
import { type GigSearch, type GigStatus, gigStatuses } from '../../../domain/gigs/gig.ts'
import { boxesAround, type Circle, type Coordinates, circleAround, isInBox } from '../../../lib/geo.ts'
import type { PageRequest } from '../../../lib/page.ts'
import {
  type Area,
  areasFrom,
  type CellArea,
  type DistanceBand,
  findDistanceBand,
  splitByBand,
  toCellBox,
} from '../../geo/cells.ts'
import { Candidates, type ExactGig, type ExactReads } from './candidates.ts'
import { blockNumber, type CountedCells, createCounterReads } from './counters.ts'
import { createEdgeCount } from './edge-count.ts'
import { type Filter, filterOf } from './filter.ts'
import { createKnownTexts } from './known-texts.ts'
import type { PackedGigReads } from './packed-gig-reads.ts'
import type { PackedGigs } from './packed-gigs.ts'
import { createGigWalks } from './walks.ts'
import { createTextReads } from './words.ts'

const maxLateGigs = 1000

export interface GigPlaces {
  /** The total is exact. Ties of distance are in the order of the ids. */
  search(search: GigSearch, page: PageRequest): { gigRowIds: number[]; totalCount: number }
}

interface TouchedBlock extends CellArea {
  parts: CountedCells[]
}

type Statuses = readonly [first: number, last: number]

export const createGigPlaces = (db: Database.Database, gigReads: PackedGigReads): GigPlaces => {
  const counters = createCounterReads(db)
  const walks = createGigWalks(db)
  const texts = createTextReads(db)
  const knowText = createKnownTexts(db, gigReads, texts)
  // At one place there may be thousands of gigs, so those of a page are read at once.
  const findGigs = db.prepare<[rowIds: string], ExactGig>(
    'SELECT n AS gigRowId, gigs.id, latitude, longitude FROM json_each(?) CROSS JOIN gigs ON n = value',
  )
  const findLateGigs = db.prepare<[number], number>('SELECT n FROM late_gigs LIMIT ?').pluck()
  const findPlace = db.prepare<[number], Coordinates>('SELECT latitude, longitude FROM gigs WHERE n = ?')

  const readLateGigs = (): ReadonlySet<number> | null => {
    const late = findLateGigs.all(maxLateGigs + 1)
    return late.length > maxLateGigs ? null : new Set(late)
  }

  const touchedBlocks = (circle: Circle, [first, last]: Statuses): TouchedBlock[] => {
    const areaOf = areasFrom(circle, 16)
    const touched = new Map<number, TouchedBlock>()
    const boxes = boxesAround(circle.center, circle.radiusKm).map(toCellBox)
    for (const { row, column, gigCount, cells } of counters.inBoxes(0, boxes, first, last)) {
      const position = blockNumber(0, row, column)
      const known = touched.get(position)
      if (known) {
        known.parts.push(cells)
        known.gigCount += gigCount
      } else touched.set(position, Object.assign(areaOf(row, column, gigCount), { parts: [cells] }))
    }
    return [...touched.values()].filter(block => block.min <= circle.outsideAbove)
  }

  /** The cells of a block are computed once. */
  const createCellReads = (circle: Circle) => {
    const areaOf = areasFrom(circle, 1)
    const boxes = boxesAround(circle.center, circle.radiusKm).map(toCellBox)
    const known = new Map<TouchedBlock, CellArea[]>()
    const read = (block: TouchedBlock): CellArea[] => {
      const counts = countsByCell(block.parts)
      const touched: CellArea[] = []
      for (let index = 0; index < counts.length; index += 1) {
        const gigCount = counts[index] ?? 0
        const row = block.row * 16 + (index >> 4)
        const column = block.column * 16 + (index & 15)
        if (gigCount === 0 || !boxes.some(box => isInBox(row, column, box))) continue
        const cell = areaOf(row, column, gigCount)
        if (cell.min <= circle.outsideAbove) touched.push(cell)
      }
      known.set(block, touched)
      return touched
    }
    return (blocks: readonly TouchedBlock[]): CellArea[] =>
      blocks.flatMap(block => known.get(block) ?? read(block))
  }

  const cellsOfPage = (blocks: readonly TouchedBlock[], circle: Circle, skip: number, limit: number) => {
    const far = splitByBand(blocks, findDistanceBand(blocks, circle, skip, limit), circle)
    const first = skip - far.countBefore
    // The nearest blocks may show that most others lie behind the page.
    const cellsOf = createCellReads(circle)
    const nearest = cellsOf(nearestWith(far.toRead, first + limit))
    const { max } = findDistanceBand(nearest, circle, first, limit)
    const nearer = splitByBand(far.toRead, { min: Number.NEGATIVE_INFINITY, max }, circle)
    const near = splitForPage(cellsOf(nearer.toRead), circle, first, limit)
    return {
      ...near,
      countBefore: far.countBefore + near.countBefore,
      countAfter: far.countAfter + nearer.countAfter + near.countAfter,
    }
  }

  const countCells = (
    cells: readonly CellArea[],
    [first, last]: Statuses,
    { isWanted, isCounted }: Filter,
    { circle, isInsideExactly }: Candidates,
  ): number => {
    const countOf = createEdgeCount(circle, isInsideExactly, isWanted)
    const toRead: CellArea[] = []
    let count = 0
    for (const cell of cells) {
      if (isCounted && cell.max <= circle.insideUpTo) count += cell.gigCount
      else toRead.push(cell)
    }
    gigReads.visitCells(toRead, first, last, (cell, gigs) => {
      count += countOf(cell, gigs)
    })
    return count
  }

  /** Reads until the page is full, and counts the other cells. */
  const readNearest = (
    cells: readonly CellArea[],
    [first, last]: Statuses,
    filter: Filter,
    candidates: Candidates,
  ) => {
    const consider = (_: CellArea, gigs: PackedGigs) => candidates.considerAll(gigs, filter.isWanted)
    const nearest = nearestWith(cells, candidates.first + candidates.limit)
    gigReads.visitCells(nearest, first, last, consider)
    const rest = cells.slice(nearest.length)
    const past = rest.findIndex(cell => {
      if (candidates.isPastPage(cell)) return true
      gigReads.visitCells([cell], first, last, consider)
      return false
    })
    if (past >= 0) candidates.totalCount += countCells(rest.slice(past), [first, last], filter, candidates)
  }

  return {
    search: (search, { skip, limit }) => {
      const { order = 'distance', text = null } = search
      const circle = circleAround(search.center, search.radiusKm)
      const statuses = statusesOf(search.status)
      let lateGigs: { known: ReadonlySet<number> | null } | undefined
      const exact: ExactReads = {
        placeOf: gigRowId => findPlace.get(gigRowId) ?? missing(),
        gigsOf: rowIds => findGigs.all(JSON.stringify(rowIds)),
        lateGigs: () => {
          lateGigs ??= { known: readLateGigs() }
          return lateGigs.known
        },
      }
      const blocks = touchedBlocks(circle, statuses)
      const cellsOf = createCellReads(circle)
      const candidates = new Candidates(circle, order, skip, limit, Number.POSITIVE_INFINITY, exact)
      const finish = () => ({ gigRowIds: candidates.page(), totalCount: candidates.totalCount })

      const few = text === null ? null : texts.findFew(text)
      if (few) {
        texts.considerEach(few, search, candidates)
        return finish()
      }
      gigReads.forgetChanged()
      const known = text === null ? null : knowText(text, cellsOf(blocks), ...statuses)
      const filter = filterOf(search, known?.matches ?? null)
      const readAll = (cells: CellArea[]) => {
        if (order === 'distance') readNearest(cells.sort(byDistance), statuses, filter, candidates)
        else
          gigReads.visitCells(cells, ...statuses, (_, gigs) => candidates.considerAll(gigs, filter.isWanted))
        return finish()
      }

      if (order === 'distance') {
        if (!filter.isCounted) return readAll(known?.cells ?? cellsOf(blocks))
        const { toRead, countBefore, countAfter, farthest } = known
          ? splitForPage(known.cells, circle, skip, limit)
          : cellsOfPage(blocks, circle, skip, limit)
        const near = new Candidates(circle, order, skip - countBefore, limit, farthest, exact)
        readNearest(toRead, statuses, filter, near)
        return { gigRowIds: near.page(), totalCount: countBefore + near.totalCount + countAfter }
      }

      const byBlocks = filter.isCounted && !known ? splitByBand(blocks, nowhere, circle) : null
      const toCount = byBlocks ? cellsOf(byBlocks.toRead) : (known?.cells ?? cellsOf(blocks))
      const totalCount = (byBlocks?.countBefore ?? 0) + countCells(toCount, statuses, filter, candidates)
      const gigCount = counters.total(...statuses)
      const matches = known?.matches ?? null
      const gigRowIds = walks.walk({ search, order, circle, matches, skip, limit, totalCount, gigCount })
      return gigRowIds ? { gigRowIds, totalCount } : readAll(known?.cells ?? cellsOf(blocks))
    },
  }
}

/** Nearest first, with the counts of the other cells. */
const splitForPage = (cells: readonly CellArea[], circle: Circle, skip: number, limit: number) => {
  const band = findDistanceBand(cells, circle, skip, limit)
  return { ...splitByBand(cells, band, circle), farthest: band.max }
}

/** No gig of the page is in it, so everything inside the circle comes before. */
const nowhere: DistanceBand = { min: Number.POSITIVE_INFINITY, max: Number.POSITIVE_INFINITY }

const missing = (): never => {
  throw new Error('The geo index has a gig that is not there.')
}

const byDistance = (a: Area, b: Area): number => a.min - b.min

/** `areas` are in order of distance. */
const nearestWith = <Touched extends Area>(areas: readonly Touched[], gigCount: number): Touched[] => {
  let sum = 0
  return areas.filter(area => {
    const isNeeded = sum < gigCount
    sum += area.gigCount
    return isNeeded
  })
}

const statusesOf = (status: GigStatus | null): Statuses => {
  if (status === null) return [0, gigStatuses.length - 1]
  return [gigStatuses.indexOf(status), gigStatuses.indexOf(status)]
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
