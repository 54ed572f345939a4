-- What is never changed, and the lengths and sums of lists, changed together with what they count.

CREATE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is never changed or deleted.', TG_ARGV[0];
END $$;

CREATE TRIGGER ledger_entries_never_change BEFORE UPDATE OR DELETE ON ledger_entries
  FOR EACH ROW EXECUTE FUNCTION never_changed('An entry of the ledger');
CREATE TRIGGER ledger_entries_never_go BEFORE TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION never_changed('An entry of the ledger');
CREATE TRIGGER audit_never_changes BEFORE UPDATE OR DELETE ON audit
  FOR EACH ROW EXECUTE FUNCTION never_changed('A line of the audit');
CREATE TRIGGER audit_never_goes BEFORE TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION never_changed('A line of the audit');

-- `owner` is a user, or the id of zeros where the list is everybody's. Such a list has a row for each of 16 slots, so that
-- writes of different people do not wait for one row; its length is their sum. A row that has become 0 stays.
CREATE TABLE list_totals (
  owner uuid NOT NULL,
  list text NOT NULL,
  kind text NOT NULL,
  slot smallint NOT NULL DEFAULT 0,
  count bigint NOT NULL,
  amount bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (owner, list, kind, slot)
) WITH (fillfactor = 70);

CREATE TYPE total_change AS (owner uuid, list text, kind text, count integer, amount bigint);

-- Takes rows in one order, so that two transactions do not wait for each other.
CREATE FUNCTION change_totals(changes total_change[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO list_totals AS kept (owner, list, kind, slot, count, amount)
  SELECT owner, list, kind,
    CASE WHEN owner = '00000000-0000-0000-0000-000000000000' THEN pg_backend_pid() % 16 ELSE 0 END,
    sum(count), sum(amount)
  FROM unnest(changes) AS change
  WHERE owner IS NOT NULL
  GROUP BY owner, list, kind
  HAVING sum(count) <> 0 OR sum(amount) <> 0
  ORDER BY list, owner, kind
  ON CONFLICT (owner, list, kind, slot)
    DO UPDATE SET count = kept.count + excluded.count, amount = kept.amount + excluded.amount
$$;

-- What the totals have to be.
CREATE VIEW recounted_list_totals (owner, list, kind, count, amount) AS
SELECT '00000000-0000-0000-0000-000000000000'::uuid, 'gigs', status, count(*), 0::numeric FROM gigs
WHERE NOT is_hidden GROUP BY status
UNION ALL
SELECT seeker_id, 'gigs_as_seeker', status, count(*), 0 FROM gigs GROUP BY seeker_id, status
UNION ALL
SELECT helper_id, 'gigs_as_helper', status, count(*), 0 FROM gigs WHERE helper_id IS NOT NULL
GROUP BY helper_id, status
UNION ALL
SELECT user_id, 'rooms', '', count(*), 0
FROM (SELECT seeker_id AS user_id FROM chat_rooms UNION ALL SELECT helper_id FROM chat_rooms) AS sides GROUP BY user_id
UNION ALL
SELECT notifications.user_id, 'unread_notifications', '', count(*), 0
FROM notifications LEFT JOIN notification_reads ON notification_reads.user_id = notifications.user_id
WHERE NOT is_read AND n > coalesce(up_to, 0) GROUP BY notifications.user_id
UNION ALL
SELECT owner_id, 'files', category, count(*), sum(file_size) FROM files GROUP BY owner_id, category
UNION ALL
SELECT owner_id, 'buddies', CASE WHEN is_available THEN 'available' ELSE 'busy' END, count(*), 0
FROM buddies WHERE NOT is_hidden GROUP BY owner_id, is_available
UNION ALL
SELECT reviewee_id, 'reviews_received', rating::text, count(*), 0 FROM reviews WHERE NOT is_hidden
GROUP BY reviewee_id, rating
UNION ALL
SELECT reviewer_id, 'reviews_written', rating::text, count(*), 0 FROM reviews GROUP BY reviewer_id, rating
UNION ALL
SELECT payer_id, 'payments_as_payer', status, count(*), sum(amount_satang) FROM transactions
GROUP BY payer_id, status
UNION ALL
SELECT payee_id, 'payments_as_payee', status, count(*), sum(amount_satang - service_fee_satang) FROM transactions
GROUP BY payee_id, status
UNION ALL
SELECT '00000000-0000-0000-0000-000000000000', 'reports', CASE WHEN resolved_at IS NULL THEN 'open' ELSE 'closed' END,
  count(*), 0 FROM reports GROUP BY resolved_at IS NULL;

-- In each of these, a row before the change counts -1 and one after it +1; `old` and `new` are null where there is none.
CREATE FUNCTION count_gigs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  everybody constant uuid := '00000000-0000-0000-0000-000000000000';
  changes total_change[] := '{}';
BEGIN
  IF TG_OP <> 'INSERT' THEN
    changes := changes || ARRAY[
      (old.seeker_id, 'gigs_as_seeker', old.status, -1, 0), (old.helper_id, 'gigs_as_helper', old.status, -1, 0),
      (CASE WHEN old.is_hidden THEN NULL ELSE everybody END, 'gigs', old.status, -1, 0)]::total_change[];
  END IF;
  IF TG_OP <> 'DELETE' THEN
    changes := changes || ARRAY[
      (new.seeker_id, 'gigs_as_seeker', new.status, 1, 0), (new.helper_id, 'gigs_as_helper', new.status, 1, 0),
      (CASE WHEN new.is_hidden THEN NULL ELSE everybody END, 'gigs', new.status, 1, 0)]::total_change[];
  END IF;
  PERFORM change_totals(changes);
  RETURN NULL;
END $$;
CREATE TRIGGER gigs_counted AFTER INSERT OR DELETE ON gigs FOR EACH ROW EXECUTE FUNCTION count_gigs();
CREATE TRIGGER gigs_recounted AFTER UPDATE OF status, is_hidden, seeker_id, helper_id ON gigs FOR EACH ROW
  WHEN ((old.status, old.is_hidden, old.seeker_id, old.helper_id)
    IS DISTINCT FROM (new.status, new.is_hidden, new.seeker_id, new.helper_id))
  EXECUTE FUNCTION count_gigs();

CREATE FUNCTION count_chat_rooms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM change_totals(ARRAY[(new.seeker_id, 'rooms', '', 1, 0), (new.helper_id, 'rooms', '', 1, 0)]::total_change[]);
  RETURN NULL;
END $$;
CREATE TRIGGER chat_rooms_counted AFTER INSERT ON chat_rooms FOR EACH ROW EXECUTE FUNCTION count_chat_rooms();

-- The counter is locked before the number is taken.
CREATE FUNCTION number_notification() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT new.is_read THEN
    PERFORM change_totals(ARRAY[(new.user_id, 'unread_notifications', '', 1, 0)]::total_change[]);
  END IF;
  IF new.n IS NULL THEN
    new.n := nextval('notification_numbers');
  END IF;
  RETURN new;
END $$;
CREATE TRIGGER notifications_numbered BEFORE INSERT ON notifications
  FOR EACH ROW EXECUTE FUNCTION number_notification();

CREATE FUNCTION uncount_notification() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF old.n > coalesce((SELECT up_to FROM notification_reads WHERE user_id = old.user_id), 0) THEN
    PERFORM change_totals(ARRAY[(old.user_id, 'unread_notifications', '', -1, 0)]::total_change[]);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER notifications_uncounted AFTER DELETE ON notifications
  FOR EACH ROW WHEN (NOT old.is_read) EXECUTE FUNCTION uncount_notification();
CREATE TRIGGER notifications_read AFTER UPDATE OF is_read ON notifications
  FOR EACH ROW WHEN (NOT old.is_read AND new.is_read) EXECUTE FUNCTION uncount_notification();

CREATE FUNCTION count_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM change_totals(ARRAY[(new.owner_id, 'files', new.category, 1, new.file_size)]::total_change[]);
  ELSE
    PERFORM change_totals(ARRAY[(old.owner_id, 'files', old.category, -1, -old.file_size)]::total_change[]);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER files_counted AFTER INSERT OR DELETE ON files FOR EACH ROW EXECUTE FUNCTION count_files();

CREATE FUNCTION follow_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE buddies SET is_hidden = new.disabled_at IS NOT NULL, is_available = new.is_available
  WHERE buddy_user_id = new.id;
  RETURN NULL;
END $$;
CREATE TRIGGER users_followed AFTER UPDATE OF is_available, disabled_at ON users FOR EACH ROW
  WHEN (old.is_available <> new.is_available OR (old.disabled_at IS NULL) <> (new.disabled_at IS NULL))
  EXECUTE FUNCTION follow_user();

CREATE FUNCTION count_buddies() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changes total_change[] := '{}';
BEGIN
  IF TG_OP <> 'INSERT' AND NOT old.is_hidden THEN
    changes := changes || ARRAY[
      (old.owner_id, 'buddies', CASE WHEN old.is_available THEN 'available' ELSE 'busy' END, -1, 0)]::total_change[];
  END IF;
  IF TG_OP <> 'DELETE' AND NOT new.is_hidden THEN
    changes := changes || ARRAY[
      (new.owner_id, 'buddies', CASE WHEN new.is_available THEN 'available' ELSE 'busy' END, 1, 0)]::total_change[];
  END IF;
  PERFORM change_totals(changes);
  RETURN NULL;
END $$;
CREATE TRIGGER buddies_counted AFTER INSERT OR DELETE OR UPDATE OF is_hidden, is_available ON buddies
  FOR EACH ROW EXECUTE FUNCTION count_buddies();

CREATE FUNCTION count_reviews() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changes total_change[] := '{}';
BEGIN
  IF TG_OP <> 'INSERT' THEN
    changes := changes || ARRAY[(old.reviewer_id, 'reviews_written', old.rating::text, -1, 0),
      (CASE WHEN old.is_hidden THEN NULL ELSE old.reviewee_id END, 'reviews_received', old.rating::text, -1, 0)
    ]::total_change[];
  END IF;
  IF TG_OP <> 'DELETE' THEN
    changes := changes || ARRAY[(new.reviewer_id, 'reviews_written', new.rating::text, 1, 0),
      (CASE WHEN new.is_hidden THEN NULL ELSE new.reviewee_id END, 'reviews_received', new.rating::text, 1, 0)
    ]::total_change[];
  END IF;
  PERFORM change_totals(changes);
  RETURN NULL;
END $$;
CREATE TRIGGER reviews_counted AFTER INSERT OR DELETE OR UPDATE OF rating, is_hidden ON reviews
  FOR EACH ROW EXECUTE FUNCTION count_reviews();

CREATE FUNCTION count_reports() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  everybody constant uuid := '00000000-0000-0000-0000-000000000000';
  changes total_change[] := '{}';
BEGIN
  IF TG_OP <> 'INSERT' THEN
    changes := changes || ARRAY[
      (everybody, 'reports', CASE WHEN old.resolved_at IS NULL THEN 'open' ELSE 'closed' END, -1, 0)]::total_change[];
  END IF;
  IF TG_OP <> 'DELETE' THEN
    changes := changes || ARRAY[
      (everybody, 'reports', CASE WHEN new.resolved_at IS NULL THEN 'open' ELSE 'closed' END, 1, 0)]::total_change[];
  END IF;
  PERFORM change_totals(changes);
  RETURN NULL;
END $$;
CREATE TRIGGER reports_counted AFTER INSERT OR DELETE OR UPDATE OF resolved_at ON reports
  FOR EACH ROW EXECUTE FUNCTION count_reports();

CREATE FUNCTION count_transactions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changes total_change[] := '{}';
BEGIN
  IF TG_OP = 'UPDATE' THEN
    changes := changes || ARRAY[(old.payer_id, 'payments_as_payer', old.status, -1, -old.amount_satang),
      (old.payee_id, 'payments_as_payee', old.status, -1, old.service_fee_satang - old.amount_satang)
    ]::total_change[];
  END IF;
  changes := changes || ARRAY[(new.payer_id, 'payments_as_payer', new.status, 1, new.amount_satang),
    (new.payee_id, 'payments_as_payee', new.status, 1, new.amount_satang - new.service_fee_satang)
  ]::total_change[];
  PERFORM change_totals(changes);
  RETURN NULL;
END $$;
CREATE TRIGGER transactions_counted AFTER INSERT OR UPDATE OF status ON transactions
  FOR EACH ROW EXECUTE FUNCTION count_transactions();
