import type Database from 'better-sqlite3'
import { and, eq, isNull } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { SessionId, UserId } from '../../../domain/ids.ts'
import type { UserStore } from '../../../domain/users/store.ts'
import { AppError } from '../../../errors.ts'
import { followUp } from '../../../lib/command.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import { users } from '../../tables.ts'
import type { Connections } from '../engine/connections.ts'
import { lazily } from '../engine/lazily.ts'
import { named, parametersFor } from '../engine/statements.ts'
import { createGigWrites } from './gig-writes.ts'
import { createPlaceWrites } from './place-writes.ts'

const batchSize = 100

export const createDisabling = ({ readConnection, writeConnection, transact, snapPlace }: Connections) => {
  const writeDb = drizzle(writeConnection)
  const places = createPlaceWrites(writeConnection, snapPlace)
  const gigWrites = lazily(() => createGigWrites(writeConnection))
  const { id, latitude, longitude, disabledAt } = users
  const hasId = eq(users.id, named('id'))
  const mark = writeDb
    .update(users)
    .set(parametersFor({ disabledAt }))
    .where(and(hasId, isNull(users.deletedAt)))
    .returning({ rowId: users.rowId, id, latitude, longitude, disabledAt })
    .prepare()
  const findMark = writeDb.select({ disabledAt }).from(users).where(hasId).prepare()
  const endSessions = writeConnection
    .prepare<[Timestamp, UserId], SessionId>(
      'UPDATE sessions SET ended_at = ? WHERE user_id = ? AND ended_at IS NULL RETURNING id',
    )
    .pluck()
  const disabled = new Set(
    readConnection.prepare<[], UserId>('SELECT id FROM users WHERE disabled_at IS NOT NULL').pluck().all(),
  )

  /** The account may have been enabled between two batches, so each one follows what it is now. */
  const followOnce = (userId: UserId) => {
    const isDisabled = (findMark.get({ id: userId })?.disabledAt ?? null) !== null
    const gigChanges = gigWrites.hide(userId, isDisabled, batchSize)
    return { result: gigChanges.length, gigChanges }
  }

  const set: UserStore['setDisabled'] = async (write, userId, since) => {
    let changed = 0
    const ended = await transact(write, () => {
      const { rowId, ...user } = mark.get({ id: userId, disabledAt: since }) ?? {}
      if (rowId === undefined || user.id === undefined) throw new AppError('RESOURCE_NOT_FOUND')
      places.record(rowId, user)
      const result = since === null ? [] : endSessions.all(write.now, userId)
      const { result: first, gigChanges } = followOnce(userId)
      changed = first
      return { result, gigChanges }
    })
    if (since === null) disabled.delete(userId)
    else disabled.add(userId)
    while (changed === batchSize) changed = await transact(followUp(write), () => followOnce(userId))
    return ended
  }

  return {
    set,
    isDisabled: (userId: UserId): boolean => disabled.has(userId),
    remember: (userId: UserId) => {
      disabled.add(userId)
    },
  }
}

/** For what a crash interrupted, or what an earlier version did not do. */
export const completeDisabling = (writeConnection: Database.Database): void => {
  const gigWrites = lazily(() => createGigWrites(writeConnection))
  const endSessions = writeConnection.prepare(`
    UPDATE sessions SET ended_at = (SELECT disabled_at FROM users WHERE users.id = sessions.user_id)
    WHERE user_id IN (SELECT id FROM users WHERE disabled_at IS NOT NULL) AND ended_at IS NULL`)
  const disabled = writeConnection
    .prepare<[], UserId>('SELECT id FROM users WHERE disabled_at IS NOT NULL')
    .pluck()
  const hiddenButEnabled = writeConnection
    .prepare<[], UserId>(`
      SELECT id FROM users
      WHERE id IN (SELECT seeker_id FROM gigs WHERE is_hidden = 1) AND disabled_at IS NULL`)
    .pluck()
  const follow = (seekerId: UserId, isHidden: boolean) => gigWrites.hide(seekerId, isHidden, -1)
  writeConnection
    .transaction(() => {
      endSessions.run()
      for (const seekerId of disabled.all()) follow(seekerId, true)
      for (const seekerId of hiddenButEnabled.all()) follow(seekerId, false)
    })
    .immediate()
}
