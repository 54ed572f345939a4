import type Database from 'better-sqlite3'
import { type GigOrder, type GigSearch, type GigStatus, gigStatuses } from '../../domain/gigs/store.ts'
import { type Box, boxesAround, distanceBounds, greatCircleKm, type Place } from '../../lib/geo.ts'
import type { PageRequest } from '../../lib/page.ts'

/**
 * The geo index of the gigs.
 *
 * The earth is cut into cells of 0.01 by 0.01 degrees. For each cell and status that has gigs, the R*Tree `gig_cells`
 * holds one entry with their number; `gig_places` holds what a search needs of each gig, clustered by cell. A search
 * asks the tree for the cells that touch the circle and looks at each one's least and greatest distance: a cell wholly
 * inside adds its number to the total unread, a cell on the edge is read, and for the page cells are read nearest first
 * until the next one is farther than the last gig of the page. On a deep page also the cells are counted unread that
 * lie wholly before it. Any filter besides the status, and any other order, makes a search read every cell it touches.
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
  /** Its place in the order wanted: the least comes first. */
  rank: number
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

export const cellsPerDegree = 100
const rows = 180 * cellsPerDegree + 1
const columns = 360 * cellsPerDegree + 1

export const rowOf = (latitude: number) => Math.floor(latitude * cellsPerDegree)
export const columnOf = (longitude: number) => Math.floor(longitude * cellsPerDegree)

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

  const holding = db.prepare<[string], number>('SELECT rowid FROM gig_words WHERE gig_words MATCH ?').pluck()

  return {
    search: (search, page, idOf) => {
      const { center, radiusKm, order = 'distance', text = null } = search
      const cells = reachableCells(search)
      const isFiltered = search.minBudgetSatang !== null || search.maxBudgetSatang !== null || text !== null
      const countsHelp = order === 'distance' && !isFiltered
      const beforeKm = countsHelp ? Math.min(radiusKm, nearestPossible(cells, page.skip)) : 0
      const before = cells.filter(cell => cell.mostKm < beforeKm)
      const skip = page.skip - gigsIn(before)
      const best = new BestGigs(skip + page.limit, order === 'distance' ? idOf : null)
      const least = search.minBudgetSatang ?? 0
      const most = search.maxBudgetSatang ?? Number.POSITIVE_INFINITY
      // A phrase of trigrams: the text as it stands, anywhere in the title or the description.
      const wanted = text === null ? null : new Set(holding.all(`"${text.replaceAll('"', '""')}"`))
      let totalCount = gigsIn(before)
      for (const { cell, gigCount, leastKm, mostKm } of cells) {
        if (mostKm < beforeKm) continue
        if (countsHelp && mostKm <= radiusKm && leastKm > best.worstRank) {
          totalCount += gigCount
          continue
        }
        for (const [gigN, latitude, longitude, budgetSatang] of placesIn.all(cell)) {
          if (budgetSatang < least || budgetSatang > most || wanted?.has(gigN) === false) continue
          const distanceKm = greatCircleKm(center, { latitude, longitude })
          if (distanceKm > radiusKm) continue
          totalCount += 1
          best.offer({ gigN, distanceKm, rank: rankOf[order](distanceKm, gigN, budgetSatang) })
        }
      }
      return { found: best.sorted().slice(skip, skip + page.limit), totalCount }
    },
  }
}

/** Numbers of gigs grow, so the greatest was posted last. */
const rankOf: Record<GigOrder, (distanceKm: number, gigN: number, budgetSatang: number) => number> = {
  distance: distanceKm => distanceKm,
  newest: (_, gigN) => -gigN,
  budget: (_, __, budgetSatang) => -budgetSatang,
}

const gigsIn = (cells: readonly ReachableCell[]): number =>
  cells.reduce((sum, { gigCount }) => sum + gigCount, 0)

/** No gig behind the first `skip` is nearer than this: nearer than the cell at hand there are not that many. */
const nearestPossible = (cells: readonly ReachableCell[], skip: number): number => {
  let count = 0
  for (const { gigCount, leastKm } of cells) {
    count += gigCount
    if (count > skip) return leastKm
  }
  return Number.POSITIVE_INFINITY
}

const boxOf = (row: number, column: number): Box => ({
  south: row / cellsPerDegree,
  north: (row + 1) / cellsPerDegree,
  west: column / cellsPerDegree,
  east: (column + 1) / cellsPerDegree,
})

/** Keeps the best `wanted` gigs of those offered, and all that are as good as the last of them. */
class BestGigs {
  #kept: PlacedGig[] = []
  #trimAt: number
  /** No gig with a greater rank can be among the wanted. */
  worstRank = Number.POSITIVE_INFINITY

  /** Ties are broken by id where `idOf` is given, else the later gig comes first. */
  constructor(
    readonly wanted: number,
    readonly idOf: ((gigN: number) => string) | null,
  ) {
    this.#trimAt = 2 * wanted + 64
  }

  offer(gig: PlacedGig) {
    if (gig.rank > this.worstRank) return
    this.#kept.push(gig)
    // Sorting now and then costs less than keeping order at every step.
    if (this.#kept.length >= this.#trimAt) this.#trim()
  }

  #trim() {
    this.#kept.sort((a, b) => a.rank - b.rank)
    const last = this.#kept[this.wanted - 1]
    if (!last) return
    this.worstRank = last.rank
    const end = this.#kept.findIndex(gig => gig.rank > last.rank)
    if (end >= 0) this.#kept.length = end
    // A thousand gigs in one building are all equally far: then nothing could be dropped, so wait longer.
    this.#trimAt = 2 * this.#kept.length + 64
  }

  /** Best first. Ids are looked up for equal ranks alone, which are rare. */
  sorted(): PlacedGig[] {
    this.#trim()
    const { idOf } = this
    if (!idOf) return this.#kept.sort((a, b) => a.rank - b.rank || b.gigN - a.gigN)
    const ids = new Map<number, string>()
    const id = (gigN: number) => {
      const known = ids.get(gigN) ?? idOf(gigN)
      ids.set(gigN, known)
      return known
    }
    return this.#kept.sort((a, b) => a.rank - b.rank || (id(a.gigN) < id(b.gigN) ? -1 : 1))
  }
}
