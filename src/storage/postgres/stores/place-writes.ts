import type { User } from '../../../domain/users/user.ts'
import { createSnapPlace, type SnapPlace } from '../../../lib/place-grid.ts'
import type { Queries } from '../engine/queries.ts'

type PlacedUser = Pick<User, 'id' | 'latitude' | 'longitude' | 'disabledAt' | 'isAvailable'>

/** Everyone who has a place and is not disabled has one here. */
export const recordPlace = async (
  tx: Queries,
  snapPlace: SnapPlace,
  { id, latitude, longitude, disabledAt, isAvailable }: PlacedUser,
): Promise<void> => {
  if (latitude === null || longitude === null || disabledAt !== null) {
    await tx.run('DELETE FROM user_places WHERE user_id = $1', [id])
    return
  }
  const place = snapPlace(id, { latitude, longitude })
  await tx.run(
    `INSERT INTO user_places (user_id, latitude, longitude, is_available)
    VALUES ($1, $2::float8, $3::float8, $4)
    ON CONFLICT (user_id) DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude,
      is_available = excluded.is_available`,
    [id, place.latitude, place.longitude, isAvailable],
  )
}

/** A database without a key gets `newKey` and its places. Of several copies at once, one key counts. */
export const openPlaceGrid = async (tx: Queries, newKey: () => Uint8Array): Promise<SnapPlace> => {
  const find = () => tx.get<{ key: Uint8Array }>('SELECT key FROM place_grid')
  const stored = await find()
  if (stored) return createSnapPlace(stored.key)
  const isFirst = await tx.run('INSERT INTO place_grid (key) VALUES ($1) ON CONFLICT DO NOTHING', [newKey()])
  const chosen = await find()
  if (!chosen) throw new Error('The key of the grids is missing.')
  const snapPlace = createSnapPlace(chosen.key)
  if (isFirst === 0) return snapPlace
  const placed = await tx.all<PlacedUser>(`
    SELECT id, latitude, longitude, disabled_at AS "disabledAt", is_available AS "isAvailable"
    FROM users WHERE latitude IS NOT NULL`)
  for (const user of placed) await recordPlace(tx, snapPlace, user)
  return snapPlace
}
