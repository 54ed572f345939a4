import type { UserId } from '../../../domain/ids.ts'
import { AppError } from '../../../errors.ts'
import { type Idempotency, IdempotentReplay, type StoredResponse } from '../../../lib/command.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import { forgottenResponse } from '../../forgotten-response.ts'
import type { Queries } from './queries.ts'

/** For each new record, so that no request waits for a long sweep. */
const maxDeleted = 4

interface StoredRecord extends StoredResponse {
  fingerprint: string
}

/** Waits for the first request, on any copy. @throws IdempotentReplay, AppError IDEMPOTENCY_KEY_REUSED */
export const assertNewRequest = async (
  tx: Queries,
  { scope, key, fingerprint, expiredBefore }: Idempotency<never>,
): Promise<void> => {
  await tx.get('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${scope} ${key}`])
  const record = await tx.get<StoredRecord>(
    `SELECT fingerprint, status::float8 AS status, body FROM idempotency_records
    WHERE scope = $1 AND key = $2 AND created_at > $3`,
    [scope, key, expiredBefore],
  )
  if (!record) return
  if (record.fingerprint !== fingerprint) throw new AppError('IDEMPOTENCY_KEY_REUSED')
  throw new IdempotentReplay({ status: record.status, body: record.body })
}

export const addRecord = async (
  tx: Queries,
  { scope, key, fingerprint, expiredBefore }: Idempotency<never>,
  { status, body }: StoredResponse,
  createdAt: Timestamp,
): Promise<void> => {
  await tx.run(
    `DELETE FROM idempotency_records WHERE (scope, key) IN (
      SELECT scope, key FROM idempotency_records WHERE created_at <= $1
      ORDER BY created_at LIMIT ${maxDeleted} FOR UPDATE SKIP LOCKED)`,
    [expiredBefore],
  )
  await tx.run(
    `INSERT INTO idempotency_records (scope, key, fingerprint, status, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (scope, key) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status,
      body = excluded.body, created_at = excluded.created_at`,
    [scope, key, fingerprint, status, body, createdAt],
  )
}

/** Deletes responses to the person. @returns how many */
export const removeResponsesTo = (tx: Queries, userId: UserId, limit: number): Promise<number> =>
  tx.run(
    `DELETE FROM idempotency_records WHERE (scope, key) IN (
      SELECT scope, key FROM idempotency_records WHERE left(scope, 36) = $1 LIMIT $2)`,
    [userId, limit],
  )

/** Empties responses that name the person, so that repeats still have no effect. @returns how many */
export const emptyResponsesNaming = (tx: Queries, userId: UserId, limit: number): Promise<number> =>
  tx.run(
    `UPDATE idempotency_records SET status = $3, body = $4 WHERE (scope, key) IN (
      SELECT scope, key FROM idempotency_people WHERE user_id = $1 LIMIT $2)`,
    [userId, limit, forgottenResponse.status, forgottenResponse.body],
  )
