import type Database from 'better-sqlite3'
import { type GigStatus, gigStatuses } from '../../../domain/gigs/gig.ts'
import type { Coordinates } from '../../../lib/geo.ts'
import { type Grid, gigGrid } from './cells.ts'
import { createGigSpotsInAct } from './packed-offsets.ts'

/**
 * The geo index of the gigs.
 *
 * The earth is cut into cells of 0.01 by 0.01 degrees. For each cell and status that has gigs, the R*Tree `gig_cells`
 * holds one entry with their number; `gig_places` holds what a search needs of each gig, clustered by cell. A search
 * asks the tree for the cells that touch the circle and looks at each one's least and greatest distance. The numbers
 * alone tell in which ring around the middle the page must lie (`ringOf`). A cell wholly inside the circle and wholly
 * outside the ring is counted unread. The others are read nearest first; from the last gig of the page on, cells inside
 * are counted unread again, and of those at the edge only the spots are read, packed in `gig_packed_offsets`. With a budget the counters do not help, but
 * the order of reading does. Another order makes a search read every cell it touches, and so does a text, unless fewer
 * gigs hold it than lie there: then these are looked at instead.
 *
 * Distances are compared as haversines, and made kilometres only where a comparison is too close to call and for the
 * gigs of the page: order, totals and pages are those of the exact distances.
 *
 * `gig_words` knows which gigs hold a text: an FTS5 table of trigrams, kept up to date by triggers.
 */

/** What the index knows of a gig. */
export interface GigPlace extends Coordinates {
  status: GigStatus
  budgetSatang: number
}

export interface GigPlaceWrites {
  enter(gigRowId: number, place: GigPlace): void
  remove(gigRowId: number, place: GigPlace): void
}

/** Writes the index, inside an act of the writer. */
export const createGigPlaceWrites = (db: Database.Database, grid: Grid = gigGrid): GigPlaceWrites => {
  const { rowOf, columnOf, numberOf, spotOf } = grid
  const cellOf = ({ latitude, longitude, status }: GigPlace) => {
    const [row, column, at] = [rowOf(latitude), columnOf(longitude), gigStatuses.indexOf(status)]
    return { number: numberOf(at, row, column), row, column, status: at }
  }
  const count = db.prepare<[number, number]>('UPDATE gig_cells SET gig_count = gig_count + ? WHERE cell = ?')
  const open = db.prepare<number[]>('INSERT INTO gig_cells VALUES (?, ?, ?, ?, ?, ?, ?, 1)')
  const close = db.prepare<[number]>('DELETE FROM gig_cells WHERE cell = ? AND gig_count = 0')
  const insert = db.prepare<number[]>('INSERT INTO gig_places VALUES (?, ?, ?, ?, ?, ?)')
  const remove = db.prepare<[number, number]>('DELETE FROM gig_places WHERE cell = ? AND gig_n = ?')
  const spots = createGigSpotsInAct(db)

  return {
    enter: (gigRowId, place) => {
      const { number, row, column, status } = cellOf(place)
      const { latitude, longitude, budgetSatang } = place
      const spot = spotOf(latitude, longitude)
      insert.run(number, gigRowId, spot, latitude, longitude, budgetSatang)
      spots.enter(number, spot)
      if (count.run(1, number).changes > 0) return
      open.run(number, row, row, column, column, status, status)
    },
    remove: (gigRowId, place) => {
      const { number } = cellOf(place)
      remove.run(number, gigRowId)
      spots.remove(number, spotOf(place.latitude, place.longitude))
      count.run(-1, number)
      close.run(number)
    },
  }
}
