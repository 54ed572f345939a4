import type Database from 'better-sqlite3'
import { and, eq, getTableColumns, gt } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { UserId } from '../../../domain/ids.ts'
import { AppError } from '../../../errors.ts'
import { type Idempotency, IdempotentReplay, type StoredResponse } from '../../../lib/command.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import { forgottenResponse } from '../../forgotten-response.ts'
import { idempotencyRecords } from '../../tables.ts'
import { named, parametersFor, prepareRows, prepareWrite } from './statements.ts'

/** For each new record, so that no request waits for a long sweep. */
const maxDeleted = 4

/** Stages of a deletion: each returns how many responses it has handled, which are fewer than `limit` at the end. */
export const createForgetting = (writeConnection: Database.Database) => {
  const removeOwn = writeConnection.prepare<[UserId, UserId, number]>(`
    DELETE FROM idempotency_records WHERE (scope, key) IN (
      SELECT scope, key FROM idempotency_records WHERE scope >= ? AND scope < ? || '!' LIMIT ?)`)
  const findNaming = writeConnection.prepare<[UserId, number], { scope: string; key: string }>(
    'SELECT scope, key FROM idempotency_people WHERE user_id = ? LIMIT ?',
  )
  const empty = writeConnection.prepare(
    'UPDATE idempotency_records SET status = @status, body = @body WHERE scope = @scope AND key = @key',
  )
  return {
    /** Those to the person. */
    removeOwn: (userId: UserId, limit: number): number => removeOwn.run(userId, userId, limit).changes,
    /** Those that name the person are emptied, so that repeats still have no effect. */
    emptyNaming: (userId: UserId, limit: number): number => {
      const naming = findNaming.all(userId, limit)
      for (const record of naming) empty.run({ ...record, ...forgottenResponse })
      return naming.length
    },
  }
}

/** In the transaction of their effect. Transactions run in turn, so a repeat finds the first response. */
export const createIdempotencyRecords = (writeConnection: Database.Database) => {
  const writeDb = drizzle(writeConnection)
  const isOfKey = and(eq(idempotencyRecords.scope, named('scope')), eq(idempotencyRecords.key, named('key')))
  const columns = getTableColumns(idempotencyRecords)
  const find = prepareRows(
    writeConnection,
    columns,
    writeDb
      .select()
      .from(idempotencyRecords)
      .where(and(isOfKey, gt(idempotencyRecords.createdAt, named('expiredBefore')))),
  )
  // A deletion by a subquery takes many times as long where nothing has expired.
  const findExpired = writeConnection
    .prepare<[string, number], number>(
      'SELECT rowid FROM idempotency_records WHERE created_at <= ? ORDER BY created_at LIMIT ?',
    )
    .pluck()
  const removeExpired = writeConnection.prepare<[number]>('DELETE FROM idempotency_records WHERE rowid = ?')
  const remove = prepareWrite(writeConnection, writeDb.delete(idempotencyRecords).where(isOfKey))
  const insert = prepareWrite(
    writeConnection,
    writeDb.insert(idempotencyRecords).values(parametersFor(columns)),
  )

  return {
    /** @throws IdempotentReplay, AppError IDEMPOTENCY_KEY_REUSED */
    assertNew: ({ scope, key, fingerprint, expiredBefore }: Idempotency<never>): void => {
      const record = find.get({ scope, key, expiredBefore })
      if (!record) return
      if (record.fingerprint !== fingerprint) throw new AppError('IDEMPOTENCY_KEY_REUSED')
      throw new IdempotentReplay({ status: record.status, body: record.body })
    },
    add: (request: Idempotency<never>, { status, body }: StoredResponse, createdAt: Timestamp): void => {
      const { scope, key, fingerprint, expiredBefore } = request
      for (const rowId of findExpired.all(expiredBefore, maxDeleted)) removeExpired.run(rowId)
      remove({ scope, key })
      insert({ scope, key, fingerprint, status, body, createdAt })
    },
  }
}
