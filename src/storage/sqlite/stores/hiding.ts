import type Database from 'better-sqlite3'
import { hiddenMessageText, hiddenNotificationText } from '../../../domain/chat/rules.ts'
import type { GigChange } from '../../../domain/gigs/gig.ts'
import type { GigId, RoomId, UserId } from '../../../domain/ids.ts'
import type { HidableKind } from '../../../domain/reports/report.ts'
import { parseId } from '../../../lib/ids.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import { lazily } from '../engine/lazily.ts'
import { createGigWrites } from './gig-writes.ts'

interface Hidable {
  kind: HidableKind
  id: string
  ownerId: UserId
  at: Timestamp
}

interface MessageRow {
  roomId: RoomId
  senderId: UserId
  createdAt: Timestamp
}

/** Inside transactions. Each way can be repeated. */
export const createHiding = (writeConnection: Database.Database) => {
  const gigWrites = lazily(() => createGigWrites(writeConnection))
  const enter = writeConnection.prepare<Hidable>(
    'INSERT INTO hidden_things (kind, id, owner_id, hidden_at) VALUES (@kind, @id, @ownerId, @at) ON CONFLICT DO NOTHING',
  )
  const leave = writeConnection.prepare<[HidableKind, string]>(
    'DELETE FROM hidden_things WHERE kind = ? AND id = ?',
  )
  const setMessages = createMessageHiding(writeConnection)
  const markReview = writeConnection.prepare<[0 | 1, string, 0 | 1], { revieweeId: UserId; rating: number }>(
    'UPDATE reviews SET is_hidden = ? WHERE id = ? AND is_hidden <> ? RETURNING reviewee_id AS revieweeId, rating',
  )
  const rate = writeConnection.prepare<[number, number, UserId]>(
    'UPDATE users SET rating_sum = rating_sum + ?, review_count = review_count + ? WHERE id = ?',
  )

  const setGig = (id: GigId, becomesHidden: boolean): GigChange[] => {
    const stored = gigWrites.getDetails(id)
    if (becomesHidden) return gigWrites.hideOne(stored)
    // It stays hidden with a disabled seeker.
    return stored.isHidden && stored.gig.seeker.disabledAt === null ? gigWrites.showOne(stored) : []
  }

  const setReview = (id: string, becomesHidden: boolean): void => {
    const flag = becomesHidden ? 1 : 0
    const changed = markReview.get(flag, id, flag)
    if (!changed) return
    const sign = becomesHidden ? -1 : 1
    rate.run(sign * changed.rating, sign, changed.revieweeId)
  }

  return {
    set: (thing: Hidable, becomesHidden: boolean): GigChange[] => {
      if (becomesHidden) enter.run(thing)
      else leave.run(thing.kind, thing.id)
      if (thing.kind === 'review') setReview(thing.id, becomesHidden)
      if (thing.kind === 'message') setMessages(thing.id, becomesHidden)
      const gigId = thing.kind === 'gig' ? parseId<'gig'>(thing.id) : null
      return gigId === null ? [] : setGig(gigId, becomesHidden)
    },
  }
}

/** Neither its room nor a notification shows a hidden message. */
const createMessageHiding = (writeConnection: Database.Database) => {
  const find = writeConnection.prepare<[string], MessageRow>(
    'SELECT room_id AS roomId, sender_id AS senderId, created_at AS createdAt FROM chat_messages WHERE id = ?',
  )
  const hidePreview = writeConnection.prepare<[string, RoomId, string]>(`
    UPDATE chat_rooms SET last_message = ?
    WHERE id = ? AND last_seq = (SELECT seq FROM chat_messages WHERE id = ?)`)
  const showPreview = writeConnection.prepare<[string, RoomId, string]>(`
    UPDATE chat_rooms SET last_message = (SELECT content FROM chat_messages WHERE id = ?)
    WHERE id = ? AND last_seq = (SELECT seq FROM chat_messages WHERE id = ?)`)
  const hideNotification = writeConnection.prepare<[string, RoomId, Timestamp, UserId, RoomId]>(`
    UPDATE notifications SET text = ? WHERE room_id = ? AND type = 'new_message' AND created_at = ?
      AND user_id = (SELECT iif(seeker_id = ?, helper_id, seeker_id) FROM chat_rooms WHERE id = ?)`)

  return (id: string, becomesHidden: boolean): void => {
    const message = find.get(id)
    if (!message) return
    const { roomId, senderId, createdAt } = message
    if (!becomesHidden) {
      showPreview.run(id, roomId, id)
      return
    }
    hidePreview.run(hiddenMessageText, roomId, id)
    hideNotification.run(hiddenNotificationText, roomId, createdAt, senderId, roomId)
  }
}
