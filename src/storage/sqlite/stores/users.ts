import { and, asc, eq, getTableColumns, gt, isNull, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { UserId } from '../../../domain/ids.ts'
import type { UserStore } from '../../../domain/users/store.ts'
import type { NearbyUser, User } from '../../../domain/users/user.ts'
import { AppError } from '../../../errors.ts'
import { createLru } from '../../../lib/lru.ts'
import { users } from '../../tables.ts'
import type { Connections } from '../engine/connections.ts'
import { lazily } from '../engine/lazily.ts'
import { onRowChange } from '../engine/row-changes.ts'
import { batchSize, named, parametersFor, prepareRows, readInBatches } from '../engine/statements.ts'
import { createNearbyPeople } from '../geo/nearby.ts'
import { createDeletion } from './deletion.ts'
import { createDisabling } from './disabling.ts'
import { createPlaceWrites } from './place-writes.ts'

const { rowId, passwordHash, ...columns } = getTableColumns(users)
const { fullName, contactInfo, addressText, isAvailable, latitude, longitude } = columns
const revisable = { fullName, contactInfo, addressText, isAvailable, latitude, longitude }

const maxKnown = 20_000

export const createUserStore = (connections: Connections): UserStore => {
  const { readConnection, writeConnection, transact, snapPlace } = connections
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
  /** Nearly every request of a person reads themselves. */
  const known = createLru<UserId, User>(maxKnown)
  onRowChange(writeConnection, {
    event: 'UPDATE ON users',
    key: 'old.id',
    run: (id: UserId) => known.delete(id),
  })
  const findKnown = (id: UserId): User | null => {
    // The connection of a worker only reads, and hears of no change.
    const remembered = writeConnection.readonly ? undefined : known.get(id)
    const user = remembered ?? find.get({ id }) ?? null
    if (user && !remembered) known.set(id, user)
    return user
  }
  const findCredentials = readDb
    .select({
      userId: users.id,
      passwordHash: users.passwordHash,
      isDisabled: sql<boolean>`${users.disabledAt} IS NOT NULL`.mapWith(Boolean),
    })
    .from(users)
    .where(and(eq(users.email, named('email')), isNull(users.deletedAt)))
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

  const listAfter = readDb
    .select({ rowId, ...columns })
    .from(users)
    .where(gt(rowId, named('after')))
    .orderBy(asc(rowId))
    .limit(batchSize)
    .prepare()
  const verify = writeDb
    .update(users)
    .set({ isVerified: true })
    .where(and(eq(users.id, named('id')), isNull(users.deletedAt)))
    .returning(columns)
    .prepare()

  const places = createPlaceWrites(writeConnection, snapPlace)
  const disabling = createDisabling(connections)
  const deletion = lazily(() => ({ run: createDeletion(connections, disabling.remember) }))
  const findNearby = createNearbyPeople(readConnection)

  return {
    register: (write, user, hash) =>
      transact(write, () => {
        const row = insert.get({ ...user, passwordHash: hash })
        places.record(row.rowId, user)
        return { result: user }
      }),
    find: async id => findKnown(id),
    bound: () => ({
      name: 'users_at_hand',
      max: maxKnown,
      used: () => known.size,
      atBound: 'replaces',
    }),
    findCredentials: async email => findCredentials.get({ email }) ?? null,
    search: async (text, limit) => {
      const wanted = text.toLowerCase()
      const found: User[] = []
      const search = (after: number) => {
        const rows = found.length < limit ? listAfter.all({ after }) : []
        for (const { rowId: _rowId, ...user } of rows) {
          const isFound =
            user.deletedAt === null && `${user.email} ${user.fullName}`.toLowerCase().includes(wanted)
          if (isFound && found.length < limit) found.push(user)
        }
        return rows
      }
      await readInBatches(0, search, row => row.rowId)
      return found
    },
    listAll: async () => {
      const rows = await readInBatches(
        0,
        after => listAfter.all({ after }),
        row => row.rowId,
      )
      return rows.map(({ rowId: _rowId, ...user }) => user)
    },
    verify: (write, id) =>
      transact(write, () => {
        const user = verify.get({ id })
        if (!user) throw new AppError('RESOURCE_NOT_FOUND')
        return { result: user }
      }),
    setDisabled: disabling.set,
    isDisabled: disabling.isDisabled,
    delete: (write, id, decide) => deletion.run(write, id, decide),
    revise: (write, id, decide) =>
      transact(write, () => {
        const row = findForWrite.get({ id })
        if (!row) throw new AppError('RESOURCE_NOT_FOUND')
        const { rowId: userRowId, ...user } = row
        const revised = decide(user)
        update.run({ ...revised, rowId: userRowId })
        places.record(userRowId, revised)
        return { result: revised }
      }),
    listNearby: async query => {
      const nearest: NearbyUser[] = []
      for (const { id, distanceKm } of findNearby(query)) {
        const user = find.get({ id })
        if (user) nearest.push({ user, distanceKm })
      }
      return nearest
    },
  }
}
