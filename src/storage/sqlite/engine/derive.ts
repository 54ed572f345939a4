import type Database from 'better-sqlite3'
import { hiddenMessageText } from '../../../domain/chat/rules.ts'
import type { User } from '../../../domain/users/user.ts'
import { DamageError } from '../../storage-error.ts'
import { createGigPlaceWrites, type GigPlace } from '../geo/index.ts'
import { optimizeWords } from '../geo/words.ts'
import { createPlaceWrites, openPlaceGrid } from '../stores/place-writes.ts'
import { recountTotals } from './totals.ts'

/** The gigs' triggers have written their words. @throws DamageError without the key of places */
export const deriveRows = (db: Database.Database): void => {
  deriveCounters(db)
  deriveGigPlaces(db)
  derivePeople(db)
  optimizeWords(db)
}

const deriveCounters = (db: Database.Database): void => {
  db.exec(`
    UPDATE reviews SET is_hidden =
      EXISTS (SELECT 1 FROM hidden_things WHERE kind = 'review' AND hidden_things.id = reviews.id);
    UPDATE users SET rating_sum = 0, review_count = 0;
    UPDATE users SET rating_sum = stars, review_count = reviews
    FROM (SELECT reviewee_id, sum(rating) AS stars, count(*) AS reviews FROM reviews WHERE is_hidden = 0
      GROUP BY reviewee_id)
    WHERE users.id = reviewee_id;
    UPDATE gigs SET is_hidden = (SELECT disabled_at IS NOT NULL FROM users WHERE users.id = seeker_id)
      OR EXISTS (SELECT 1 FROM hidden_things WHERE kind = 'gig' AND hidden_things.id = gigs.id)
    WHERE seeker_id IN (SELECT id FROM users);
    UPDATE chat_rooms SET last_seq = 0, last_message = NULL, last_message_at = NULL;
    UPDATE chat_rooms SET last_seq = seq, last_message_at = newest.created_at,
      last_message = iif(EXISTS (SELECT 1 FROM hidden_things WHERE kind = 'message' AND hidden_things.id = newest.id),
        '${hiddenMessageText}', content)
    FROM (SELECT room_id, max(seq) AS seq, id, content, created_at FROM chat_messages GROUP BY room_id) AS newest
    WHERE chat_rooms.id = room_id;
    UPDATE chat_rooms SET seeker_read_seq = min(seeker_read_seq, last_seq),
      helper_read_seq = min(helper_read_seq, last_seq);
    UPDATE chat_rooms SET
      seeker_unread = (SELECT count(*) FROM chat_messages
        WHERE room_id = chat_rooms.id AND seq > seeker_read_seq AND sender_id <> seeker_id),
      helper_unread = (SELECT count(*) FROM chat_messages
        WHERE room_id = chat_rooms.id AND seq > helper_read_seq AND sender_id <> helper_id);
    UPDATE buddies SET is_hidden = disabled_at IS NOT NULL, is_available = users.is_available
    FROM users WHERE users.id = buddy_user_id;
    INSERT OR IGNORE INTO idempotency_people SELECT * FROM people_in_responses;`)
  recountTotals(db)
}

const pageRows = 2000

/** Reads by pages, because a statement that is being read locks the connection. */
function* pagesOf<Row extends { n: number }>(
  db: Database.Database,
  select: string,
): Generator<Row, void, undefined> {
  const page = db.prepare<[number, number], Row>(`${select} AND n > ? ORDER BY n LIMIT ?`)
  for (let after = 0; ; ) {
    const rows = page.all(after, pageRows)
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = last.n
  }
}

const deriveGigPlaces = (db: Database.Database): void => {
  const places = createGigPlaceWrites(db)
  const gigs = pagesOf<GigPlace & { n: number }>(
    db,
    'SELECT n, latitude, longitude, status, budget_satang AS budgetSatang FROM gigs WHERE is_hidden = 0',
  )
  for (const { n, ...place } of gigs) places.enter(n, place)
}

const derivePeople = (db: Database.Database): void => {
  const snapPlace = openPlaceGrid(db, () => {
    throw new DamageError(['The key of the places of people is missing: only a backup has it.'])
  })
  const places = createPlaceWrites(db, snapPlace)
  const people = pagesOf<Pick<User, 'id' | 'latitude' | 'longitude' | 'disabledAt'> & { n: number }>(
    db,
    'SELECT n, id, latitude, longitude, disabled_at AS disabledAt FROM users WHERE latitude IS NOT NULL',
  )
  for (const { n, ...user } of people) places.record(n, user)
}
