import type Database from 'better-sqlite3'
import { type GigStatus, gigStatuses } from '../../../domain/gigs/gig.ts'
import type { Coordinates } from '../../../lib/geo.ts'
import { type Grid, gigGrid } from './cells.ts'
import { createPackedOffsetWrites } from './packed-offsets.ts'

/**
 * The geo index of the gigs. This file writes it; `search.ts` and `map.ts` read it.
 *
 * The earth is divided into cells of 0.01 by 0.01 degrees. Four tables make up the index:
 * - `gig_cells`: an R*Tree with one row for each cell and status that has gigs, and the number of these gigs.
 * - `gig_places`: position, packed offset and budget of each gig, clustered by cell.
 * - `gig_packed_offsets`: the packed offsets of a cell in a few values, because reading a row per gig is slower.
 * - `gig_words`: an FTS5 table of trigrams over titles and descriptions. Triggers keep it up to date.
 *
 * A search by distance asks the tree for the cells that touch the circle and computes the least and the greatest
 * distance of each. The counters alone give the distance band of the page (`findDistanceBand`). Cells inside the circle
 * and outside the band are counted without being read. The others are read nearest first. Once the page is full, a
 * cell inside the circle is only counted, and for a cell on the edge only the packed offsets are read.
 *
 * The counters do not help with a budget filter, but reading nearest first does. With another order, or with a text,
 * every touched cell is read. When few gigs have the text, these are looked up instead.
 *
 * Distances are compared as haversines. They are converted to km for the gigs of the page, and where two haversines are
 * too close to decide. So order, totals and pages are those of the exact distances.
 */

/** The columns of a gig that the index stores. */
export interface GigPlace extends Coordinates {
  status: GigStatus
  budgetSatang: number
}

export interface GigPlaceWrites {
  enter(gigRowId: number, place: GigPlace): void
  remove(gigRowId: number, place: GigPlace): void
}

/** Writes the index. Call it inside a transaction. */
export const createGigPlaceWrites = (db: Database.Database, grid: Grid = gigGrid): GigPlaceWrites => {
  const { rowOf, columnOf, cellNumber, packOffset } = grid
  const locate = ({ latitude, longitude, status: name }: GigPlace) => {
    const [row, column, status] = [rowOf(latitude), columnOf(longitude), gigStatuses.indexOf(name)]
    return { cell: cellNumber(status, row, column), row, column, status }
  }
  const addToCount = db.prepare<[number, number]>(
    'UPDATE gig_cells SET gig_count = gig_count + ? WHERE cell = ?',
  )
  const insertCell = db.prepare<number[]>('INSERT INTO gig_cells VALUES (?, ?, ?, ?, ?, ?, ?, 1)')
  const deleteEmptyCell = db.prepare<[number]>('DELETE FROM gig_cells WHERE cell = ? AND gig_count = 0')
  const insertPlace = db.prepare<number[]>('INSERT INTO gig_places VALUES (?, ?, ?, ?, ?, ?)')
  const deletePlace = db.prepare<[number, number]>('DELETE FROM gig_places WHERE cell = ? AND gig_n = ?')
  const packedOffsets = createPackedOffsetWrites(db)

  return {
    enter: (gigRowId, place) => {
      const { cell, row, column, status } = locate(place)
      const { latitude, longitude, budgetSatang } = place
      const offset = packOffset(latitude, longitude)
      insertPlace.run(cell, gigRowId, offset, latitude, longitude, budgetSatang)
      packedOffsets.insert(cell, offset)
      if (addToCount.run(1, cell).changes > 0) return
      insertCell.run(cell, row, row, column, column, status, status)
    },
    remove: (gigRowId, place) => {
      const { cell } = locate(place)
      deletePlace.run(cell, gigRowId)
      packedOffsets.remove(cell, packOffset(place.latitude, place.longitude))
      addToCount.run(-1, cell)
      deleteEmptyCell.run(cell)
    },
  }
}
