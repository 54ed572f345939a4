import type Database from 'better-sqlite3'
import type { StoredPasswordLink } from '../../../domain/auth/store.ts'
import type { UserId } from '../../../domain/ids.ts'
import { AppError } from '../../../errors.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'

const isOfEnabled =
  'EXISTS (SELECT 1 FROM users WHERE users.id = password_links.user_id AND disabled_at IS NULL)'

/** Links of disabled people do not work. */
export const createPasswordLinks = (
  readConnection: Database.Database,
  writeConnection: Database.Database,
) => {
  const find = readConnection
    .prepare<[string, Timestamp], 1>(
      `SELECT 1 FROM password_links WHERE token_hash = ? AND expires_at > ? AND ${isOfEnabled}`,
    )
    .pluck()
  const findNewer = readConnection
    .prepare<[UserId, Timestamp], 1>('SELECT 1 FROM password_links WHERE user_id = ? AND created_at > ?')
    .pluck()
  const isEnabled = writeConnection
    .prepare<[UserId], 1>('SELECT 1 FROM users WHERE id = ? AND disabled_at IS NULL')
    .pluck()
  const replace = writeConnection.prepare<StoredPasswordLink>(
    'INSERT OR REPLACE INTO password_links VALUES (@userId, @tokenHash, @createdAt, @expiresAt)',
  )
  const remove = writeConnection
    .prepare<[string, Timestamp], UserId>(
      `DELETE FROM password_links WHERE token_hash = ? AND expires_at > ? AND ${isOfEnabled} RETURNING user_id`,
    )
    .pluck()

  return {
    isThere: (tokenHash: string, now: Timestamp): boolean => find.get(tokenHash, now) === 1,
    isNewer: (userId: UserId, since: Timestamp): boolean => findNewer.get(userId, since) === 1,
    put: (link: StoredPasswordLink): void => {
      if (isEnabled.get(link.userId) !== 1) throw new AppError('RESOURCE_NOT_FOUND')
      replace.run(link)
    },
    take: (tokenHash: string, now: Timestamp): UserId => {
      const userId = remove.get(tokenHash, now)
      if (userId === undefined) throw new AppError('INVALID_RESET_TOKEN')
      return userId
    },
  }
}
