import type Database from 'better-sqlite3'

/** The lists whose length is kept in `list_totals`. Triggers change it with every row (migration 0013). */
export type CountedList =
  | 'gigs'
  | 'gigs_as_seeker'
  | 'gigs_as_helper'
  | 'rooms'
  | 'unread_notifications'
  | 'files'
  | 'buddies'
  | 'reviews_received'
  | 'reviews_written'
  | 'payments_as_payer'
  | 'payments_as_payee'

/** The owner of a list that is everybody's. */
export const everybody = ''

export interface Total {
  /** What the list is filtered by, such as a status; '' where it has no filter. */
  kind: string
  count: number
  /** Satang or bytes; 0 where the list has no sum. */
  amount: number
}

/** Reads the totals of lists. */
export const createTotals = (connection: Database.Database) => {
  const all = connection.prepare<[string, CountedList], Total>(
    'SELECT kind, count, amount FROM list_totals WHERE owner = ? AND list = ?',
  )
  const one = connection
    .prepare<[string, CountedList, string], number>(
      'SELECT count FROM list_totals WHERE owner = ? AND list = ? AND kind = ?',
    )
    .pluck()
  const byKind = (owner: string, list: CountedList): Total[] => all.all(owner, list)
  const countOf = (owner: string, list: CountedList, kind: string | null): number =>
    kind === null
      ? byKind(owner, list).reduce((sum, { count }) => sum + count, 0)
      : (one.get(owner, list, kind) ?? 0)
  return {
    byKind,
    /** The length of the lists together; `kind` null: of every kind. */
    count: (owner: string, kind: string | null, ...lists: readonly CountedList[]): number =>
      lists.reduce((sum, list) => sum + countOf(owner, list, kind), 0),
  }
}

/** A number that is kept beside the rows that it counts. */
export interface KeptNumber {
  /** A table that a database with this number has. */
  needs: string
  /** How many rows keep a wrong number; 0 is right. */
  count: string
  problem: (count: number) => string
  /** Counts again. */
  repair: string
}

const countsOfRooms = `
  SELECT chat_rooms.id AS room, coalesce(max(seq), 0) AS last_seq,
    count(*) FILTER (WHERE sender_id <> seeker_id AND seq > seeker_read_seq) AS seeker_unread,
    count(*) FILTER (WHERE sender_id <> helper_id AND seq > helper_read_seq) AS helper_unread
  FROM chat_rooms LEFT JOIN chat_messages ON room_id = chat_rooms.id GROUP BY chat_rooms.id`

const reputations = `
  SELECT users.id AS person, count(rating) AS review_count, coalesce(sum(rating), 0) AS rating_sum
  FROM users LEFT JOIN reviews ON reviewee_id = users.id GROUP BY users.id`

/** Every number of the database that could be counted again. */
export const keptNumbers: readonly KeptNumber[] = [
  {
    needs: 'list_totals',
    count: `
      SELECT count(*) FROM list_totals AS kept FULL JOIN recounted_list_totals AS right USING (owner, list, kind)
      WHERE coalesce(kept.count, 0) <> coalesce(right.count, 0)
        OR coalesce(kept.amount, 0) <> coalesce(right.amount, 0)`,
    problem: count => `${count} totals of lists are wrong.`,
    repair: 'DELETE FROM list_totals; INSERT INTO list_totals SELECT * FROM recounted_list_totals',
  },
  {
    needs: 'reviews',
    count: `
      SELECT count(*) FROM users JOIN (${reputations}) AS right ON right.person = users.id
      WHERE users.review_count <> right.review_count OR users.rating_sum <> right.rating_sum`,
    problem: count => `The ratings of ${count} people differ from their reviews.`,
    repair: `
      UPDATE users SET review_count = right.review_count, rating_sum = right.rating_sum
      FROM (${reputations}) AS right WHERE right.person = users.id
        AND (users.review_count <> right.review_count OR users.rating_sum <> right.rating_sum)`,
  },
  {
    needs: 'chat_messages',
    count: `
      SELECT count(*) FROM chat_rooms JOIN (${countsOfRooms}) AS right ON right.room = chat_rooms.id
      WHERE chat_rooms.last_seq <> right.last_seq OR chat_rooms.seeker_unread <> right.seeker_unread
        OR chat_rooms.helper_unread <> right.helper_unread`,
    problem: count => `The counters of ${count} rooms differ from their messages.`,
    repair: `
      UPDATE chat_rooms SET
        last_seq = right.last_seq, seeker_unread = right.seeker_unread, helper_unread = right.helper_unread
      FROM (${countsOfRooms}) AS right WHERE right.room = chat_rooms.id`,
  },
]

/** Counts every kept number again. The database has the newest schema. */
export const recount = (db: Database.Database): void => {
  db.transaction(() => {
    for (const { repair } of keptNumbers) db.exec(repair)
  }).immediate()
}
