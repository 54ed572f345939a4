import type { UserId } from '../../../domain/ids.ts'
import type { UserStore } from '../../../domain/users/store.ts'
import type { User } from '../../../domain/users/user.ts'
import { AppError } from '../../../errors.ts'
import { followUp } from '../../../lib/command.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import { isUncertainCommit } from '../engine/conflicts.ts'
import type { Connections } from '../engine/connections.ts'
import { type FollowedSet, openFollowedSet, selectKeys } from '../engine/followed.ts'
import type { Queries } from '../engine/queries.ts'
import { hideGigsOf } from './gig-writes.ts'
import type { KnownSessions } from './known-sessions.ts'
import { recordPlace } from './place-writes.ts'
import { endOpenSessions } from './sessions.ts'
import { userList } from './user-rows.ts'

/** How many gigs leave or return to the index in one transaction: other writes wait for none of them long. */
const batchSize = 100

/** Takes disabled accounts out of the shop window and puts enabled ones back. */
export interface Disabling {
  set: UserStore['setDisabled']
  isDisabled(userId: UserId): boolean
  readonly disabled: FollowedSet
  /** Of an account that another write has disabled. */
  remember(userId: UserId): void
}

/** The account may have been enabled between two batches, so each one follows what it is now. */
const followOnce = async (tx: Queries, userId: UserId) => {
  const user = await tx.get<{ isDisabled: boolean }>(
    'SELECT disabled_at IS NOT NULL AS "isDisabled" FROM users WHERE id = $1 FOR SHARE',
    [userId],
  )
  const gigChanges = await hideGigsOf(tx, userId, user?.isDisabled ?? false, batchSize)
  return { result: gigChanges.length, gigChanges }
}

/** The disabled accounts are remembered. */
export const openDisabling = async (
  { reads, transact, snapPlace }: Connections,
  knownSessions: KnownSessions,
): Promise<Disabling> => {
  const disabled = await openFollowedSet(reads, selectKeys('id::text', 'users WHERE disabled_at IS NOT NULL'))

  /** Where it is not certain whether an account is disabled, it counts as such until the set is followed. */
  const rememberUncertain = (userId: UserId, since: Timestamp | null) => (error: unknown) => {
    if (since !== null && isUncertainCommit(error)) disabled.add(userId)
    throw error
  }

  const set: UserStore['setDisabled'] = async (write, userId, since) => {
    let changed = 0
    const first = knownSessions.ending(transact)(write, async tx => {
      const user = await tx.get<User>(
        `UPDATE users SET disabled_at = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING ${userList}`,
        [userId, since],
      )
      if (!user) throw new AppError('RESOURCE_NOT_FOUND')
      await recordPlace(tx, snapPlace, user)
      const result = since === null ? [] : await endOpenSessions(tx, userId, write.now)
      const { result: gigCount, gigChanges } = await followOnce(tx, userId)
      changed = gigCount
      return { result, gigChanges }
    })
    const ended = await first.catch(rememberUncertain(userId, since))
    if (since === null) disabled.delete(userId)
    else disabled.add(userId)
    knownSessions.forget(ended)
    while (changed === batchSize) changed = await transact(followUp(write), tx => followOnce(tx, userId))
    return ended
  }

  return {
    set,
    disabled,
    isDisabled: userId => disabled.has(userId),
    remember: userId => {
      disabled.add(userId)
    },
  }
}

/**
 * Completes what a crash interrupted: ends the sessions of disabled accounts and brings the gigs of every account into
 * the state of the account.
 */
export const completeDisabling = async (tx: Queries): Promise<void> => {
  await tx.run(`
    UPDATE sessions SET ended_at = users.disabled_at FROM users
    WHERE users.id = sessions.user_id AND users.disabled_at IS NOT NULL AND sessions.ended_at IS NULL`)
  const shownButDisabled = await tx.all<{ id: UserId }>(`
    SELECT id FROM users WHERE disabled_at IS NOT NULL
      AND EXISTS (SELECT 1 FROM gigs WHERE seeker_id = users.id AND NOT is_hidden)`)
  const hiddenButEnabled = await tx.all<{ id: UserId }>(`
    SELECT id FROM users WHERE id IN (SELECT seeker_id FROM gigs WHERE is_hidden) AND disabled_at IS NULL`)
  for (const { id } of shownButDisabled) await followAll(tx, id, true)
  for (const { id } of hiddenButEnabled) await followAll(tx, id, false)
}

const followAll = async (tx: Queries, userId: UserId, isHidden: boolean): Promise<void> => {
  for (;;) {
    const changes = await hideGigsOf(tx, userId, isHidden, batchSize)
    if (changes.length < batchSize) return
  }
}
