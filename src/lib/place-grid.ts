import { createHmac } from 'node:crypto'
import { type Coordinates, earthRadiusKm } from './geo.ts'

const cellKm = 0.7

const kmPerDegree = (Math.PI / 180) * earthRadiusKm
const rowDegrees = cellKm / kmPerDegree

/** Moves a place to the middle of its cell in the grid of its owner. The same id and place give the same result. */
export type SnapPlace = (ownerId: string, place: Coordinates) => Coordinates

/**
 * Grids of 700 metres, one for each owner. Its origin follows from a keyed hash of the owner's id, so no cell of one
 * owner tells anything about the cells of another. Every row has columns of its own, a whole number of them, so a cell
 * is as wide at every latitude and the last column meets the first at the antimeridian.
 * @param key at least 32 secret bytes
 */
export const createSnapPlace =
  (key: Uint8Array): SnapPlace =>
  (ownerId, { latitude, longitude }) => {
    const hash = createHmac('sha256', key).update(ownerId).digest()
    const rowOrigin = hash.readUInt32BE(0) / 2 ** 32
    const columnOrigin = hash.readUInt32BE(4) / 2 ** 32
    const middleOfRow = (Math.floor(latitude / rowDegrees + rowOrigin) + 0.5 - rowOrigin) * rowDegrees
    const snapped = Math.max(-90, Math.min(90, middleOfRow))
    const columns = Math.max(1, Math.round((Math.cos((snapped * Math.PI) / 180) * 360) / rowDegrees))
    const columnDegrees = 360 / columns
    const middleOfColumn =
      (Math.floor(longitude / columnDegrees + columnOrigin) + 0.5 - columnOrigin) * columnDegrees
    return { latitude: snapped, longitude: ((((middleOfColumn + 180) % 360) + 360) % 360) - 180 }
  }
