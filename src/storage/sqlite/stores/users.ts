import { asc, eq, getTableColumns, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { UserStore } from '../../../domain/users/store.ts'
import type { NearbyUser, User } from '../../../domain/users/user.ts'
import { AppError } from '../../../errors.ts'
import { boxesAround, greatCircleKm } from '../../../lib/geo.ts'
import type { Connections } from '../engine/connections.ts'
import { named, parametersFor, prepareRows } from '../engine/statements.ts'
import { users } from '../engine/tables.ts'

const { rowId, passwordHash, ...columns } = getTableColumns(users)
const { fullName, contactInfo, addressText, isAvailable, latitude, longitude } = columns
const revisable = { fullName, contactInfo, addressText, isAvailable, latitude, longitude }

export const createUserStore = ({ readConnection, writeConnection, transact }: Connections): UserStore => {
  const readDb = drizzle(readConnection)
  const writeDb = drizzle(writeConnection)

  const find = prepareRows(
    readConnection,
    columns,
    readDb
      .select(columns)
      .from(users)
      .where(eq(users.id, named('id'))),
  )
  const findCredentials = readDb
    .select({
      userId: users.id,
      passwordHash: users.passwordHash,
      isDisabled: sql<boolean>`${users.disabledAt} IS NOT NULL`.mapWith(Boolean),
    })
    .from(users)
    .where(eq(users.email, named('email')))
    .prepare()
  const findForWrite = writeDb
    .select({ rowId, ...columns })
    .from(users)
    .where(eq(users.id, named('id')))
    .prepare()
  const insert = writeDb
    .insert(users)
    .values(parametersFor({ passwordHash, ...columns }))
    .returning({ rowId })
    .prepare()
  const update = writeDb
    .update(users)
    .set(parametersFor(revisable))
    .where(eq(users.rowId, named('rowId')))
    .prepare()

  const all = readDb.select(columns).from(users).orderBy(asc(users.rowId)).prepare()
  const setFlags = writeDb
    .update(users)
    .set(parametersFor({ isVerified: columns.isVerified, disabledAt: columns.disabledAt }))
    .where(eq(users.id, named('id')))
    .prepare()
  const setPasswordHash = writeDb
    .update(users)
    .set(parametersFor({ passwordHash }))
    .where(eq(users.id, named('id')))
    .prepare()
  const assertChanged = ({ changes }: { changes: number }) => {
    if (changes === 0) throw new AppError('RESOURCE_NOT_FOUND')
  }

  const upsertPlace = writeConnection.prepare<[number, number, number, number, number]>(
    'INSERT OR REPLACE INTO user_places (n, south, north, west, east) VALUES (?, ?, ?, ?, ?)',
  )
  const deletePlace = writeConnection.prepare<[number]>('DELETE FROM user_places WHERE n = ?')
  // The R*Tree rounds its boxes outwards to 32-bit floats, so it finds a little too much and never too little.
  const findInBox = readConnection.prepare<
    Record<string, number>,
    { id: User['id']; latitude: number; longitude: number }
  >(`
    SELECT users.id, users.latitude, users.longitude
    FROM user_places JOIN users USING (n)
    WHERE user_places.north >= @south AND user_places.south <= @north
      AND user_places.east >= @west AND user_places.west <= @east
      AND users.is_available >= @minAvailable`)

  const recordPlace = (userRowId: number, user: User) => {
    if (user.latitude === null || user.longitude === null) {
      deletePlace.run(userRowId)
      return
    }
    upsertPlace.run(userRowId, user.latitude, user.latitude, user.longitude, user.longitude)
  }

  return {
    register: (write, user, hash) =>
      transact(write, () => {
        const row = insert.get({ ...user, passwordHash: hash })
        recordPlace(row.rowId, user)
        return { result: user }
      }),
    find: async id => find.get({ id }) ?? null,
    findCredentials: async email => findCredentials.get({ email }) ?? null,
    listAll: async () => all.all(),
    setAccountFlags: (write, id, flags) =>
      transact(write, () => ({ result: assertChanged(setFlags.run({ id, ...flags })) })),
    setPasswordHash: (write, id, hash) =>
      transact(write, () => ({ result: assertChanged(setPasswordHash.run({ id, passwordHash: hash })) })),
    revise: (write, id, decide) =>
      transact(write, () => {
        const row = findForWrite.get({ id })
        if (!row) throw new AppError('RESOURCE_NOT_FOUND')
        const { rowId: userRowId, ...user } = row
        const revised = decide(user)
        update.run({ ...revised, rowId: userRowId })
        recordPlace(userRowId, revised)
        return { result: revised }
      }),
    listNearby: async ({ center, radiusKm, onlyAvailable, asker, limit }) => {
      const minAvailable = onlyAvailable ? 1 : 0
      const found = boxesAround(center, radiusKm)
        .flatMap(box => findInBox.all({ ...box, minAvailable }))
        .map(row => ({ id: row.id, distanceKm: greatCircleKm(center, row) }))
        .filter(({ id, distanceKm }) => id !== asker && distanceKm <= radiusKm)
        .sort((a, b) => a.distanceKm - b.distanceKm || (a.id < b.id ? -1 : 1))
      const nearest: NearbyUser[] = []
      for (const { id, distanceKm } of found.slice(0, limit)) {
        const user = find.get({ id })
        if (user) nearest.push({ user, distanceKm })
      }
      return nearest
    },
  }
}
