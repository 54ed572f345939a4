-- The lengths and sums of lists, changed together with what they count, so that no request counts rows that grow.
-- `owner` is a user, or '' where the list is everybody's. `kind` is the column by which the list is filtered. `amount`
-- is satang or bytes. A row that has become 0 stays.
CREATE TABLE list_totals (
  owner TEXT NOT NULL,
  list TEXT NOT NULL,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL,
  amount INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (owner, list, kind)
) STRICT, WITHOUT ROWID;

-- Everything up to a notification is read without a change of each row; `is_read` marks single ones besides.
CREATE TABLE notification_reads (
  user_id TEXT PRIMARY KEY REFERENCES users (id),
  up_to INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A buddy copies from the person whether they are listed, so that a page and its total are read from an index.
ALTER TABLE buddies ADD COLUMN is_hidden INTEGER NOT NULL DEFAULT 0 CHECK (is_hidden IN (0, 1));
ALTER TABLE buddies ADD COLUMN is_available INTEGER NOT NULL DEFAULT 0 CHECK (is_available IN (0, 1));
UPDATE buddies SET is_hidden = users.disabled_at IS NOT NULL, is_available = users.is_available
FROM users WHERE users.id = buddies.buddy_user_id;

-- What the totals have to be. `engine/totals.ts` compares and repairs with it.
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
SELECT reviewee_id, 'reviews_received', CAST(rating AS TEXT), count(*), 0 FROM reviews GROUP BY reviewee_id, rating
UNION ALL
SELECT reviewer_id, 'reviews_written', CAST(rating AS TEXT), count(*), 0 FROM reviews GROUP BY reviewer_id, rating
UNION ALL
SELECT payer_id, 'payments_as_payer', status, count(*), sum(amount_satang) FROM transactions
GROUP BY payer_id, status
UNION ALL
SELECT payee_id, 'payments_as_payee', status, count(*), sum(amount_satang - service_fee_satang) FROM transactions
GROUP BY payee_id, status;

INSERT INTO list_totals SELECT * FROM recounted_list_totals;

-- The oldest payment under way is taken up first.
DROP INDEX transactions_processing;
CREATE INDEX transactions_processing ON transactions (created_at, id) WHERE status = 'PROCESSING';

CREATE TRIGGER gigs_counted AFTER INSERT ON gigs BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  SELECT new.seeker_id, 'gigs_as_seeker', new.status, 1
  UNION ALL SELECT '', 'gigs', new.status, 1 WHERE new.is_hidden = 0
  UNION ALL SELECT new.helper_id, 'gigs_as_helper', new.status, 1 WHERE new.helper_id IS NOT NULL
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER gigs_recounted AFTER UPDATE OF status, is_hidden, seeker_id, helper_id ON gigs
WHEN old.status <> new.status OR old.is_hidden <> new.is_hidden OR old.seeker_id <> new.seeker_id
  OR old.helper_id IS NOT new.helper_id
BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  SELECT old.seeker_id, 'gigs_as_seeker', old.status, -1
  UNION ALL SELECT new.seeker_id, 'gigs_as_seeker', new.status, 1
  UNION ALL SELECT '', 'gigs', old.status, -1 WHERE old.is_hidden = 0
  UNION ALL SELECT '', 'gigs', new.status, 1 WHERE new.is_hidden = 0
  UNION ALL SELECT old.helper_id, 'gigs_as_helper', old.status, -1 WHERE old.helper_id IS NOT NULL
  UNION ALL SELECT new.helper_id, 'gigs_as_helper', new.status, 1 WHERE new.helper_id IS NOT NULL
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER gigs_uncounted AFTER DELETE ON gigs BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  SELECT old.seeker_id, 'gigs_as_seeker', old.status, -1
  UNION ALL SELECT '', 'gigs', old.status, -1 WHERE old.is_hidden = 0
  UNION ALL SELECT old.helper_id, 'gigs_as_helper', old.status, -1 WHERE old.helper_id IS NOT NULL
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER chat_rooms_counted AFTER INSERT ON chat_rooms BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  VALUES (new.seeker_id, 'rooms', '', 1), (new.helper_id, 'rooms', '', 1)
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER notifications_counted AFTER INSERT ON notifications WHEN new.is_read = 0 BEGIN
  INSERT INTO list_totals (owner, list, kind, count) VALUES (new.user_id, 'unread_notifications', '', 1)
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER notifications_read AFTER UPDATE OF is_read ON notifications
WHEN old.is_read = 0 AND new.is_read = 1
  AND new.n > coalesce((SELECT up_to FROM notification_reads WHERE user_id = new.user_id), 0)
BEGIN
  INSERT INTO list_totals (owner, list, kind, count) VALUES (new.user_id, 'unread_notifications', '', -1)
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER notifications_uncounted AFTER DELETE ON notifications
WHEN old.is_read = 0
  AND old.n > coalesce((SELECT up_to FROM notification_reads WHERE user_id = old.user_id), 0)
BEGIN
  INSERT INTO list_totals (owner, list, kind, count) VALUES (old.user_id, 'unread_notifications', '', -1)
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER files_counted AFTER INSERT ON files BEGIN
  INSERT INTO list_totals VALUES (new.owner_id, 'files', new.category, 1, new.file_size)
  ON CONFLICT DO UPDATE SET count = count + excluded.count, amount = amount + excluded.amount;
END;

CREATE TRIGGER files_uncounted AFTER DELETE ON files BEGIN
  INSERT INTO list_totals VALUES (old.owner_id, 'files', old.category, -1, -old.file_size)
  ON CONFLICT DO UPDATE SET count = count + excluded.count, amount = amount + excluded.amount;
END;

CREATE TRIGGER users_followed AFTER UPDATE OF is_available, disabled_at ON users
WHEN old.is_available <> new.is_available OR (old.disabled_at IS NULL) <> (new.disabled_at IS NULL)
BEGIN
  UPDATE buddies SET is_hidden = new.disabled_at IS NOT NULL, is_available = new.is_available
  WHERE buddy_user_id = new.id;
END;

CREATE TRIGGER buddies_counted AFTER INSERT ON buddies WHEN new.is_hidden = 0 BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  VALUES (new.owner_id, 'buddies', iif(new.is_available, 'available', 'busy'), 1)
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER buddies_recounted AFTER UPDATE OF is_hidden, is_available ON buddies BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  SELECT old.owner_id, 'buddies', iif(old.is_available, 'available', 'busy'), -1 WHERE old.is_hidden = 0
  UNION ALL SELECT new.owner_id, 'buddies', iif(new.is_available, 'available', 'busy'), 1 WHERE new.is_hidden = 0
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER buddies_uncounted AFTER DELETE ON buddies WHEN old.is_hidden = 0 BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  VALUES (old.owner_id, 'buddies', iif(old.is_available, 'available', 'busy'), -1)
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER reviews_counted AFTER INSERT ON reviews BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  VALUES (new.reviewee_id, 'reviews_received', CAST(new.rating AS TEXT), 1),
    (new.reviewer_id, 'reviews_written', CAST(new.rating AS TEXT), 1)
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER reviews_recounted AFTER UPDATE OF rating ON reviews WHEN old.rating <> new.rating BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  VALUES (old.reviewee_id, 'reviews_received', CAST(old.rating AS TEXT), -1),
    (new.reviewee_id, 'reviews_received', CAST(new.rating AS TEXT), 1),
    (old.reviewer_id, 'reviews_written', CAST(old.rating AS TEXT), -1),
    (new.reviewer_id, 'reviews_written', CAST(new.rating AS TEXT), 1)
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER reviews_uncounted AFTER DELETE ON reviews BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  VALUES (old.reviewee_id, 'reviews_received', CAST(old.rating AS TEXT), -1),
    (old.reviewer_id, 'reviews_written', CAST(old.rating AS TEXT), -1)
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER transactions_counted AFTER INSERT ON transactions BEGIN
  INSERT INTO list_totals
  VALUES (new.payer_id, 'payments_as_payer', new.status, 1, new.amount_satang),
    (new.payee_id, 'payments_as_payee', new.status, 1, new.amount_satang - new.service_fee_satang)
  ON CONFLICT DO UPDATE SET count = count + excluded.count, amount = amount + excluded.amount;
END;

CREATE TRIGGER transactions_recounted AFTER UPDATE OF status ON transactions WHEN old.status <> new.status BEGIN
  INSERT INTO list_totals
  VALUES (old.payer_id, 'payments_as_payer', old.status, -1, -old.amount_satang),
    (new.payer_id, 'payments_as_payer', new.status, 1, new.amount_satang),
    (old.payee_id, 'payments_as_payee', old.status, -1, old.service_fee_satang - old.amount_satang),
    (new.payee_id, 'payments_as_payee', new.status, 1, new.amount_satang - new.service_fee_satang)
  ON CONFLICT DO UPDATE SET count = count + excluded.count, amount = amount + excluded.amount;
END;

-- A list by status is read in its order, too.
CREATE INDEX gigs_of_seeker_by_status ON gigs (seeker_id, status, created_at, id);
CREATE INDEX gigs_of_helper_by_status ON gigs (helper_id, status, created_at, id) WHERE helper_id IS NOT NULL;
CREATE INDEX files_of_owner_by_category ON files (owner_id, category, uploaded_at, id);
CREATE INDEX transactions_of_payer_by_status ON transactions (payer_id, status, created_at, id);
CREATE INDEX transactions_of_payee_by_status ON transactions (payee_id, status, created_at, id);
DROP INDEX buddies_of_owner;
CREATE INDEX buddies_shown ON buddies (owner_id, created_at, id) WHERE is_hidden = 0;
CREATE INDEX buddies_available ON buddies (owner_id, created_at, id) WHERE is_hidden = 0 AND is_available = 1;
CREATE INDEX buddies_of_user ON buddies (buddy_user_id);

-- Finds the gigs of a seeker that are hidden, or not yet, without reading all of theirs.
DROP INDEX gigs_hidden;
CREATE INDEX gigs_hidden ON gigs (is_hidden, seeker_id);

CREATE INDEX sessions_open ON sessions (user_id, created_at, id) WHERE ended_at IS NULL;

-- Unread ones behind a notification, and those that have expired, are counted in these alone.
DROP INDEX notifications_of_user;
DROP INDEX notifications_by_age;
CREATE INDEX notifications_of_user ON notifications (user_id, n, is_read);
CREATE INDEX notifications_by_age ON notifications (user_id, created_at, is_read);
