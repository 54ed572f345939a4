import type Database from 'better-sqlite3'
import { type GigOrder, type GigSearch, type GigStatus, gigStatuses } from '../../../domain/gigs/gig.ts'
import { boxesAround, type Circle, circleAround, haversineMargin, kmOfHaversine } from '../../../lib/geo.ts'
import type { PageRequest } from '../../../lib/page.ts'
import { type DistanceBand, findDistanceBand, type Grid, gigGrid, type TouchedCell } from './cells.ts'
import { createPackedOffsetReads } from './packed-offsets.ts'
import { type Candidate, TopK } from './top-k.ts'

/** A gig of a page; the caller reads the rest of it. */
export interface RankedGig {
  gigRowId: number
  distanceKm: number
}

export interface GigPlaces {
  /** One page of the gigs within the radius, and their exact total. Ties of distance are ordered by `idOf`. */
  search(
    search: GigSearch,
    page: PageRequest,
    idOf: (gigRowId: number) => string,
  ): { found: RankedGig[]; totalCount: number }
}

type CellRow = [cell: number, gigCount: number]
type PlaceRow = [gigRowId: number, latitude: number, longitude: number, budgetSatang: number]

interface CandidateWithDistance extends Candidate {
  haversine: number
}

/** Reads the index, as `index.ts` describes. */
export const createGigPlaces = (db: Database.Database, grid: Grid = gigGrid): GigPlaces => {
  const { rowOf, columnOf, distanceBoundsFrom, countInside } = grid
  const findCells = db
    .prepare<number[], CellRow>(`
      SELECT cell, gig_count FROM gig_cells
      WHERE north >= ? AND south <= ? AND east >= ? AND west <= ? AND max_status >= ? AND min_status <= ?`)
    .raw()
  const inCellAndBudget = 'cell = ? AND budget_satang BETWEEN ? AND ?'
  // Gigs posted last are read first, so that the order `newest` can skip most of the others.
  const findPlaces = db
    .prepare<CellAndBudget, PlaceRow>(`
      SELECT gig_n, latitude, longitude, budget_satang FROM gig_places WHERE ${inCellAndBudget} ORDER BY gig_n DESC`)
    .raw()
  const readOffsets = createPackedOffsetReads(db)
  const findOffsets = db
    .prepare<CellAndBudget, number>(`SELECT packed_offset FROM gig_places WHERE ${inCellAndBudget}`)
    .pluck()
  const countPlaces = db
    .prepare<CellAndBudget, number>(`SELECT count(*) FROM gig_places WHERE ${inCellAndBudget}`)
    .pluck()
  const findTextMatches = db
    .prepare<[string], number>('SELECT rowid FROM gig_words WHERE gig_words MATCH ?')
    .pluck()
  const findPlacesByRowId = db
    .prepare<[string, string, number, number], PlaceRow>(`
      SELECT n, latitude, longitude, budget_satang FROM json_each(?) CROSS JOIN gigs ON n = value
      WHERE status LIKE ? AND budget_satang BETWEEN ? AND ? AND is_hidden = 0`)
    .raw()

  const touchedCells = (circle: Circle, status: GigStatus | null): TouchedCell[] => {
    const first = status === null ? 0 : gigStatuses.indexOf(status)
    const last = status === null ? gigStatuses.length - 1 : first
    const withDistanceBounds = distanceBoundsFrom(circle)
    const touched: TouchedCell[] = []
    for (const { south, north, west, east } of boxesAround(circle.center, circle.radiusKm)) {
      const rows = findCells.all(rowOf(south), rowOf(north), columnOf(west), columnOf(east), first, last)
      for (const [number, gigCount] of rows) {
        const cell = withDistanceBounds(number, gigCount)
        if (cell.min <= circle.outsideAbove) touched.push(cell)
      }
    }
    return touched
  }

  /** Counts the gigs of a cell that match, without reading their rows where possible. */
  const countMatches = (
    { cell, gigCount, max }: TouchedCell,
    circle: Circle,
    budgets: BudgetRange,
  ): number => {
    if (max <= circle.insideUpTo) {
      return budgets === anyBudget ? gigCount : (countPlaces.get(cell, ...budgets) ?? 0)
    }
    const offsets = budgets === anyBudget ? readOffsets(cell) : findOffsets.all(cell, ...budgets)
    return (
      countInside(offsets, cell, circle) ??
      findPlaces
        .all(cell, ...budgets)
        .filter(([, latitude, longitude]) => circle.contains(circle.haversineTo(latitude, longitude))).length
    )
  }

  const readCells = (cells: readonly TouchedCell[], budgets: BudgetRange, candidates: Candidates) => {
    for (const cell of cells) {
      if (candidates.isPastPage(cell)) {
        candidates.totalCount += countMatches(cell, candidates.circle, budgets)
      } else {
        for (const place of findPlaces.all(cell.cell, ...budgets)) candidates.consider(place)
      }
    }
  }

  /** Finds the text literally, as one phrase of trigrams, in titles and descriptions. */
  const readTextMatches = (
    text: string,
    { status }: GigSearch,
    cells: TouchedCell[],
    budgets: BudgetRange,
    candidates: Candidates,
  ) => {
    const matches = findTextMatches.all(`"${text.replaceAll('"', '""')}"`)
    const gigCount = cells.reduce((sum, cell) => sum + cell.gigCount, 0)
    if (matches.length < gigCount / readsPerLookup) {
      const places = findPlacesByRowId.all(JSON.stringify(matches), status ?? '%', ...budgets)
      for (const place of places) candidates.consider(place)
      return
    }
    const isMatch = new Set(matches)
    for (const { cell } of cells) {
      for (const place of findPlaces.all(cell, ...budgets)) {
        if (isMatch.has(place[0])) candidates.consider(place)
      }
    }
  }

  return {
    search: (search, { skip, limit }, idOf) => {
      const { order = 'distance', text = null } = search
      const circle = circleAround(search.center, search.radiusKm)
      const budgets = budgetRangeOf(search)
      const cells = touchedCells(circle, search.status)
      const countersHelp = order === 'distance' && budgets === anyBudget && text === null
      const band = countersHelp ? findDistanceBand(cells, circle, skip, limit) : unbounded
      const { toRead, countBefore, countAfter } = splitByBand(cells, band, circle)
      const first = skip - countBefore
      const candidates = new Candidates(circle, order, first + limit, band.max)
      if (text === null) readCells(toRead, budgets, candidates)
      else readTextMatches(text, search, cells, budgets, candidates)
      return {
        found: candidates.inOrder(idOf).slice(first, first + limit),
        totalCount: countBefore + candidates.totalCount + countAfter,
      }
    },
  }
}

/** The matches of one search so far: their count, and the best of them. */
class Candidates {
  totalCount = 0
  readonly #best: TopK<CandidateWithDistance>
  readonly #rankOf: (haversine: number, gigRowId: number, budgetSatang: number) => number

  constructor(
    readonly circle: Circle,
    readonly order: GigOrder,
    wanted: number,
    worstRank: number,
  ) {
    this.#best = new TopK(wanted, worstRank, order === 'distance' ? haversineMargin : null)
    this.#rankOf = rankings[order]
  }

  /** Counts a gig if it is inside the circle, and collects it if it may be on the page. */
  consider([gigRowId, latitude, longitude, budgetSatang]: PlaceRow) {
    const haversine = this.circle.haversineTo(latitude, longitude)
    if (!this.circle.contains(haversine)) return
    this.totalCount += 1
    const rank = this.#rankOf(haversine, gigRowId, budgetSatang)
    if (rank <= this.#best.worstRank) this.#best.offer({ gigRowId, haversine, rank })
  }

  /** Whether all gigs of a cell are farther away than the last gig of the page. */
  isPastPage({ min }: TouchedCell): boolean {
    return this.order === 'distance' && min > this.#best.worstRank
  }

  inOrder(idOf: (gigRowId: number) => string): RankedGig[] {
    const best = this.#best
      .best()
      .map(({ gigRowId, haversine }) => ({ gigRowId, distanceKm: kmOfHaversine(haversine) }))
    return this.order === 'distance' ? nearestFirst(best, idOf) : best
  }
}

/** Looking up one gig takes about as long as reading this many from their cells. */
const readsPerLookup = 8

type BudgetRange = readonly [minSatang: number, maxSatang: number]
type CellAndBudget = [cell: number, ...BudgetRange]

const anyBudget: BudgetRange = [0, Number.MAX_SAFE_INTEGER]

const budgetRangeOf = ({ minBudgetSatang, maxBudgetSatang }: GigSearch): BudgetRange =>
  minBudgetSatang === null && maxBudgetSatang === null
    ? anyBudget
    : [minBudgetSatang ?? anyBudget[0], maxBudgetSatang ?? anyBudget[1]]

/** Row ids grow, so the gig with the greatest was posted last. */
const rankings: Record<GigOrder, (haversine: number, gigRowId: number, budgetSatang: number) => number> = {
  distance: haversine => haversine,
  newest: (_, gigRowId) => -gigRowId,
  budget: (_, __, budgetSatang) => -budgetSatang,
}

const unbounded: DistanceBand = { min: 0, max: Number.POSITIVE_INFINITY }

/** Returns the cells to be read, nearest first, and the gig counts of the cells before and after the band. */
const splitByBand = (cells: readonly TouchedCell[], band: DistanceBand, { insideUpTo }: Circle) => {
  const toRead: TouchedCell[] = []
  let countBefore = 0
  let countAfter = 0
  for (const cell of cells) {
    const isInside = cell.max <= insideUpTo
    if (isInside && cell.max < band.min) countBefore += cell.gigCount
    else if (isInside && cell.min > band.max) countAfter += cell.gigCount
    else toRead.push(cell)
  }
  toRead.sort((a, b) => a.min - b.min)
  return { toRead, countBefore, countAfter }
}

/** Orders ties by id. Ties are rare, so an id is looked up only when it is compared. */
const nearestFirst = (gigs: RankedGig[], idOf: (gigRowId: number) => string): RankedGig[] => {
  const ids = new Map<number, string>()
  const id = (gigRowId: number) => {
    const known = ids.get(gigRowId) ?? idOf(gigRowId)
    ids.set(gigRowId, known)
    return known
  }
  return gigs.sort((a, b) => a.distanceKm - b.distanceKm || (id(a.gigRowId) < id(b.gigRowId) ? -1 : 1))
}
