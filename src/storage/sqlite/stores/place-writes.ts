import type Database from 'better-sqlite3'
import type { User } from '../../../domain/users/user.ts'
import { createSnapPlace, type SnapPlace } from '../../../lib/place-grid.ts'

type PlacedUser = Pick<User, 'id' | 'latitude' | 'longitude' | 'disabledAt'>

export const createPlaceWrites = (writeConnection: Database.Database, snapPlace: SnapPlace) => {
  const enter = writeConnection.prepare<[number, number, number, number, number, number, number]>(
    `INSERT OR REPLACE INTO user_places (n, south, north, west, east, latitude, longitude)
    VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const remove = writeConnection.prepare<[number]>('DELETE FROM user_places WHERE n = ?')

  return {
    record: (userRowId: number, { id, latitude, longitude, disabledAt }: PlacedUser): void => {
      if (latitude === null || longitude === null || disabledAt !== null) {
        remove.run(userRowId)
        return
      }
      const place = snapPlace(id, { latitude, longitude })
      enter.run(
        userRowId,
        place.latitude,
        place.latitude,
        place.longitude,
        place.longitude,
        place.latitude,
        place.longitude,
      )
    },
  }
}

/** A database without a key gets `newKey` and its index in one transaction. */
export const openPlaceGrid = (writeConnection: Database.Database, newKey: () => Uint8Array): SnapPlace => {
  const stored = writeConnection.prepare<[], Buffer>('SELECT key FROM place_grid').pluck().get()
  if (stored) return createSnapPlace(stored)
  const key = newKey()
  const snapPlace = createSnapPlace(key)
  const places = createPlaceWrites(writeConnection, snapPlace)
  const placed = writeConnection.prepare<[], PlacedUser & { n: number }>(
    `SELECT n, id, latitude, longitude, disabled_at AS disabledAt FROM users WHERE latitude IS NOT NULL`,
  )
  writeConnection
    .transaction(() => {
      writeConnection.prepare('INSERT INTO place_grid (key) VALUES (?)').run(Buffer.from(key))
      for (const { n, ...user } of placed.all()) places.record(n, user)
    })
    .immediate()
  return snapPlace
}
