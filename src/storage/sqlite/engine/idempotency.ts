import type Database from 'better-sqlite3'
import { and, eq, getTableColumns, gt } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { AppError } from '../../../errors.ts'
import { type Idempotency, IdempotentReplay, type StoredResponse } from '../../../lib/command.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import { named, parametersFor, prepareRows, prepareWrite } from './statements.ts'
import { idempotencyRecords } from './tables.ts'

/** How many expired records are deleted for each new one, so that no request waits for a long sweep. */
const maxDeleted = 4

/**
 * The responses to idempotent requests, read and written inside the transaction of their effect. Transactions run one
 * after the other, so a repeat that arrives while the first still waits finds the first one's response when its own
 * turn comes.
 */
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
  const deleteExpired = writeConnection.prepare<[string, number]>(`
    DELETE FROM idempotency_records WHERE rowid IN (
      SELECT rowid FROM idempotency_records WHERE created_at <= ? ORDER BY created_at LIMIT ?)`)
  const remove = prepareWrite(writeConnection, writeDb.delete(idempotencyRecords).where(isOfKey))
  const insert = prepareWrite(
    writeConnection,
    writeDb.insert(idempotencyRecords).values(parametersFor(columns)),
  )

  return {
    /** @throws IdempotentReplay when the request was answered before, AppError IDEMPOTENCY_KEY_REUSED */
    assertNew: ({ scope, key, fingerprint, expiredBefore }: Idempotency<never>): void => {
      const record = find.get({ scope, key, expiredBefore })
      if (!record) return
      if (record.fingerprint !== fingerprint) throw new AppError('IDEMPOTENCY_KEY_REUSED')
      throw new IdempotentReplay({ status: record.status, body: record.body })
    },
    add: (request: Idempotency<never>, { status, body }: StoredResponse, createdAt: Timestamp): void => {
      const { scope, key, fingerprint, expiredBefore } = request
      deleteExpired.run(expiredBefore, maxDeleted)
      remove({ scope, key })
      insert({ scope, key, fingerprint, status, body, createdAt })
    },
  }
}
