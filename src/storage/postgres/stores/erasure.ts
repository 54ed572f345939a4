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
import { emptyResponsesNaming, removeResponsesTo } from '../engine/idempotency.ts'
import type { Queries } from '../engine/queries.ts'
import { completeGig, hideGig, lockGigsOf, removeGigs, replaceGig, type StoredGig } from './gig-writes.ts'

/** Handles up to `limit` rows. */
type Stage = (
  tx: Queries,
  erased: { userId: UserId; now: Timestamp; after: ErasurePosition['after']; limit: number },
  effects: ErasureEffects,
) => Promise<StageOutcome>

/** A gig with a helper stays, for the other of the two. */
const leaveGig = async (
  tx: Queries,
  stored: StoredGig,
  userId: UserId,
  now: Timestamp,
  effects: ErasureEffects,
): Promise<void> => {
  const { gig } = stored
  const isSeeker = gig.seekerId === userId
  if (isSeeker) effects.gigChanges.push(...(await hideGig(tx, stored)))
  const isHidden = stored.isHidden || isSeeker
  const after = await replaceGig(tx, { ...stored, isHidden }, gigLeftBy(gig, userId, now))
  if (!isHidden && after !== gig)
    effects.gigChanges.push({ before: gig, after: await completeGig(tx, after) })
  effects.notifications.push(...gigLeftNotification(gig, after, userId))
  await leaveRoom(tx, gig.id, userId, now, effects)
}

const takeGigs = async (tx: Queries, found: readonly StoredGig[], effects: ErasureEffects): Promise<void> => {
  for (const { gig, isHidden } of found) if (!isHidden) effects.gigChanges.push({ before: gig, after: null })
  if (found.length > 0)
    await removeGigs(
      tx,
      found.map(({ gig }) => gig.id),
    )
}

const leaveRoom = async (
  tx: Queries,
  gigId: GigId,
  userId: UserId,
  now: Timestamp,
  effects: ErasureEffects,
): Promise<void> => {
  const room = await tx.get<{ id: RoomId }>(
    'UPDATE chat_rooms SET is_active = false WHERE gig_id = $1 AND is_active RETURNING id',
    [gigId],
  )
  if (room) {
    const data = { user_id: userId, room_id: room.id, timestamp: now }
    effects.events.push(roomPublication(room.id, roomEndedEvent(data)))
  }
  // They begin with the name of the sender at that time, which may have been another one.
  await tx.run(
    `UPDATE notifications SET text = $1 WHERE gig_id = $2 AND type = 'new_message' AND user_id <> $3`,
    [deletedSenderText, gigId, userId],
  )
}

const firstId = '00000000-0000-0000-0000-000000000000'

const gigStage =
  (role: 'seeker_id' | 'helper_id'): Stage =>
  async (tx, { userId, now, after: [createdAt = '', lastId = firstId], limit }, effects) => {
    const found = await lockGigsOf(tx, role, userId, [String(createdAt), String(lastId)], limit)
    await takeGigs(
      tx,
      found.filter(({ gig }) => gig.helperId === null),
      effects,
    )
    for (const stored of found)
      if (stored.gig.helperId !== null) await leaveGig(tx, stored, userId, now, effects)
    const last = found.at(-1)?.gig
    return {
      handled: found.length,
      after: last && found.length === limit ? [last.createdAt, last.id] : null,
    }
  }

/** Rows that are handled are not found again. */
const rowStage =
  (handle: (tx: Queries, userId: UserId, limit: number) => Promise<number>): Stage =>
  async (tx, { userId, limit }) => {
    const handled = await handle(tx, userId, limit)
    return { handled, after: handled === limit ? [] : null }
  }

const rowStages = ownRowRemovals('$1', '$2').map(remove =>
  rowStage((tx, userId, limit) => tx.run(remove, [userId, limit])),
)

const stages: readonly Stage[] = [
  gigStage('seeker_id'),
  gigStage('helper_id'),
  ...rowStages,
  rowStage(removeResponsesTo),
  rowStage(emptyResponsesNaming),
]

/** @returns the position of the next batch, or null at the end, and the effects of this one */
export const eraseBatch = async (tx: Queries, userId: UserId, now: Timestamp, from: ErasurePosition) => {
  const effects: ErasureEffects = { notifications: [], events: [], gigChanges: [] }
  let { stage, after } = from
  let left = batchSize
  while (left > 0) {
    const run = stages[stage]
    if (!run) {
      await tx.run('DELETE FROM deletions WHERE user_id = $1', [userId])
      return { position: null, ...effects }
    }
    const outcome = await run(tx, { userId, now, after, limit: left }, effects)
    left -= outcome.handled
    if (outcome.after === null) stage += 1
    after = outcome.after ?? []
  }
  return { position: { stage, after }, ...effects }
}
