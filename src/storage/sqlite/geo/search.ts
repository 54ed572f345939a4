import type Database from 'better-sqlite3'
import { type GigOrder, type GigSearch, type GigStatus, gigStatuses } from '../../../domain/gigs/gig.ts'
import { boxesAround, type Circle, circleAround, haversineMargin, kmOfHaversine } from '../../../lib/geo.ts'
import type { PageRequest } from '../../../lib/page.ts'
import { type Grid, gigGrid, type Ring, ringOf, type TouchedCell } from './cells.ts'
import { createGigSpots } from './packed-offsets.ts'
import { type MetGig, TopK } from './top-k.ts'

export interface PlacedGig {
  gigRowId: number
  distanceKm: number
}

export interface GigPlaces {
  /** One page of the gigs within the radius in the order wanted; `idOf` gives the id for ties. The total is exact. */
  search(
    search: GigSearch,
    page: PageRequest,
    idOf: (gigRowId: number) => string,
  ): { found: PlacedGig[]; totalCount: number }
}

type CellRow = [cell: number, gigCount: number]
type PlaceRow = [gigRowId: number, latitude: number, longitude: number, budgetSatang: number]

interface FoundPlace extends MetGig {
  haversine: number
}

/** Reads the index. */
export const createGigPlaces = (db: Database.Database, grid: Grid = gigGrid): GigPlaces => {
  const { rowOf, columnOf, boundsFrom, countSpots } = grid
  const cellsIn = db
    .prepare<number[], CellRow>(`
      SELECT cell, gig_count FROM gig_cells
      WHERE north >= ? AND south <= ? AND east >= ? AND west <= ? AND max_status >= ? AND min_status <= ?`)
    .raw()
  const ofBudget = 'cell = ? AND budget_satang BETWEEN ? AND ?'
  // The gigs posted last come first: for the order `newest` most of the others need not be kept at all.
  const placesIn = db
    .prepare<PlacesWanted, PlaceRow>(`
      SELECT gig_n, latitude, longitude, budget_satang FROM gig_places WHERE ${ofBudget} ORDER BY gig_n DESC`)
    .raw()
  const spotsOf = createGigSpots(db)
  const spotsIn = db
    .prepare<PlacesWanted, number>(`SELECT packed_offset FROM gig_places WHERE ${ofBudget}`)
    .pluck()
  const countIn = db
    .prepare<PlacesWanted, number>(`SELECT count(*) FROM gig_places WHERE ${ofBudget}`)
    .pluck()
  const holding = db.prepare<[string], number>('SELECT rowid FROM gig_words WHERE gig_words MATCH ?').pluck()
  const placesOf = db
    .prepare<[string, string, number, number], PlaceRow>(`
      SELECT n, latitude, longitude, budget_satang FROM json_each(?) CROSS JOIN gigs ON n = value
      WHERE status LIKE ? AND budget_satang BETWEEN ? AND ?`)
    .raw()

  const touchedCells = (circle: Circle, status: GigStatus | null): TouchedCell[] => {
    const first = status === null ? 0 : gigStatuses.indexOf(status)
    const last = status === null ? gigStatuses.length - 1 : first
    const boundsOf = boundsFrom(circle)
    const touched: TouchedCell[] = []
    for (const { south, north, west, east } of boxesAround(circle.center, circle.radiusKm)) {
      const rows = cellsIn.all(rowOf(south), rowOf(north), columnOf(west), columnOf(east), first, last)
      for (const [number, gigCount] of rows) {
        const cell = boundsOf(number, gigCount)
        if (cell.least <= circle.beyond) touched.push(cell)
      }
    }
    return touched
  }

  /** How many gigs of a cell lie within the circle and the budgets, found without looking at each where possible. */
  const countWithin = ({ number, gigCount, most }: TouchedCell, circle: Circle, budgets: Budgets): number => {
    if (most <= circle.within) {
      return budgets === anyBudget ? gigCount : (countIn.get(number, ...budgets) ?? 0)
    }
    const spots = budgets === anyBudget ? spotsOf(number) : spotsIn.all(number, ...budgets)
    return (
      countSpots(spots, number, circle) ??
      placesIn
        .all(number, ...budgets)
        .filter(([, latitude, longitude]) => circle.holds(circle.haversineTo(latitude, longitude))).length
    )
  }

  const readCells = (cells: readonly TouchedCell[], budgets: Budgets, met: MetGigs) => {
    for (const cell of cells) {
      if (met.isBeyondPage(cell)) met.totalCount += countWithin(cell, met.circle, budgets)
      else for (const place of placesIn.all(cell.number, ...budgets)) met.meet(place)
    }
  }

  /** Text is looked for as it stands, as one phrase of trigrams, in titles and descriptions. */
  const readHolders = (
    text: string,
    { status }: GigSearch,
    cells: TouchedCell[],
    budgets: Budgets,
    met: MetGigs,
  ) => {
    const holders = holding.all(`"${text.replaceAll('"', '""')}"`)
    const gigCount = cells.reduce((sum, cell) => sum + cell.gigCount, 0)
    if (holders.length < gigCount / readsPerLookup) {
      for (const place of placesOf.all(JSON.stringify(holders), status ?? '%', ...budgets)) met.meet(place)
      return
    }
    const isHolder = new Set(holders)
    for (const { number } of cells) {
      for (const place of placesIn.all(number, ...budgets)) if (isHolder.has(place[0])) met.meet(place)
    }
  }

  return {
    search: (search, { skip, limit }, idOf) => {
      const { order = 'distance', text = null } = search
      const circle = circleAround(search.center, search.radiusKm)
      const budgets = budgetsOf(search)
      const cells = touchedCells(circle, search.status)
      const countsHelp = order === 'distance' && budgets === anyBudget && text === null
      const ring = countsHelp ? ringOf(cells, circle, skip, limit) : everywhere
      const { toRead, countBefore, countBehind } = partCells(cells, ring, circle)
      const first = skip - countBefore
      const met = new MetGigs(circle, order, first + limit, ring.far)
      if (text === null) readCells(toRead, budgets, met)
      else readHolders(text, search, cells, budgets, met)
      return {
        found: met.inOrder(idOf).slice(first, first + limit),
        totalCount: countBefore + met.totalCount + countBehind,
      }
    },
  }
}

/** What a search has met: how many gigs within the circle, and the best of them. */
class MetGigs {
  totalCount = 0
  readonly #best: TopK<FoundPlace>
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

  meet([gigRowId, latitude, longitude, budgetSatang]: PlaceRow) {
    const haversine = this.circle.haversineTo(latitude, longitude)
    if (!this.circle.holds(haversine)) return
    this.totalCount += 1
    const rank = this.#rankOf(haversine, gigRowId, budgetSatang)
    if (rank <= this.#best.worstRank) this.#best.offer({ gigRowId, haversine, rank })
  }

  /** Whether all gigs of a cell are farther away than those wanted. */
  isBeyondPage({ least }: TouchedCell): boolean {
    return this.order === 'distance' && least > this.#best.worstRank
  }

  inOrder(idOf: (gigRowId: number) => string): PlacedGig[] {
    const best = this.#best
      .kept()
      .map(({ gigRowId, haversine }) => ({ gigRowId, distanceKm: kmOfHaversine(haversine) }))
    return this.order === 'distance' ? nearestFirst(best, idOf) : best
  }
}

/** Looking up one gig takes about as long as reading this many from their cells. */
const readsPerLookup = 8

type Budgets = readonly [least: number, most: number]
type PlacesWanted = [cell: number, ...Budgets]

const anyBudget: Budgets = [0, Number.MAX_SAFE_INTEGER]

const budgetsOf = ({ minBudgetSatang, maxBudgetSatang }: GigSearch): Budgets =>
  minBudgetSatang === null && maxBudgetSatang === null
    ? anyBudget
    : [minBudgetSatang ?? anyBudget[0], maxBudgetSatang ?? anyBudget[1]]

/** Numbers of gigs grow, so the greatest was posted last. */
const rankings: Record<GigOrder, (haversine: number, gigRowId: number, budgetSatang: number) => number> = {
  distance: haversine => haversine,
  newest: (_, gigRowId) => -gigRowId,
  budget: (_, __, budgetSatang) => -budgetSatang,
}

const everywhere: Ring = { near: 0, far: Number.POSITIVE_INFINITY }

/** The cells that have to be looked at, nearest first, and how many gigs the others hold before and behind the ring. */
const partCells = (cells: readonly TouchedCell[], { near, far }: Ring, { within }: Circle) => {
  const toRead: TouchedCell[] = []
  let countBefore = 0
  let countBehind = 0
  for (const cell of cells) {
    if (cell.most <= within && cell.most < near) countBefore += cell.gigCount
    else if (cell.most <= within && cell.least > far) countBehind += cell.gigCount
    else toRead.push(cell)
  }
  toRead.sort((a, b) => a.least - b.least)
  return { toRead, countBefore, countBehind }
}

/** Ties are broken by id, which is looked up for ties alone: they are rare. */
const nearestFirst = (gigs: PlacedGig[], idOf: (gigRowId: number) => string): PlacedGig[] => {
  const ids = new Map<number, string>()
  const id = (gigRowId: number) => {
    const known = ids.get(gigRowId) ?? idOf(gigRowId)
    ids.set(gigRowId, known)
    return known
  }
  return gigs.sort((a, b) => a.distanceKm - b.distanceKm || (id(a.gigRowId) < id(b.gigRowId) ? -1 : 1))
}
