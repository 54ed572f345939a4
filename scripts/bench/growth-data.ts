import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { UserId } from '../../src/domain/ids.ts'
import { createSnapPlace } from '../../src/lib/place-grid.ts'
import { recountTotals } from '../../src/storage/sqlite/engine/totals.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { migrate } from '../../src/storage/sqlite/migrations/migrate.ts'
import { createPlaceWrites } from '../../src/storage/sqlite/stores/place-writes.ts'
import { fillStore, fillWords, helper, makeCrowd, seeker } from './crowd.ts'
import { sayProgress } from './report.ts'

/** The id of the thing number `n` of a kind: 1 is a person, 2 a room and so on. As SQL, `n` can be a column. */
const idOf = (kind: number, n: string | number) => `printf('0000000${kind}-0000-7000-8000-%012x', ${n})`

export const kinds = {
  person: 1,
  room: 2,
  message: 3,
  notification: 4,
  file: 5,
  payment: 6,
  review: 7,
  buddy: 8,
  session: 9,
}

/** A number of the rows from 1 to `size`. */
const numbers = 'WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < @size)'
/** A moment of the last ten days; the later the greater `n`. */
const momentOf = (n: string) =>
  `strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', printf('-%f seconds', 864000.0 * (@size - ${n} + 1) / @size))`
const settled = 'FROM gigs WHERE helper_id IS NOT NULL'

/**
 * The room of the first settled gig has `size` messages; every other room has none. The seeker has `size` of everything
 * and three thousand files less, for the quota ends at a million.
 */
const statements: Record<string, string> = {
  people: `INSERT INTO users
      (id, email, password_hash, full_name, latitude, longitude, is_available, created_at)
    ${numbers} SELECT ${idOf(kinds.person, 'n')}, 'person' || n || '@example.com', 'x', 'Person ' || n,
      13.5 + (n * 7919 % 100003) / 200006.0, 100.3 + (n * 104729 % 100019) / 200038.0, n % 2,
      '2025-10-01T10:00:00.000000Z' FROM numbers`,
  sessions: `INSERT INTO sessions ${numbers}
    SELECT ${idOf(kinds.session, 'n')}, id, created_at, '2099-01-01T00:00:00.000000Z', NULL
    FROM numbers JOIN users USING (n)`,
  rooms: `INSERT INTO chat_rooms (id, gig_id, seeker_id, helper_id, created_at, activity)
    SELECT ${idOf(kinds.room, 'n')}, id, seeker_id, helper_id, created_at, n ${settled}`,
  messages: `INSERT INTO chat_messages (room_id, seq, id, sender_id, content, created_at)
    ${numbers} SELECT (SELECT id FROM chat_rooms ORDER BY activity LIMIT 1), n, ${idOf(kinds.message, 'n')},
      iif(n % 2, '${seeker}', '${helper}'), 'I will be there in ' || n || ' minutes', ${momentOf('n')} FROM numbers`,
  readMessages: `UPDATE chat_rooms SET last_seq = @size, seeker_read_seq = @size, helper_read_seq = @size
    WHERE id = (SELECT room_id FROM chat_messages WHERE id = ${idOf(kinds.message, 1)})`,
  notifications: `INSERT INTO notifications (id, user_id, type, text, gig_id, room_id, created_at)
    ${numbers} SELECT ${idOf(kinds.notification, 'n')}, '${seeker}', 'gig_accepted', 'A helper has accepted.',
      (SELECT id FROM gigs WHERE gigs.n = numbers.n), NULL, ${momentOf('n')} FROM numbers`,
  files: `INSERT INTO files (id, owner_id, category, original_filename, content_type, file_size, width, height,
      thumbhash, uploaded_at)
    ${numbers} SELECT ${idOf(kinds.file, 'n')}, '${seeker}', iif(n % 2, 'gig', 'general'), 'photo.png', 'image/png',
      1000, 16, 16, '3OcRJYB4d3h/', ${momentOf('n')} FROM numbers WHERE n <= @size - 3000`,
  payments: `INSERT INTO transactions SELECT ${idOf(kinds.payment, 'n')}, id, seeker_id, helper_id, 150000, 7500,
      'COMPLETED', 'mock_payment', '2025100110', n, NULL, created_at, created_at ${settled}`,
  ledger: `INSERT INTO ledger_entries (transaction_id, step, account, user_id, amount_satang, posted_at)
    SELECT id, 'HOLD', 'USER', payer_id, -amount_satang, created_at FROM transactions
    UNION ALL SELECT id, 'HOLD', 'ESCROW', NULL, amount_satang, created_at FROM transactions`,
  reviewsOfHelper: `INSERT INTO reviews (id, gig_id, reviewer_id, reviewee_id, rating, comment, created_at, updated_at)
    SELECT ${idOf(kinds.review, '2 * n')}, id, seeker_id, helper_id,
      n % 5 + 1, 'Careful and on time', created_at, created_at ${settled}`,
  reviewsOfSeeker: `INSERT INTO reviews (id, gig_id, reviewer_id, reviewee_id, rating, comment, created_at, updated_at)
    SELECT ${idOf(kinds.review, '2 * n + 1')}, id, helper_id, seeker_id,
      n % 5 + 1, 'Paid at once', created_at, created_at ${settled}`,
  buddies: `INSERT INTO buddies (id, owner_id, buddy_user_id, created_at, is_available)
    ${numbers} SELECT ${idOf(kinds.buddy, 'n')}, '${seeker}', id, created_at, is_available
    FROM numbers JOIN users USING (n) WHERE id NOT IN ('${seeker}', '${helper}')`,
  idempotency: `INSERT INTO idempotency_records
    ${numbers} SELECT ${idOf(kinds.person, 'n')} || ' POST /api/buddies', 'key', 'x', 201,
      json_object('buddy_user_id', ${idOf(kinds.person, 'n % @size + 1')}), ${momentOf('n')} FROM numbers`,
  idempotencyPeople: 'INSERT INTO idempotency_people SELECT * FROM people_in_responses',
}

const placePeople = (db: Database.Database) => {
  const key = db.prepare<[], Buffer>('SELECT key FROM place_grid').pluck().get()
  if (!key) throw new Error('The database has no key of the grids.')
  const places = createPlaceWrites(db, createSnapPlace(key))
  const people = db.prepare<[], { n: number; id: UserId; latitude: number; longitude: number }>(
    'SELECT n, id, latitude, longitude FROM users WHERE latitude IS NOT NULL',
  )
  for (const { n, ...person } of people.all()) places.record(n, { ...person, disabledAt: null })
}

/** The triggers of a new database; a crowd leaves one out. */
const triggersOfSchema = (): { name: string; sql: string }[] => {
  const db = new Database(':memory:')
  migrate(db)
  const triggers = db
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .all()
  db.close()
  return triggers
}

/**
 * Fills a data folder with `size` gigs of one seeker, as many people, messages in one room, and things of everything
 * that the seeker has. It writes past the store, without triggers, and counts the totals at the end.
 */
export const fillWorld = async (dataDir: string, size: number): Promise<void> => {
  sayProgress(`${size}: gigs`)
  await (await fillStore(dataDir, makeCrowd(size))).close()
  const db = new Database(join(dataDir, databaseFileName))
  // Out of WAL it is possible to do without a journal.
  db.pragma('journal_mode = DELETE')
  db.pragma('journal_mode = OFF')
  db.pragma('synchronous = OFF')
  db.pragma('foreign_keys = OFF')
  db.pragma('cache_size = -524288')
  const triggers = triggersOfSchema()
  for (const { name } of triggers) db.exec(`DROP TRIGGER IF EXISTS ${name}`)
  db.transaction(() => {
    for (const [what, sql] of Object.entries(statements)) {
      sayProgress(`${size}: ${what}`)
      const statement = db.prepare(sql)
      if (sql.includes('@size')) statement.run({ size })
      else statement.run()
    }
    sayProgress(`${size}: words`)
    fillWords(db)
    placePeople(db)
    for (const { sql } of triggers) db.exec(sql)
  })()
  db.exec(`UPDATE users SET review_count = reviews, rating_sum = stars
    FROM (SELECT reviewee_id, count(*) AS reviews, sum(rating) AS stars FROM reviews GROUP BY reviewee_id)
    WHERE reviewee_id = users.id`)
  recountTotals(db)
  db.close()
}
