import { getTableColumns } from 'drizzle-orm'
import { deletedAccount } from '../../../domain/accounts/rules.ts'
import type { SessionId, UserId } from '../../../domain/ids.ts'
import { userNotFound } from '../../../domain/not-found.ts'
import type { UploadedFile } from '../../../domain/uploads/file.ts'
import type { DeletedAccount, UserStore } from '../../../domain/users/store.ts'
import { followUp } from '../../../lib/command.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import { type ErasurePosition, firstPosition } from '../../erasure.ts'
import { users } from '../../tables.ts'
import { prepareUpdate } from '../engine/columns.ts'
import type { Connections } from '../engine/connections.ts'
import type { Pool } from '../engine/pool.ts'
import type { Queries } from '../engine/queries.ts'
import { eraseBatch } from './erasure.ts'
import { recordPlace } from './place-writes.ts'
import { fileList } from './uploads.ts'
import { lockUser } from './user-rows.ts'

const {
  rowId: _n,
  id: _id,
  createdAt: _createdAt,
  ratingSum: _ratingSum,
  reviewCount: _reviewCount,
  ...cleared
} = getTableColumns(users)
const clear = prepareUpdate('users', cleared)

/** Of a password that nobody can have. */
const noPasswordHash = ''

const hasHeldMoney = async (tx: Queries, userId: UserId): Promise<boolean> =>
  (await tx.get(
    `SELECT 1 FROM transactions WHERE (payer_id = $1 OR payee_id = $1) AND status IN ('PROCESSING', 'PENDING')
    LIMIT 1`,
    [userId],
  )) !== null

const take = async (
  tx: Queries,
  { snapPlace }: Connections,
  userId: UserId,
  now: Timestamp,
  decide: Parameters<UserStore['delete']>[2],
): Promise<DeletedAccount> => {
  // Everybody who names the person in a new row waits for the commit, or has committed before.
  const row = await lockUser(tx, userId, 'UPDATE')
  if (!row || row.deletedAt !== null) throw userNotFound()
  const { passwordHash, ...user } = row
  decide({ passwordHash, hasHeldMoney: await hasHeldMoney(tx, userId) })
  const after = deletedAccount(user, now)
  await clear(tx, { ...after, passwordHash: noPasswordHash })
  await recordPlace(tx, snapPlace, after)
  await tx.run('DELETE FROM password_links WHERE user_id = $1', [userId])
  await tx.run('INSERT INTO deletions (user_id) VALUES ($1)', [userId])
  const sessions = await tx.all<{ id: SessionId }>('DELETE FROM sessions WHERE user_id = $1 RETURNING id', [
    userId,
  ])
  const files = await tx.all<UploadedFile>(`DELETE FROM files WHERE owner_id = $1 RETURNING ${fileList}`, [
    userId,
  ])
  return { email: user.email, sessions: sessions.map(({ id }) => id), files }
}

/**
 * Deletes accounts. The first transaction decides, and leaves an account without a name, an e-mail, a session and a
 * picture. What else is a person's goes in batches after it: gigs are locked before people elsewhere, and the first
 * transaction has locked the person.
 */
export const createDeletion =
  (
    connections: Connections,
    onDeleted: (deleted: { userId: UserId; sessions: SessionId[] }) => void,
  ): UserStore['delete'] =>
  async (write, userId, decide) => {
    const { transact } = connections
    // Two at once would each hold the lock of an actor and wait for the other's, until the server finds the deadlock.
    const account = await transact(
      write,
      async tx => ({ result: await take(tx, connections, userId, write.now, decide) }),
      userId,
    )
    onDeleted({ userId, sessions: account.sessions })
    let next: ErasurePosition | null = firstPosition
    while (next !== null) {
      const since: ErasurePosition = next
      next = await transact(followUp(write), async tx => {
        const { position, ...effects } = await eraseBatch(tx, userId, write.now, since)
        return { result: position, ...effects }
      })
    }
    return account
  }

/**
 * Completes the deletions that a crash has interrupted. The others of cancelled gigs get no notification then.
 * @param begunBefore since when a deletion has to be under way, where another copy of the server may be at it
 */
export const completeDeletions = async (
  { reads, transaction }: Pick<Pool, 'reads' | 'transaction'>,
  begunBefore: Timestamp | null,
): Promise<void> => {
  const begun = await reads.all<{ userId: UserId; deletedAt: Timestamp }>(
    `SELECT user_id AS "userId", deleted_at AS "deletedAt" FROM deletions JOIN users ON users.id = user_id
    WHERE $1::text IS NULL OR deleted_at < $1`,
    [begunBefore],
  )
  for (const { userId, deletedAt } of begun) {
    let position: ErasurePosition | null = firstPosition
    while (position !== null) {
      const since: ErasurePosition = position
      position = await transaction(async tx => (await eraseBatch(tx, userId, deletedAt, since)).position)
    }
  }
}
