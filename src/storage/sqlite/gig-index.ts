import type Database from 'better-sqlite3'
import { type GigSearch, type GigStatus, gigStatuses } from '../../domain/gigs/store.ts'
import { type Box, boxesAround, distanceBounds, greatCircleKm, type Place } from '../../lib/geo.ts'
import type { PageRequest } from '../../lib/page.ts'

/**
 * The geo index of the gigs.
 *
 * The earth is cut into cells of 0.01 by 0.01 degrees. For each cell and status that has gigs, the R*Tree `gig_cells`
 * holds one entry with their number; `gig_places` holds what a search needs of each gig, clustered by cell. A search
 * asks the tree for the cells that touch the circle and looks at each one's least and greatest distance: a cell wholly
 * inside adds its number to the total unread, a cell on the edge is read, and for the page cells are read nearest first
 * until the next one is farther than the last gig of the page.
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
  /** One page of the gigs within the radius, nearest first, ties by the id that `idOf` gives; the total is exact. */
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

const cellsPerDegree = 100
const rows = 180 * cellsPerDegree + 1
const columns = 360 * cellsPerDegree + 1

const rowOf = (latitude: number) => Math.floor(latitude * cellsPerDegree)
const columnOf = (longitude: number) => Math.floor(longitude * cellsPerDegree)

interface Cell {
  row: number
  column: number
  status: number
}

const cellOf = (place: GigPlace): Cell => ({
  row: rowOf(place.latitude),
  column: columnOf(place.longitude),
  status: gigStatuses.indexOf(place.status),
})

/** One number for a cell and a status, such that neighbours in a row stay neighbours. */
const numberOf = ({ row, column, status }: Cell): number =>
  (status * rows + row + 90 * cellsPerDegree) * columns + column + 180 * cellsPerDegree

/** Writes the index, inside an act of the writer. */
export const createGigPlacesInAct = (db: Database.Database): GigPlacesInAct => {
  const count = db.prepare<[number, number]>('UPDATE gig_cells SET gig_count = gig_count + ? WHERE cell = ?')
  const open = db.prepare<number[]>('INSERT INTO gig_cells VALUES (?, ?, ?, ?, ?, ?, ?, 1)')
  const close = db.prepare<[number]>('DELETE FROM gig_cells WHERE cell = ? AND gig_count = 0')
  const insert = db.prepare<number[]>('INSERT INTO gig_places VALUES (?, ?, ?, ?, ?)')
  const remove = db.prepare<[number, number]>('DELETE FROM gig_places WHERE cell = ? AND gig_n = ?')

  return {
    enter: (gigN, place) => {
      const cell = cellOf(place)
      const number = numberOf(cell)
      insert.run(number, gigN, place.latitude, place.longitude, place.budgetSatang)
      if (count.run(1, number).changes > 0) return
      open.run(number, cell.row, cell.row, cell.column, cell.column, cell.status, cell.status)
    },
    remove: (gigN, place) => {
      const number = numberOf(cellOf(place))
      remove.run(number, gigN)
      count.run(-1, number)
      close.run(number)
    },
  }
}

type CellRow = [cell: number, row: number, column: number, gigCount: number]
type PlaceRow = [gigN: number, latitude: number, longitude: number, budgetSatang: number]

interface ReachableCell {
  cell: number
  gigCount: number
  leastKm: number
  mostKm: number
}

/** Reads the index. */
export const createGigPlaces = (db: Database.Database): GigPlaces => {
  const cellsIn = db
    .prepare<number[], CellRow>(`
      SELECT cell, south, west, gig_count FROM gig_cells
      WHERE north >= ? AND south <= ? AND east >= ? AND west <= ? AND most_status >= ? AND least_status <= ?`)
    .raw()
  const placesIn = db
    .prepare<[number], PlaceRow>(
      'SELECT gig_n, latitude, longitude, budget_satang FROM gig_places WHERE cell = ?',
    )
    .raw()

  const reachableCells = ({ center, radiusKm, status }: GigSearch): ReachableCell[] => {
    const [least, most] =
      status === null
        ? [0, gigStatuses.length - 1]
        : [gigStatuses.indexOf(status), gigStatuses.indexOf(status)]
    const cellsOf = (box: Box) =>
      cellsIn.all(rowOf(box.south), rowOf(box.north), columnOf(box.west), columnOf(box.east), least, most)
    return boxesAround(center, radiusKm)
      .flatMap(cellsOf)
      .map(([cell, row, column, gigCount]) => ({
        cell,
        gigCount,
        ...distanceBounds(center, boxOf(row, column)),
      }))
      .filter(cell => cell.leastKm <= radiusKm)
      .sort((a, b) => a.leastKm - b.leastKm)
  }

  return {
    search: (search, page, idOf) => {
      const { center, radiusKm } = search
      const wanted = page.skip + page.limit
      const least = search.minBudgetSatang ?? 0
      const most = search.maxBudgetSatang ?? Number.POSITIVE_INFINITY
      const countsHelp = search.minBudgetSatang === null && search.maxBudgetSatang === null
      const nearest = new NearestGigs(wanted)
      let totalCount = 0
      for (const { cell, gigCount, leastKm, mostKm } of reachableCells(search)) {
        if (countsHelp && mostKm <= radiusKm && leastKm > nearest.worstKm) {
          totalCount += gigCount
          continue
        }
        for (const [gigN, latitude, longitude, budgetSatang] of placesIn.all(cell)) {
          if (budgetSatang < least || budgetSatang > most) continue
          const distanceKm = greatCircleKm(center, { latitude, longitude })
          if (distanceKm > radiusKm) continue
          totalCount += 1
          nearest.offer({ gigN, distanceKm })
        }
      }
      return { found: nearest.sorted(idOf).slice(page.skip, wanted), totalCount }
    },
  }
}

const boxOf = (row: number, column: number): Box => ({
  south: row / cellsPerDegree,
  north: (row + 1) / cellsPerDegree,
  west: column / cellsPerDegree,
  east: (column + 1) / cellsPerDegree,
})

/** Keeps the nearest `wanted` gigs of those offered, and all that are as far as the last of them. */
class NearestGigs {
  #kept: PlacedGig[] = []
  #trimAt: number
  /** No gig farther than this can be among the wanted. */
  worstKm = Number.POSITIVE_INFINITY

  constructor(readonly wanted: number) {
    this.#trimAt = 2 * wanted + 64
  }

  offer(gig: PlacedGig) {
    if (gig.distanceKm > this.worstKm) return
    this.#kept.push(gig)
    // Sorting now and then costs less than keeping order at every step.
    if (this.#kept.length >= this.#trimAt) this.#trim()
  }

  #trim() {
    this.#kept.sort((a, b) => a.distanceKm - b.distanceKm)
    const last = this.#kept[this.wanted - 1]
    if (!last) return
    this.worstKm = last.distanceKm
    const end = this.#kept.findIndex(gig => gig.distanceKm > last.distanceKm)
    if (end >= 0) this.#kept.length = end
    // A thousand gigs in one building are all equally far: then nothing could be dropped, so wait longer.
    this.#trimAt = 2 * this.#kept.length + 64
  }

  /** Nearest first. Ids are looked up for equal distances alone, which are rare. */
  sorted(idOf: (gigN: number) => string): PlacedGig[] {
    this.#trim()
    const ids = new Map<number, string>()
    const id = (gigN: number) => {
      const known = ids.get(gigN) ?? idOf(gigN)
      ids.set(gigN, known)
      return known
    }
    return this.#kept.sort((a, b) => a.distanceKm - b.distanceKm || (id(a.gigN) < id(b.gigN) ? -1 : 1))
  }
}
