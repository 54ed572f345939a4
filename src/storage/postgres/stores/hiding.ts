import { hiddenMessageText, hiddenNotificationText } from '../../../domain/chat/rules.ts'
import type { GigChange } from '../../../domain/gigs/gig.ts'
import type { GigId, RoomId, UserId } from '../../../domain/ids.ts'
import type { HidableKind } from '../../../domain/reports/report.ts'
import { parseId } from '../../../lib/ids.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import type { Queries } from '../engine/queries.ts'
import { getGigDetails, hideGig, showGig } from './gig-writes.ts'

interface Hidable {
  kind: HidableKind
  id: string
  ownerId: UserId
  at: Timestamp
}

/** Each way can be repeated. */
export const setThingHidden = async (
  tx: Queries,
  { kind, id, ownerId, at }: Hidable,
  becomesHidden: boolean,
): Promise<GigChange[]> => {
  if (becomesHidden)
    await tx.run(
      'INSERT INTO hidden_things (kind, id, owner_id, hidden_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [kind, id, ownerId, at],
    )
  else await tx.run('DELETE FROM hidden_things WHERE kind = $1 AND id = $2', [kind, id])
  if (kind === 'review') await setReviewHidden(tx, id, becomesHidden)
  if (kind === 'message') await setMessageHidden(tx, id, becomesHidden)
  const gigId = kind === 'gig' ? parseId<'gig'>(id) : null
  return gigId === null ? [] : setGigHidden(tx, gigId, becomesHidden)
}

const setGigHidden = async (tx: Queries, id: GigId, becomesHidden: boolean): Promise<GigChange[]> => {
  const stored = await getGigDetails(tx, id)
  if (becomesHidden) return hideGig(tx, stored)
  // It stays hidden with a disabled seeker.
  return stored.isHidden && stored.gig.seeker.disabledAt === null ? showGig(tx, stored) : []
}

const setReviewHidden = async (tx: Queries, id: string, becomesHidden: boolean): Promise<void> => {
  const changed = await tx.get<{ revieweeId: UserId; rating: number }>(
    `UPDATE reviews SET is_hidden = $2 WHERE id = $1 AND is_hidden <> $2
    RETURNING reviewee_id AS "revieweeId", rating`,
    [id, becomesHidden],
  )
  if (!changed) return
  const sign = becomesHidden ? -1 : 1
  await tx.run(
    'UPDATE users SET rating_sum = rating_sum + $2, review_count = review_count + $3 WHERE id = $1',
    [changed.revieweeId, sign * changed.rating, sign],
  )
}

/** Neither its room nor a notification shows a hidden message. */
const setMessageHidden = async (tx: Queries, id: string, becomesHidden: boolean): Promise<void> => {
  const message = await tx.get<{
    roomId: RoomId
    seq: number
    senderId: UserId
    content: string
    createdAt: Timestamp
  }>(
    `SELECT room_id AS "roomId", seq, sender_id AS "senderId", content, created_at AS "createdAt"
    FROM chat_messages WHERE id = $1`,
    [id],
  )
  if (!message) return
  const { roomId, seq, senderId, content, createdAt } = message
  await tx.run('UPDATE chat_rooms SET last_message = $3 WHERE id = $1 AND last_seq = $2', [
    roomId,
    seq,
    becomesHidden ? hiddenMessageText : content,
  ])
  if (!becomesHidden) return
  await tx.run(
    `UPDATE notifications SET text = $1 WHERE room_id = $2 AND type = 'new_message' AND created_at = $3
      AND user_id = (SELECT CASE WHEN seeker_id = $4 THEN helper_id ELSE seeker_id END FROM chat_rooms WHERE id = $2)`,
    [hiddenNotificationText, roomId, createdAt, senderId],
  )
}
