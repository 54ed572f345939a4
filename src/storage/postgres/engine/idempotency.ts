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

/**
 * Deletes responses to the person and empties those that name them, so that repeats still have no effect.
 * @returns the last of `limit` records and how many they were, or null at the end
 */
export const forgetResponses = async (
  tx: Queries,
  userId: UserId,
  after: number,
  limit: number,
): Promise<{ last: number; count: number } | null> => {
  const looked = await tx.get<{ last: number | null; count: number }>(
    `SELECT max(n)::float8 AS last, count(*)::float8 AS count FROM (
      SELECT n FROM idempotency_records WHERE n > $1::bigint ORDER BY n LIMIT $2) AS batch`,
    [after, limit],
  )
  if (!looked || looked.last === null) return null
  const { last, count } = looked
  await tx.run(
    'DELETE FROM idempotency_records WHERE n > $1::bigint AND n <= $2::bigint AND starts_with(scope, $3)',
    [after, last, userId],
  )
  await tx.run(
    `UPDATE idempotency_records SET status = $4, body = $5 WHERE n > $1::bigint AND n <= $2::bigint
      AND (strpos(body, $3) > 0 OR strpos(scope, $3) > 0)`,
    [after, last, userId, forgottenResponse.status, forgottenResponse.body],
  )
  return { last, count }
}
