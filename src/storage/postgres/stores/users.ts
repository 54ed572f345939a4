import { getTableColumns } from 'drizzle-orm'
import type { UserStore } from '../../../domain/users/store.ts'
import type { User } from '../../../domain/users/user.ts'
import { AppError } from '../../../errors.ts'
import { users } from '../../tables.ts'
import { batchSize, readInBatches } from '../engine/batches.ts'
import { prepareInsert, prepareUpdate } from '../engine/columns.ts'
import type { Connections } from '../engine/connections.ts'
import type { Queries } from '../engine/queries.ts'
import { findNearby } from '../geo/nearby.ts'
import { createDeletion } from './deletion.ts'
import type { Disabling } from './disabling.ts'
import type { KnownSessions } from './known-sessions.ts'
import { recordPlace } from './place-writes.ts'
import { lockUser, userColumns, userList } from './user-rows.ts'

const { passwordHash } = getTableColumns(users)
const { fullName, contactInfo, addressText, isAvailable, latitude, longitude } = userColumns

const insert = prepareInsert('users', { passwordHash, ...userColumns })
const update = prepareUpdate('users', {
  fullName,
  contactInfo,
  addressText,
  isAvailable,
  latitude,
  longitude,
})

/** A user with the number of its row, for the order of registration. */
type NumberedUser = User & { rowId: number }

const listAfter = (reads: Queries, after: number): Promise<NumberedUser[]> =>
  reads.all<NumberedUser>(
    `SELECT n::float8 AS "rowId", ${userList} FROM users WHERE n > $1::bigint ORDER BY n LIMIT ${batchSize}`,
    [after],
  )

const withoutNumber = ({ rowId: _rowId, ...user }: NumberedUser): User => user

/** Whether one of the shown fields has the text, whatever its case. The database would know other cases of letters. */
const search = async (reads: Queries, text: string, limit: number): Promise<User[]> => {
  const wanted = text.toLowerCase()
  const found: User[] = []
  const collect = async (after: number) => {
    const rows = found.length < limit ? await listAfter(reads, after) : []
    for (const row of rows) {
      const isFound = row.deletedAt === null && `${row.email} ${row.fullName}`.toLowerCase().includes(wanted)
      if (isFound && found.length < limit) found.push(withoutNumber(row))
    }
    return rows
  }
  await readInBatches(0, collect, row => row.rowId)
  return found
}

export const createUserStore = (
  connections: Connections,
  disabling: Disabling,
  knownSessions: KnownSessions,
): UserStore => {
  const { reads, transact, snapPlace } = connections
  return {
    register: (write, user, hash) =>
      transact(write, async tx => {
        await insert(tx, { ...user, passwordHash: hash })
        await recordPlace(tx, snapPlace, user)
        return { result: user }
      }),
    find: id => reads.get<User>(`SELECT ${userList} FROM users WHERE id = $1`, [id]),
    bound: () => ({ name: 'users_at_hand', max: 0, used: () => 0, atBound: 'replaces' }),
    findCredentials: email =>
      reads.get(
        `SELECT id AS "userId", password_hash AS "passwordHash", disabled_at IS NOT NULL AS "isDisabled"
        FROM users WHERE email = $1 AND deleted_at IS NULL`,
        [email],
      ),
    search: (text, limit) => search(reads, text, limit),
    listAll: async () => {
      const rows = await readInBatches(
        0,
        after => listAfter(reads, after),
        row => row.rowId,
      )
      return rows.map(withoutNumber)
    },
    verify: (write, id) =>
      transact(write, async tx => {
        const user = await tx.get<User>(
          `UPDATE users SET is_verified = true WHERE id = $1 AND deleted_at IS NULL RETURNING ${userList}`,
          [id],
        )
        if (!user) throw new AppError('RESOURCE_NOT_FOUND')
        return { result: user }
      }),
    setDisabled: disabling.set,
    isDisabled: disabling.isDisabled,
    delete: createDeletion(
      { ...connections, transact: knownSessions.ending(transact) },
      ({ userId, sessions }) => {
        disabling.remember(userId)
        knownSessions.forget(sessions)
      },
    ),
    revise: (write, id, decide) =>
      transact(write, async tx => {
        const row = await lockUser(tx, id, 'NO KEY UPDATE')
        if (!row) throw new AppError('RESOURCE_NOT_FOUND')
        const { passwordHash: _passwordHash, ...user } = row
        const revised = decide(user)
        await update(tx, revised)
        await recordPlace(tx, snapPlace, revised)
        return { result: revised }
      }),
    listNearby: query => findNearby(reads, query),
  }
}
