import type Database from 'better-sqlite3'
import { type GigOrder, type GigSearch, type GigStatus, gigStatuses } from '../../domain/gigs/store.ts'
import {
  boxesAround,
  type Circle,
  circleAround,
  haversineMargin,
  kmOfHaversine,
  type Place,
} from '../../lib/geo.ts'
import type { PageRequest } from '../../lib/page.ts'
import { BestGigs, type MetGig } from './best-gigs.ts'
import { gigGrid, type Ring, ringOf, type TouchedCell } from './gig-cells.ts'

/**
 * The geo index of the gigs.
 *
 * The earth is cut into cells of 0.01 by 0.01 degrees. For each cell and status that has gigs, the R*Tree `gig_cells`
 * holds one entry with their number; `gig_places` holds what a search needs of each gig, clustered by cell. A search
 * asks the tree for the cells that touch the circle and looks at each one's least and greatest distance. The numbers
 * alone tell in which ring around the middle the page must lie (`ringOf`). A cell wholly inside the circle and wholly
 * outside the ring is counted unread. The others are read nearest first; from the last gig of the page on, cells inside
 * are counted unread again, and of those at the edge only the spots are read. Any filter besides the status, and any
 * other order, makes a search read every cell it touches.
 *
 * Distances are compared as haversines, and made kilometres only where a comparison is too close to call and for the
 * gigs of the page: order, totals and pages are those of the exact distances.
 *
 * `gig_words` knows which gigs hold a text: an FTS5 table of trigrams, kept up to date by triggers.
 */

/** What the index knows of a gig. */
export interface GigPlace extends Place {
  status: GigStatus
  budgetSatang: number
}

export interface PlacedGig {
  gigN: number
  distanceKm: number
}

export interface GigPlaces {
  /** One page of the gigs within the radius in the order wanted; `idOf` gives the id for ties. The total is exact. */
  search(
    search: GigSearch,
    page: PageRequest,
    idOf: (gigN: number) => string,
  ): { found: PlacedGig[]; totalCount: number }
}

export interface GigPlacesInAct {
  enter(gigN: number, place: GigPlace): void
  remove(gigN: number, place: GigPlace): void
}

const { rowOf, columnOf, numberOf, spotOf, boundsFrom, countSpots } = gigGrid

const cellOf = ({ latitude, longitude, status }: GigPlace) => {
  const [row, column, at] = [rowOf(latitude), columnOf(longitude), gigStatuses.indexOf(status)]
  return { number: numberOf(at, row, column), row, column, status: at }
}

/** Writes the index, inside an act of the writer. */
export const createGigPlacesInAct = (db: Database.Database): GigPlacesInAct => {
  const count = db.prepare<[number, number]>('UPDATE gig_cells SET gig_count = gig_count + ? WHERE cell = ?')
  const open = db.prepare<number[]>('INSERT INTO gig_cells VALUES (?, ?, ?, ?, ?, ?, ?, 1)')
  const close = db.prepare<[number]>('DELETE FROM gig_cells WHERE cell = ? AND gig_count = 0')
  const insert = db.prepare<number[]>('INSERT INTO gig_places VALUES (?, ?, ?, ?, ?, ?)')
  const remove = db.prepare<[number, number]>('DELETE FROM gig_places WHERE cell = ? AND gig_n = ?')

  return {
    enter: (gigN, place) => {
      const { number, row, column, status } = cellOf(place)
      const { latitude, longitude, budgetSatang } = place
      insert.run(number, gigN, spotOf(latitude, longitude), latitude, longitude, budgetSatang)
      if (count.run(1, number).changes > 0) return
      open.run(number, row, row, column, column, status, status)
    },
    remove: (gigN, place) => {
      const { number } = cellOf(place)
      remove.run(number, gigN)
      count.run(-1, number)
      close.run(number)
    },
  }
}

type CellRow = [cell: number, gigCount: number]
type PlaceRow = [gigN: number, latitude: number, longitude: number, budgetSatang: number]

interface FoundPlace extends MetGig {
  haversine: number
}

/** Reads the index. */
export const createGigPlaces = (db: Database.Database): GigPlaces => {
  const cellsIn = db
    .prepare<number[], CellRow>(`
      SELECT cell, gig_count FROM gig_cells
      WHERE north >= ? AND south <= ? AND east >= ? AND west <= ? AND most_status >= ? AND least_status <= ?`)
    .raw()
  const placesIn = db
    .prepare<[number], PlaceRow>(
      'SELECT gig_n, latitude, longitude, budget_satang FROM gig_places WHERE cell = ?',
    )
    .raw()
  const spotsIn = db.prepare<[number], number>('SELECT spot FROM gig_places WHERE cell = ?').pluck()
  const holding = db.prepare<[string], number>('SELECT rowid FROM gig_words WHERE gig_words MATCH ?').pluck()

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

  /** What a search wants of a place besides that it lies within the circle. */
  const conditionOf = ({ minBudgetSatang, maxBudgetSatang, text = null }: GigSearch) => {
    if (minBudgetSatang === null && maxBudgetSatang === null && text === null) return null
    const least = minBudgetSatang ?? 0
    const most = maxBudgetSatang ?? Number.POSITIVE_INFINITY
    // A phrase of trigrams: the text as it stands, anywhere in the title or the description.
    const wanted = text === null ? null : new Set(holding.all(`"${text.replaceAll('"', '""')}"`))
    return (gigN: number, budgetSatang: number) =>
      budgetSatang >= least && budgetSatang <= most && wanted?.has(gigN) !== false
  }

  const countAtEdge = (number: number, circle: Circle): number =>
    countSpots(spotsIn.all(number), number, circle) ??
    placesIn
      .all(number)
      .filter(([, latitude, longitude]) => circle.holds(circle.haversineTo(latitude, longitude))).length

  return {
    search: (search, { skip, limit }, idOf) => {
      const order = search.order ?? 'distance'
      const circle = circleAround(search.center, search.radiusKm)
      const isWanted = conditionOf(search)
      const cells = touchedCells(circle, search.status)
      const countsHelp = order === 'distance' && isWanted === null
      const ring = countsHelp ? ringOf(cells, circle, skip, limit) : everywhere
      const { toRead, countBefore, countBehind } = partCells(cells, ring, circle)
      const first = skip - countBefore
      const margin = order === 'distance' ? haversineMargin : 0
      const best = new BestGigs<FoundPlace>(first + limit, ring.far, margin)
      const rankOf = rankings[order]
      let totalCount = countBefore + countBehind
      for (const { number, gigCount, least, most } of toRead) {
        if (countsHelp && least > best.worstRank) {
          totalCount += most <= circle.within ? gigCount : countAtEdge(number, circle)
          continue
        }
        for (const [gigN, latitude, longitude, budgetSatang] of placesIn.all(number)) {
          if (isWanted?.(gigN, budgetSatang) === false) continue
          const haversine = circle.haversineTo(latitude, longitude)
          if (!circle.holds(haversine)) continue
          totalCount += 1
          const rank = rankOf(haversine, gigN, budgetSatang)
          if (rank <= best.worstRank) best.offer({ gigN, haversine, rank })
        }
      }
      const inOrder = order === 'distance' ? byDistance(best.kept(), idOf) : byRank(best.kept())
      return { found: inOrder.slice(first, first + limit), totalCount }
    },
  }
}

/** Numbers of gigs grow, so the greatest was posted last. */
const rankings: Record<GigOrder, (haversine: number, gigN: number, budgetSatang: number) => number> = {
  distance: haversine => haversine,
  newest: (_, gigN) => -gigN,
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

/** Nearest first, ties by id, which is looked up for ties alone: they are rare. */
const byDistance = (gigs: readonly FoundPlace[], idOf: (gigN: number) => string): PlacedGig[] => {
  const ids = new Map<number, string>()
  const id = (gigN: number) => {
    const known = ids.get(gigN) ?? idOf(gigN)
    ids.set(gigN, known)
    return known
  }
  return gigs
    .map(({ gigN, haversine }) => ({ gigN, distanceKm: kmOfHaversine(haversine) }))
    .sort((a, b) => a.distanceKm - b.distanceKm || (id(a.gigN) < id(b.gigN) ? -1 : 1))
}

/** Best rank first, then the later gig. */
const byRank = (gigs: readonly FoundPlace[]): PlacedGig[] =>
  [...gigs]
    .sort((a, b) => a.rank - b.rank || b.gigN - a.gigN)
    .map(({ gigN, haversine }) => ({ gigN, distanceKm: kmOfHaversine(haversine) }))
