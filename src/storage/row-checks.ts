/**
 * What has to be true of the rows of several tables, in SQL that both engines understand: a comparison with NULL is
 * IS DISTINCT FROM, a flag is a condition, and a subquery has a name.
 */

/** A rule about rows of several tables that no constraint can express. */
export interface RowCheck {
  /** The table that a database with the rule has; it is the last of those that the statement reads. */
  needs: string
  /** The table since which another check takes the place of this one. */
  until?: string
  /** The beginning of a sentence that ends with the ids of the rows. */
  problem: string
  ids: string
}

/** The entries that each payment must have, and that nothing else may have. */
const expectedEntries = `
  SELECT id AS transaction_id, 'HOLD' AS step, 'USER' AS account, payer_id AS user_id, -amount_satang AS amount FROM held
  UNION ALL SELECT id, 'HOLD', 'ESCROW', NULL, amount_satang FROM held
  UNION ALL SELECT id, 'RELEASE', 'ESCROW', NULL, -amount_satang FROM held WHERE status = 'COMPLETED'
  UNION ALL SELECT id, 'RELEASE', 'USER', payee_id, amount_satang - service_fee_satang FROM held
    WHERE status = 'COMPLETED' AND amount_satang <> service_fee_satang
  UNION ALL SELECT id, 'RELEASE', 'FEES', NULL, service_fee_satang FROM held
    WHERE status = 'COMPLETED' AND service_fee_satang <> 0
  UNION ALL SELECT id, 'CANCEL', 'ESCROW', NULL, -amount_satang FROM held WHERE status = 'CANCELLED'
  UNION ALL SELECT id, 'CANCEL', 'USER', payer_id, amount_satang FROM held WHERE status = 'CANCELLED'`

const entriesThatDiffer = `
  WITH
    -- A payment that was cancelled before the provider's answer was never held.
    held AS (
      SELECT * FROM transactions WHERE status IN ('PENDING', 'COMPLETED') OR status = 'CANCELLED'
        AND EXISTS (SELECT 1 FROM ledger_entries WHERE transaction_id = transactions.id)
    ),
    expected AS (${expectedEntries}),
    posted AS (SELECT transaction_id, step, account, user_id, amount_satang FROM ledger_entries)
  SELECT transaction_id FROM (SELECT * FROM expected EXCEPT SELECT * FROM posted) AS missing
  UNION SELECT transaction_id FROM (SELECT * FROM posted EXCEPT SELECT * FROM expected) AS unexpected`

const unreadCount = (role: 'seeker' | 'helper') => `
  (SELECT count(*) FROM chat_messages
  WHERE room_id = chat_rooms.id AND seq > ${role}_read_seq AND sender_id <> ${role}_id)`

export const ratingsDiffer = 'Ratings of people are not the sum of their reviews'

/** @param condition of the reviews that count */
export const wrongRatings = (condition: string) => `SELECT users.id FROM users
  LEFT JOIN (
    SELECT reviewee_id, sum(rating) AS stars, count(*) AS reviews FROM reviews WHERE ${condition} GROUP BY reviewee_id
  ) AS rated ON reviewee_id = users.id
  WHERE rating_sum <> coalesce(stars, 0) OR review_count <> coalesce(reviews, 0)`

export const sharedRowChecks: readonly RowCheck[] = [
  {
    needs: 'ledger_entries',
    problem: 'Payments and their ledger entries do not agree',
    ids: entriesThatDiffer,
  },
  {
    needs: 'transactions',
    problem: 'Payments are not between the seeker and the helper of their gig',
    ids: `SELECT transactions.id FROM transactions JOIN gigs ON gigs.id = gig_id
      WHERE payer_id <> seeker_id OR payee_id IS DISTINCT FROM helper_id`,
  },
  {
    needs: 'transactions',
    problem: 'Gigs have a status that does not fit their payment',
    ids: `SELECT gigs.id FROM transactions JOIN gigs ON gigs.id = gig_id
      WHERE transactions.status IN ('PROCESSING', 'PENDING') AND gigs.status IN ('PENDING', 'CANCELLED')
        OR transactions.status = 'COMPLETED' AND gigs.status <> 'COMPLETED'`,
  },
  {
    needs: 'gigs',
    problem: 'Gigs are completed without a time, or have one and are not',
    // One that was completed and then cancelled keeps its time.
    ids: `SELECT id FROM gigs WHERE status <> 'CANCELLED' AND (status = 'COMPLETED') <> (completed_at IS NOT NULL)`,
  },
  {
    needs: 'chat_rooms',
    problem: 'Gigs have a helper and no room, or a room of other people',
    ids: `SELECT gigs.id FROM gigs LEFT JOIN chat_rooms ON chat_rooms.gig_id = gigs.id
      WHERE gigs.helper_id IS DISTINCT FROM chat_rooms.helper_id
        OR chat_rooms.id IS NOT NULL AND gigs.seeker_id <> chat_rooms.seeker_id`,
  },
  {
    needs: 'list_totals',
    problem: 'Buddies have another state than their person',
    ids: `SELECT buddies.id FROM buddies JOIN users ON users.id = buddy_user_id
      WHERE is_hidden <> (disabled_at IS NOT NULL) OR buddies.is_available <> users.is_available`,
  },
  {
    needs: 'hidden_things',
    problem: ratingsDiffer,
    ids: wrongRatings('NOT is_hidden'),
  },
  {
    needs: 'hidden_things',
    problem: 'Gigs and reviews are hidden that should be shown, or the other way round',
    ids: `SELECT gigs.id FROM gigs JOIN users ON users.id = seeker_id
      WHERE is_hidden <> (disabled_at IS NOT NULL
        OR EXISTS (SELECT 1 FROM hidden_things WHERE kind = 'gig' AND hidden_things.id = gigs.id))
      UNION ALL SELECT id FROM reviews
      WHERE is_hidden <> EXISTS (SELECT 1 FROM hidden_things WHERE kind = 'review' AND hidden_things.id = reviews.id)`,
  },
  {
    needs: 'deletions',
    problem: 'Deleted people have a name, a session or a place',
    ids: `SELECT id FROM users WHERE deleted_at IS NOT NULL AND (password_hash <> ''
      OR contact_info IS NOT NULL OR latitude IS NOT NULL OR profile_image_id IS NOT NULL
      OR EXISTS (SELECT 1 FROM sessions WHERE user_id = users.id))`,
  },
  {
    needs: 'chat_messages',
    problem: 'Rooms have a gap in their messages or another last message',
    ids: `SELECT id FROM chat_rooms
      LEFT JOIN (SELECT room_id, max(seq) AS newest, count(*) AS messages FROM chat_messages GROUP BY room_id)
        AS rooms ON room_id = id
      WHERE last_seq <> coalesce(newest, 0) OR last_seq <> coalesce(messages, 0)`,
  },
  {
    needs: 'chat_messages',
    problem: 'Rooms have a wrong number of unread messages',
    ids: `SELECT id FROM chat_rooms
      WHERE seeker_unread <> ${unreadCount('seeker')} OR helper_unread <> ${unreadCount('helper')}`,
  },
]

const maxNamed = 5

/** The problem with the ids of at most five rows. */
export const sentenceOf = (problem: string, ids: readonly string[]): string => {
  const more = ids.length > maxNamed ? ` and ${ids.length - maxNamed} more` : ''
  return `${problem}: ${ids.slice(0, maxNamed).join(', ')}${more}.`
}
