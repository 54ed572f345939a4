import Database, { SqliteError } from 'better-sqlite3'
import { hiddenMessageText } from '../../../domain/chat/rules.ts'
import type { User } from '../../../domain/users/user.ts'
import { DamageError } from '../../storage-error.ts'
import { createGigPlaceWrites, type GigPlace } from '../geo/index.ts'
import { migrate } from '../migrations/migrate.ts'
import { createPlaceWrites, openPlaceGrid } from '../stores/place-writes.ts'
import { recountTotals } from './totals.ts'

/** Tables that are made from the others, in any schema. Virtual tables and their parts are too. */
const derivedTables = ['gig_places', 'gig_packed_offsets', 'gig_counts', 'gig_chunks', 'list_totals']

export interface FileCorrections {
  missing: readonly string[]
  /** The hashes of files by their id, for rows that have none. */
  hashes: ReadonlyMap<string, string>
}

/**
 * Makes a new database of the rows of another one, and derives the rest again: counters, ratings, the map's index and the
 * index of words. No page of the old file is used, so a damaged index does no harm. Rows are copied as they are, money
 * among them; only the rows of missing files are left out.
 * @param source a copy of the database, which is migrated first
 * @param target a file that does not exist yet
 * @throws DamageError when a table cannot be read in full
 */
export const rebuildDatabase = (source: string, target: string, corrections: FileCorrections): void => {
  migrateCopy(source)
  const db = new Database(target)
  try {
    db.pragma('foreign_keys = OFF')
    db.pragma('temp_store = MEMORY')
    migrate(db)
    db.prepare('ATTACH ? AS old').run(source)
    db.transaction(() => {
      copyRows(db)
      correctFiles(db, corrections)
      deriveCounters(db)
      deriveMap(db)
    }).immediate()
    db.exec('DETACH old')
  } finally {
    db.close()
  }
}

const migrateCopy = (file: string): void => {
  const db = new Database(file)
  try {
    migrate(db)
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error
    throw new DamageError([`The database cannot be read (${error.code}). Restore a backup.`])
  } finally {
    db.close()
  }
}

const copyRows = (db: Database.Database): void => {
  const names = db
    .prepare<[], string>(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .pluck()
    .all()
    .filter(name => !derivedTables.includes(name))
  for (const name of names) {
    const columns = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(name)
    const list = columns.map(column => `"${column}"`).join(', ')
    readTable(db, name, [
      `DELETE FROM main."${name}"`,
      `INSERT INTO main."${name}" (${list}) SELECT ${list} FROM old."${name}" NOT INDEXED`,
    ])
  }
  readTable(db, 'sqlite_sequence', [
    `UPDATE main.sqlite_sequence SET seq = max(seq, coalesce(
      (SELECT seq FROM old.sqlite_sequence AS former WHERE former.name = main.sqlite_sequence.name), 0))`,
  ])
}

/** @throws DamageError when the table cannot be read in full */
const readTable = (db: Database.Database, name: string, statements: readonly string[]): void => {
  try {
    for (const statement of statements) db.exec(statement)
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error
    throw new DamageError([
      `The table ${name} cannot be read in full (${error.code}): only a backup has its rows.`,
    ])
  }
}

const correctFiles = (db: Database.Database, { missing, hashes }: FileCorrections): void => {
  const forget = db.prepare<[string]>('UPDATE users SET profile_image_id = NULL WHERE profile_image_id = ?')
  const drop = db.prepare<[string]>('DELETE FROM files WHERE id = ?')
  for (const id of missing) {
    forget.run(id)
    drop.run(id)
  }
  const setHash = db.prepare<[string, string]>('UPDATE files SET sha256 = ? WHERE id = ? AND sha256 IS NULL')
  for (const [id, hash] of hashes) setHash.run(hash, id)
}

/** What rows copy from others, and then the numbers that count them. */
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
    FROM users WHERE users.id = buddy_user_id;`)
  recountTotals(db)
}

/** The triggers of the gigs have made the index of words by now. */
const deriveMap = (db: Database.Database): void => {
  const gigPlaces = createGigPlaceWrites(db)
  const gigs = db.prepare<[], GigPlace & { n: number }>(
    `SELECT n, latitude, longitude, status, budget_satang AS budgetSatang FROM gigs WHERE is_hidden = 0`,
  )
  for (const { n, ...place } of gigs.all()) gigPlaces.enter(n, place)
  const people = createPlaceWrites(
    db,
    openPlaceGrid(db, () => {
      throw new DamageError(['The key of the places of people is missing: only a backup has it.'])
    }),
  )
  const users = db.prepare<[], Pick<User, 'id' | 'latitude' | 'longitude' | 'disabledAt'> & { n: number }>(
    'SELECT n, id, latitude, longitude, disabled_at AS disabledAt FROM users WHERE latitude IS NOT NULL',
  )
  for (const { n, ...user } of users.all()) people.record(n, user)
}

/** Moves all that is in the WAL into the database file, and removes the WAL: then the file may be replaced. */
export const emptyWal = (file: string): void => {
  const db = new Database(file)
  try {
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.pragma('journal_mode = DELETE')
  } finally {
    db.close()
  }
}
