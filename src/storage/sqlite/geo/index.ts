import type Database from 'better-sqlite3'
import { type GigStatus, gigStatuses } from '../../../domain/gigs/gig.ts'
import type { Coordinates } from '../../../lib/geo.ts'
import { columnOf, rowOf } from '../../geo/cells.ts'
import { createCounterWrites } from './counters.ts'
import { createPackedGigWrites } from './packed-gigs.ts'

/** Writes the geo index; `search.ts` and `map.ts` read it. Its design is in src/README.md. */

export interface GigPlace extends Coordinates {
  status: GigStatus
  budgetSatang: number
}

export interface GigPlaceWrites {
  enter(gigRowId: number, place: GigPlace): void
  remove(gigRowId: number, place: GigPlace): void
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
