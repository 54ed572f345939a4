import type Database from 'better-sqlite3'
import { deletedSenderText, gigLeftBy, gigLeftNotification } from '../../../domain/accounts/rules.ts'
import { roomEndedEvent, roomPublication } from '../../../domain/chat/events.ts'
import type { GigId, RoomId, UserId } from '../../../domain/ids.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import {
  batchSize,
  type ErasureEffects,
  type ErasurePosition,
  ownRowRemovals,
  type StageOutcome,
} from '../../erasure.ts'
import { createForgetting } from '../engine/idempotency.ts'
import { lazily } from '../engine/lazily.ts'
import { createGigWrites } from './gig-writes.ts'

type Stage = (
  erased: { userId: UserId; now: Timestamp; after: ErasurePosition['after']; limit: number },
  effects: ErasureEffects,
) => StageOutcome

export const createErasure = (writeConnection: Database.Database) => {
  const end = writeConnection.prepare<[UserId]>('DELETE FROM deletions WHERE user_id = ?')
  const forgetting = createForgetting(writeConnection)
  const stages: readonly Stage[] = [
    ...gigStages(writeConnection),
    ...rowStages(writeConnection),
    rowStage(forgetting.removeOwn),
    rowStage(forgetting.emptyNaming),
  ]

  return {
    /** @returns the position of the next batch, or null at the end */
    eraseBatch: (userId: UserId, now: Timestamp, from: ErasurePosition) => {
      const effects: ErasureEffects = { notifications: [], events: [], gigChanges: [] }
      let { stage, after } = from
      let left = batchSize
      while (left > 0) {
        const run = stages[stage]
        if (!run) {
          end.run(userId)
          return { position: null, ...effects }
        }
        const outcome = run({ userId, now, after, limit: left }, effects)
        left -= outcome.handled
        if (outcome.after === null) stage += 1
        after = outcome.after ?? []
      }
      return { position: { stage, after }, ...effects }
    },
  }
}

const gigStages = (writeConnection: Database.Database): Stage[] => {
  const gigWrites = lazily(() => createGigWrites(writeConnection))
  const endRoom = writeConnection
    .prepare<[GigId], RoomId>(
      'UPDATE chat_rooms SET is_active = 0 WHERE gig_id = ? AND is_active = 1 RETURNING id',
    )
    .pluck()
  // They begin with the name of the sender at that time, which may have been another one.
  const renameSender = writeConnection.prepare<[string, GigId, UserId]>(
    "UPDATE notifications SET text = ? WHERE gig_id = ? AND type = 'new_message' AND user_id <> ?",
  )

  const leaveGig = (id: GigId, userId: UserId, now: Timestamp, effects: ErasureEffects): void => {
    const stored = gigWrites.get(id)
    const { gig } = stored
    if (gig.helperId === null) {
      effects.gigChanges.push(...(stored.isHidden ? [] : [{ before: gig, after: null }]))
      gigWrites.remove(stored)
      return
    }
    const isSeeker = gig.seekerId === userId
    if (isSeeker) effects.gigChanges.push(...gigWrites.hideOne(stored))
    const isHidden = stored.isHidden || isSeeker
    const after = gigWrites.replace({ ...stored, isHidden }, gigLeftBy(gig, userId, now))
    if (!isHidden && after !== gig) effects.gigChanges.push({ before: gig, after: gigWrites.complete(after) })
    effects.notifications.push(...gigLeftNotification(gig, after, userId))
    const roomId = endRoom.get(id)
    if (roomId !== undefined) {
      const data = { user_id: userId, room_id: roomId, timestamp: now }
      effects.events.push(roomPublication(roomId, roomEndedEvent(data)))
    }
    renameSender.run(deletedSenderText, id, userId)
  }

  return (['seeker_id', 'helper_id'] as const).map((role): Stage => {
    const list = writeConnection.prepare<[UserId, string, string, number], { id: GigId; created_at: string }>(
      `SELECT id, created_at FROM gigs WHERE ${role} = ? AND (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?`,
    )
    return ({ userId, now, after: [createdAt = '', lastId = ''], limit }, effects) => {
      const found = list.all(userId, String(createdAt), String(lastId), limit)
      for (const { id } of found) leaveGig(id, userId, now, effects)
      const last = found.at(-1)
      return {
        handled: found.length,
        after: last && found.length === limit ? [last.created_at, last.id] : null,
      }
    }
  })
}

/** Rows that are handled are not found again. */
const rowStage =
  (handle: (userId: UserId, limit: number) => number): Stage =>
  ({ userId, limit }) => {
    const handled = handle(userId, limit)
    return { handled, after: handled === limit ? [] : null }
  }

const rowStages = (writeConnection: Database.Database): Stage[] =>
  ownRowRemovals('?', '?').map(statement => {
    const remove = writeConnection.prepare<[UserId, number]>(statement)
    return rowStage((userId, limit) => remove.run(userId, limit).changes)
  })
