-- A deleted account keeps its row, without anything that says who it was, since messages, reviews and the ledger refer to
-- it. It is disabled too, so everything that hides a disabled person hides a deleted one.
ALTER TABLE users ADD COLUMN deleted_at TEXT CHECK (deleted_at IS NULL OR disabled_at IS NOT NULL);

-- Deletions that have begun and are not complete: what a person leaves behind goes in batches.
CREATE TABLE deletions (user_id TEXT PRIMARY KEY REFERENCES users (id)) STRICT, WITHOUT ROWID;

-- Links for a new password. Only the hash of a token is stored, and a person has one link at a time.
CREATE TABLE password_links (
  user_id TEXT PRIMARY KEY REFERENCES users (id),
  token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What people report. `owner_id` is the person whose gig, message, review or picture it is, or the reported person.
CREATE TABLE reports (
  id TEXT PRIMARY KEY,
  reporter_id TEXT NOT NULL REFERENCES users (id),
  owner_id TEXT NOT NULL REFERENCES users (id),
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('gig', 'message', 'review', 'picture', 'person')),
  subject_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at TEXT NOT NULL,
  resolved_at TEXT,
  CHECK (reporter_id <> owner_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX reports_open ON reports (reporter_id, subject_kind, subject_id) WHERE resolved_at IS NULL;
CREATE INDEX reports_of_reporter ON reports (reporter_id, created_at, id);
CREATE INDEX reports_of_owner ON reports (owner_id, created_at, id);
CREATE INDEX reports_of_subject ON reports (subject_kind, subject_id, created_at, id);
CREATE INDEX reports_queue ON reports (created_at, id) WHERE resolved_at IS NULL;

-- What an operator has hidden: it is there for its owner alone.
CREATE TABLE hidden_things (
  kind TEXT NOT NULL CHECK (kind IN ('gig', 'message', 'review', 'picture')),
  id TEXT NOT NULL,
  owner_id TEXT NOT NULL REFERENCES users (id),
  hidden_at TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX hidden_things_of_owner ON hidden_things (owner_id);

-- What an operator has told a person; taken back when `withdrawn_at` is set.
CREATE TABLE warnings (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  text TEXT NOT NULL,
  created_at TEXT NOT NULL,
  withdrawn_at TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX warnings_of_user ON warnings (user_id, created_at, id);

-- A hidden review is not among those that its reviewee has received, and does not count in their rating.
ALTER TABLE reviews ADD COLUMN is_hidden INTEGER NOT NULL DEFAULT 0 CHECK (is_hidden IN (0, 1));
CREATE INDEX reviews_shown ON reviews (reviewee_id, created_at, id, rating) WHERE is_hidden = 0;

DROP VIEW recounted_list_totals;
CREATE VIEW recounted_list_totals (owner, list, kind, count, amount) AS
SELECT '', 'gigs', status, count(*), 0 FROM gigs WHERE is_hidden = 0 GROUP BY status
UNION ALL
SELECT seeker_id, 'gigs_as_seeker', status, count(*), 0 FROM gigs GROUP BY seeker_id, status
UNION ALL
SELECT helper_id, 'gigs_as_helper', status, count(*), 0 FROM gigs WHERE helper_id IS NOT NULL
GROUP BY helper_id, status
UNION ALL
SELECT user_id, 'rooms', '', count(*), 0
FROM (SELECT seeker_id AS user_id FROM chat_rooms UNION ALL SELECT helper_id FROM chat_rooms) GROUP BY user_id
UNION ALL
SELECT notifications.user_id, 'unread_notifications', '', count(*), 0
FROM notifications LEFT JOIN notification_reads ON notification_reads.user_id = notifications.user_id
WHERE is_read = 0 AND n > coalesce(up_to, 0) GROUP BY notifications.user_id
UNION ALL
SELECT owner_id, 'files', category, count(*), sum(file_size) FROM files GROUP BY owner_id, category
UNION ALL
SELECT owner_id, 'buddies', iif(is_available, 'available', 'busy'), count(*), 0
FROM buddies WHERE is_hidden = 0 GROUP BY owner_id, is_available
UNION ALL
SELECT reviewee_id, 'reviews_received', CAST(rating AS TEXT), count(*), 0 FROM reviews WHERE is_hidden = 0
GROUP BY reviewee_id, rating
UNION ALL
SELECT reviewer_id, 'reviews_written', CAST(rating AS TEXT), count(*), 0 FROM reviews GROUP BY reviewer_id, rating
UNION ALL
SELECT payer_id, 'payments_as_payer', status, count(*), sum(amount_satang) FROM transactions
GROUP BY payer_id, status
UNION ALL
SELECT payee_id, 'payments_as_payee', status, count(*), sum(amount_satang - service_fee_satang) FROM transactions
GROUP BY payee_id, status;

DROP TRIGGER reviews_counted;
DROP TRIGGER reviews_recounted;
DROP TRIGGER reviews_uncounted;

CREATE TRIGGER reviews_counted AFTER INSERT ON reviews BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  SELECT new.reviewer_id, 'reviews_written', CAST(new.rating AS TEXT), 1
  UNION ALL SELECT new.reviewee_id, 'reviews_received', CAST(new.rating AS TEXT), 1 WHERE new.is_hidden = 0
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER reviews_recounted AFTER UPDATE OF rating, is_hidden ON reviews
WHEN old.rating <> new.rating OR old.is_hidden <> new.is_hidden
BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  SELECT old.reviewer_id, 'reviews_written', CAST(old.rating AS TEXT), -1
  UNION ALL SELECT new.reviewer_id, 'reviews_written', CAST(new.rating AS TEXT), 1
  UNION ALL SELECT old.reviewee_id, 'reviews_received', CAST(old.rating AS TEXT), -1 WHERE old.is_hidden = 0
  UNION ALL SELECT new.reviewee_id, 'reviews_received', CAST(new.rating AS TEXT), 1 WHERE new.is_hidden = 0
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER reviews_uncounted AFTER DELETE ON reviews BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  SELECT old.reviewer_id, 'reviews_written', CAST(old.rating AS TEXT), -1
  UNION ALL SELECT old.reviewee_id, 'reviews_received', CAST(old.rating AS TEXT), -1 WHERE old.is_hidden = 0
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;
