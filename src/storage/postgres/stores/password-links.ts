import type { StoredPasswordLink } from '../../../domain/auth/store.ts'
import type { UserId } from '../../../domain/ids.ts'
import { AppError } from '../../../errors.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import type { Queries } from '../engine/queries.ts'
import { lockUser } from './user-rows.ts'

/** Links of disabled people do not work. */
const isOfEnabled = 'user_id IN (SELECT id FROM users WHERE disabled_at IS NULL)'

export const hasPasswordLink = async (reads: Queries, tokenHash: string, now: Timestamp): Promise<boolean> =>
  (await reads.get(
    `SELECT 1 FROM password_links WHERE token_hash = $1 AND expires_at > $2 AND ${isOfEnabled}`,
    [tokenHash, now],
  )) !== null

export const hasPasswordLinkSince = async (
  reads: Queries,
  userId: UserId,
  since: Timestamp,
): Promise<boolean> =>
  (await reads.get('SELECT 1 FROM password_links WHERE user_id = $1 AND created_at > $2', [
    userId,
    since,
  ])) !== null

/** @throws AppError RESOURCE_NOT_FOUND */
export const putPasswordLink = async (
  tx: Queries,
  { userId, tokenHash, createdAt, expiresAt }: StoredPasswordLink,
): Promise<void> => {
  const user = await lockUser(tx, userId, 'SHARE')
  if (!user || user.disabledAt !== null) throw new AppError('RESOURCE_NOT_FOUND')
  await tx.run(
    `INSERT INTO password_links VALUES ($1, $2, $3, $4) ON CONFLICT (user_id) DO UPDATE
    SET token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at`,
    [userId, tokenHash, createdAt, expiresAt],
  )
}

/** @throws AppError INVALID_RESET_TOKEN */
export const takePasswordLink = async (tx: Queries, tokenHash: string, now: Timestamp): Promise<UserId> => {
  const link = await tx.get<{ userId: UserId }>(
    `DELETE FROM password_links WHERE token_hash = $1 AND expires_at > $2 AND ${isOfEnabled}
    RETURNING user_id AS "userId"`,
    [tokenHash, now],
  )
  if (!link) throw new AppError('INVALID_RESET_TOKEN')
  return link.userId
}
