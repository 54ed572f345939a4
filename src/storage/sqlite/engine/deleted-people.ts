import type Database from 'better-sqlite3'
import type { UserId } from '../../../domain/ids.ts'
import { onRowChange } from './row-changes.ts'

/**
 * Tells inside a transaction whether a person has been deleted. Every write asks for its people, so those that may be
 * are in memory: at first everybody who is disabled, whom an index lists, since whoever is deleted is disabled too. A
 * deletion adds its person in its own transaction; when it is rolled back, the row of the person decides.
 */
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
