import type Database from 'better-sqlite3'
import type { UserId } from '../../../domain/ids.ts'
import { onRowChange } from './row-changes.ts'

/** Disabled people may be deleted, so the set has them; the row decides, as after a rollback. */
export const createDeletedPeople = (writeConnection: Database.Database): ((userId: UserId) => boolean) => {
  const suspects = new Set(
    writeConnection.prepare<[], UserId>('SELECT id FROM users WHERE disabled_at IS NOT NULL').pluck().all(),
  )
  onRowChange(writeConnection, {
    event: 'UPDATE OF deleted_at ON users WHEN new.deleted_at IS NOT NULL',
    key: 'new.id',
    run: (userId: UserId) => suspects.add(userId),
  })
  const isDeleted = writeConnection
    .prepare<[UserId], 1>('SELECT 1 FROM users WHERE id = ? AND deleted_at IS NOT NULL')
    .pluck()
  return userId => suspects.has(userId) && isDeleted.get(userId) === 1
}
