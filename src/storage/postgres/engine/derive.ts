import { hiddenMessageText } from '../../../domain/chat/rules.ts'
import type { User } from '../../../domain/users/user.ts'
import { createSnapPlace } from '../../../lib/place-grid.ts'
import { DamageError } from '../../storage-error.ts'
import type { Queries } from './queries.ts'

/**
 * Makes of the rows of an import what follows from them: counters, ratings, flags, totals, and where people are found. No
 * trigger has run.
 * @throws DamageError when the key of the places of people is missing
 */
export const deriveRows = async (tx: Queries): Promise<void> => {
  for (const statement of statements) await tx.run(statement)
  await derivePeople(tx)
}

/** What rows copy from others, and then the numbers that count them. Rows that are right already are not written. */
const statements: readonly string[] = [
  `UPDATE reviews SET is_hidden = true
  FROM hidden_things WHERE kind = 'review' AND hidden_things.id = reviews.id`,
  `UPDATE users SET rating_sum = stars, review_count = reviews
  FROM (SELECT reviewee_id, sum(rating) AS stars, count(*) AS reviews FROM reviews WHERE NOT is_hidden
    GROUP BY reviewee_id) AS rated
  WHERE users.id = reviewee_id`,
  `UPDATE gigs SET is_hidden = true
  FROM users WHERE users.id = seeker_id AND (disabled_at IS NOT NULL
    OR EXISTS (SELECT 1 FROM hidden_things WHERE kind = 'gig' AND hidden_things.id = gigs.id))`,
  `UPDATE chat_rooms SET last_seq = seq, last_message_at = newest.created_at,
    last_message = CASE WHEN EXISTS (SELECT 1 FROM hidden_things
      WHERE kind = 'message' AND hidden_things.id = newest.id) THEN '${hiddenMessageText}' ELSE content END,
    seeker_read_seq = least(seeker_read_seq, seq), helper_read_seq = least(helper_read_seq, seq),
    seeker_unread = (SELECT count(*) FROM chat_messages WHERE room_id = chat_rooms.id
      AND seq > least(chat_rooms.seeker_read_seq, newest.seq) AND sender_id <> chat_rooms.seeker_id),
    helper_unread = (SELECT count(*) FROM chat_messages WHERE room_id = chat_rooms.id
      AND seq > least(chat_rooms.helper_read_seq, newest.seq) AND sender_id <> chat_rooms.helper_id)
  FROM (SELECT DISTINCT ON (room_id) room_id, seq, id, content, created_at FROM chat_messages
    ORDER BY room_id, seq DESC) AS newest
  WHERE chat_rooms.id = newest.room_id`,
  `UPDATE buddies SET is_hidden = disabled_at IS NOT NULL, is_available = users.is_available
  FROM users WHERE users.id = buddy_user_id`,
  `INSERT INTO idempotency_people
  SELECT scope, key, named FROM idempotency_records CROSS JOIN LATERAL people_in_response(scope, body) AS named`,
  `INSERT INTO list_totals (owner, list, kind, count, amount)
  SELECT owner, list, kind, count, amount FROM recounted_list_totals`,
  `INSERT INTO gig_counts (level, cell_row, cell_column, status, slot, gig_count, north_sum, east_sum)
  SELECT level, cell_row, cell_column, status, 0, gig_count, north_sum, east_sum FROM recounted_gig_counts`,
  `SELECT setval('chat_room_activity', greatest((SELECT max(activity) FROM chat_rooms), 1))`,
]

type PlacedUser = Pick<User, 'id' | 'isAvailable'> & { n: number; latitude: number; longitude: number }

const pageRows = 2000

const derivePeople = async (tx: Queries): Promise<void> => {
  const stored = await tx.get<{ key: Uint8Array }>('SELECT key FROM place_grid')
  if (!stored)
    throw new DamageError(['The key of the places of people is missing: only the former server has it.'])
  const snapPlace = createSnapPlace(stored.key)
  for (let after = 0; ; ) {
    const people = await tx.all<PlacedUser>(
      `SELECT n::float8 AS n, id, latitude, longitude, is_available AS "isAvailable" FROM users
      WHERE latitude IS NOT NULL AND disabled_at IS NULL AND n > $1::bigint ORDER BY n LIMIT ${pageRows}`,
      [after],
    )
    const last = people.at(-1)
    if (!last) return
    after = last.n
    const places = people.map(({ id, isAvailable, ...place }) => {
      const { latitude, longitude } = snapPlace(id, place)
      return { user_id: id, latitude, longitude, is_available: isAvailable }
    })
    await tx.run(
      `INSERT INTO user_places (user_id, latitude, longitude, is_available)
      SELECT user_id, latitude, longitude, is_available
      FROM json_populate_recordset(NULL::user_places, $1::text::json)`,
      [JSON.stringify(places)],
    )
  }
}
