import { getTableColumns } from 'drizzle-orm'
import type { UserId } from '../../../domain/ids.ts'
import type { User } from '../../../domain/users/user.ts'
import { users } from '../../tables.ts'
import { listOf } from '../engine/columns.ts'
import type { Queries } from '../engine/queries.ts'

const { rowId: _n, passwordHash: _passwordHash, ...columns } = getTableColumns(users)

/** Without the hash of the password. */
export const userColumns = columns

export const userList = listOf(columns, 'users')

/**
 * @param lock SHARE where what was read has to stay until the commit, NO KEY UPDATE where it is changed,
 * UPDATE where everybody who names the user in a new row has to wait
 */
export const lockUser = (
  tx: Queries,
  id: UserId,
  lock: 'SHARE' | 'NO KEY UPDATE' | 'UPDATE',
): Promise<(User & { passwordHash: string }) | null> =>
  tx.get(`SELECT ${userList}, password_hash AS "passwordHash" FROM users WHERE id = $1 FOR ${lock}`, [id])
