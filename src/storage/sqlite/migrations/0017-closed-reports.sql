-- Closed reports, the last closed first.
CREATE INDEX reports_closed ON reports (resolved_at, id) WHERE resolved_at IS NOT NULL;

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
GROUP BY payee_id, status
UNION ALL
SELECT '', 'reports', iif(resolved_at IS NULL, 'open', 'closed'), count(*), 0 FROM reports
GROUP BY resolved_at IS NULL;

INSERT INTO list_totals SELECT * FROM recounted_list_totals WHERE list = 'reports';

CREATE TRIGGER reports_counted AFTER INSERT ON reports BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  VALUES ('', 'reports', iif(new.resolved_at IS NULL, 'open', 'closed'), 1)
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER reports_recounted AFTER UPDATE OF resolved_at ON reports
WHEN (old.resolved_at IS NULL) <> (new.resolved_at IS NULL)
BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  VALUES ('', 'reports', iif(old.resolved_at IS NULL, 'open', 'closed'), -1),
    ('', 'reports', iif(new.resolved_at IS NULL, 'open', 'closed'), 1)
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER reports_uncounted AFTER DELETE ON reports BEGIN
  INSERT INTO list_totals (owner, list, kind, count)
  VALUES ('', 'reports', iif(old.resolved_at IS NULL, 'open', 'closed'), -1)
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;
