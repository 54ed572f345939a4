import { createHmac } from 'node:crypto'
import { type Coordinates, earthRadiusKm } from './geo.ts'

const cellKm = 0.7

const kmPerDegree = (Math.PI / 180) * earthRadiusKm
const rowDegrees = cellKm / kmPerDegree

/** The same id and place give the same result. */
export type SnapPlace = (ownerId: string, place: Coordinates) => Coordinates

/**
 * A keyed hash of the owner's id moves the grid of 700 m, so it tells nothing about other owners. Each row
 * has a whole number of columns, so the last one meets the first at the antimeridian. @param key at least 32
 * secret bytes
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
