import type Database from 'better-sqlite3'
import { type GigStatus, gigStatuses } from '../../../domain/gigs/gig.ts'
import type { Coordinates } from '../../../lib/geo.ts'
import { columnOf, rowOf } from '../../geo/cells.ts'
import { createCounterWrites } from './counters.ts'
import { createPackedGigWrites } from './packed-gigs.ts'

/**
 * The geo index of the gigs. This file writes it; `search.ts` and `map.ts` read it.
 *
 * The earth is divided into cells of 0.01 by 0.01 degrees, and 16 by 16 cells are a block. These tables make up the
 * index:
 * - `gig_blocks`: an R*Tree of the blocks that have gigs, for each status, at three sizes of block.
 * - `gig_counts`: how many gigs each cell of a block has, in one value (`counters.ts`).
 * - `gig_chunks`: place, row id and budget of each gig, packed, a few values for each cell (`packed-gigs.ts`).
 * - `gigs_by_number` and `gigs_by_budget`: indexes in the order of a search, with the coordinates (`walks.ts`).
 * - `gig_words`: an FTS5 table of trigrams over titles and descriptions. Triggers keep it up to date.
 *
 * A search by distance asks the tree for the blocks that touch the circle and computes the least and the greatest
 * distance of each block, then of the cells of the blocks that matter. The counters alone give the distance band of the
 * page (`findDistanceBand`). What is inside the circle and outside the band is counted without being read. Other cells
 * are read nearest first. Once the page is full, a cell on the edge of the circle is only counted.
 *
 * Packed places are exact to a millimetre. Where that does not decide, the coordinates of the gig are read, and the gigs
 * of a page are ordered by their distances in km. So order, totals and pages are those of the exact distances.
 */

export interface GigPlace extends Coordinates {
  status: GigStatus
  budgetSatang: number
}

export interface GigPlaceWrites {
  enter(gigRowId: number, place: GigPlace): void
  remove(gigRowId: number, place: GigPlace): void
  /** Writes nothing when both are the same. */
  replace(gigRowId: number, before: GigPlace, after: GigPlace): void
}

const isSame = (one: GigPlace, other: GigPlace): boolean =>
  one.status === other.status &&
  one.budgetSatang === other.budgetSatang &&
  one.latitude === other.latitude &&
  one.longitude === other.longitude

export const createGigPlaceWrites = (db: Database.Database): GigPlaceWrites => {
  const changeCounters = createCounterWrites(db)
  const packedGigs = createPackedGigWrites(db)
  const cellOf = ({ latitude, longitude }: Coordinates) => ({
    row: rowOf(latitude),
    column: columnOf(longitude),
  })

  const enter: GigPlaceWrites['enter'] = (gigRowId, place) => {
    const status = gigStatuses.indexOf(place.status)
    packedGigs.insert(cellOf(place), status, gigRowId, place, place.budgetSatang)
    changeCounters(status, place, 1)
  }
  const remove: GigPlaceWrites['remove'] = (gigRowId, place) => {
    const status = gigStatuses.indexOf(place.status)
    packedGigs.remove(cellOf(place), status, gigRowId)
    changeCounters(status, place, -1)
  }
  return {
    enter,
    remove,
    replace: (gigRowId, before, after) => {
      if (isSame(before, after)) return
      remove(gigRowId, before)
      enter(gigRowId, after)
    },
  }
}
