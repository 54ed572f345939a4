import type Database from 'better-sqlite3'
import { and, eq, getTableColumns, isNull } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { deletedAccount } from '../../../domain/accounts/rules.ts'
import type { SessionId, UserId } from '../../../domain/ids.ts'
import { userNotFound } from '../../../domain/not-found.ts'
import type { UploadedFile } from '../../../domain/uploads/file.ts'
import type { UserStore } from '../../../domain/users/store.ts'
import { followUp } from '../../../lib/command.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import { type ErasurePosition, firstPosition } from '../../erasure.ts'
import { files, users } from '../../tables.ts'
import type { Connections } from '../engine/connections.ts'
import { lazily } from '../engine/lazily.ts'
import { named, parametersFor } from '../engine/statements.ts'
import { createErasure } from './erasure.ts'
import { createPlaceWrites } from './place-writes.ts'

const { rowId, ...columns } = getTableColumns(users)
const {
  id: _id,
  createdAt: _createdAt,
  ratingSum: _ratingSum,
  reviewCount: _reviewCount,
  ...cleared
} = columns

const noPasswordHash = ''

/** The first transaction decides and empties the account. The rest follows in batches. */
export const createDeletion = (
  { writeConnection, transact, snapPlace }: Connections,
  onDeleted: (userId: UserId) => void,
): UserStore['delete'] => {
  const writeDb = drizzle(writeConnection)
  const places = createPlaceWrites(writeConnection, snapPlace)
  const erasure = createErasure(writeConnection)
  const find = writeDb
    .select({ rowId, ...columns })
    .from(users)
    .where(and(eq(users.id, named('id')), isNull(users.deletedAt)))
    .prepare()
  const clear = writeDb
    .update(users)
    .set(parametersFor(cleared))
    .where(eq(users.rowId, named('rowId')))
    .prepare()
  const hasHeldMoney = writeConnection
    .prepare<[UserId, UserId], 0 | 1>(`
      SELECT EXISTS (SELECT 1 FROM transactions WHERE payer_id = ? AND status IN ('PROCESSING', 'PENDING'))
        OR EXISTS (SELECT 1 FROM transactions WHERE payee_id = ? AND status IN ('PROCESSING', 'PENDING'))`)
    .pluck()
  const removeSessions = writeConnection
    .prepare<[UserId], SessionId>('DELETE FROM sessions WHERE user_id = ? RETURNING id')
    .pluck()
  const removeFiles = writeDb
    .delete(files)
    .where(eq(files.ownerId, named('ownerId')))
    .returning()
    .prepare()
  const removeLink = writeConnection.prepare<[UserId]>('DELETE FROM password_links WHERE user_id = ?')
  const begin = writeConnection.prepare<[UserId]>('INSERT INTO deletions (user_id) VALUES (?)')

  const take = (userId: UserId, now: Timestamp, decide: Parameters<UserStore['delete']>[2]) => {
    const row = find.get({ id: userId })
    if (!row) throw userNotFound()
    const { rowId: userRowId, passwordHash, ...user } = row
    decide({ passwordHash, hasHeldMoney: hasHeldMoney.get(userId, userId) === 1 })
    const after = deletedAccount(user, now)
    clear.run({ ...after, passwordHash: noPasswordHash, rowId: userRowId })
    places.record(userRowId, after)
    removeLink.run(userId)
    begin.run(userId)
    const sessions = removeSessions.all(userId)
    const removed: UploadedFile[] = removeFiles.all({ ownerId: userId })
    return { email: user.email, sessions, files: removed }
  }

  return async (write, userId, decide) => {
    const eraseFrom = (since: ErasurePosition) => {
      const { position, ...effects } = erasure.eraseBatch(userId, write.now, since)
      next = position
      return effects
    }
    let next: ErasurePosition | null = firstPosition
    const account = await transact(write, () => {
      const result = take(userId, write.now, decide)
      return { result, ...eraseFrom(firstPosition) }
    })
    onDeleted(userId)
    while (next !== null) {
      const since: ErasurePosition = next
      await transact(followUp(write), () => ({ result: undefined, ...eraseFrom(since) }))
    }
    return account
  }
}

/** For what a crash interrupted. Others get no notification of cancelled gigs then. */
export const completeDeletions = (writeConnection: Database.Database): void => {
  const erasure = lazily(() => createErasure(writeConnection))
  const begun = writeConnection
    .prepare<[], { userId: UserId; deletedAt: Timestamp }>(`
      SELECT user_id AS userId, deleted_at AS deletedAt FROM deletions CROSS JOIN users ON users.id = user_id`)
    .all()
  for (const { userId, deletedAt } of begun) {
    let position: ErasurePosition | null = firstPosition
    while (position !== null) {
      const since: ErasurePosition = position
      position = writeConnection
        .transaction(() => erasure.eraseBatch(userId, deletedAt, since).position)
        .immediate()
    }
  }
}
