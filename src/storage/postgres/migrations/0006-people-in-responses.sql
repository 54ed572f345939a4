-- Whom the stored responses to others name: a deletion finds them here, and reads no other. A scope begins with the id of
-- its own user, 36 characters as every id. A trigger writes the names, so those of an older copy are here too.
CREATE TABLE idempotency_people (
  scope text NOT NULL,
  key text NOT NULL,
  user_id uuid NOT NULL,
  PRIMARY KEY (scope, key, user_id),
  FOREIGN KEY (scope, key) REFERENCES idempotency_records (scope, key) ON DELETE CASCADE
);
CREATE INDEX idempotency_people_of_user ON idempotency_people (user_id);
CREATE INDEX idempotency_records_of_user ON idempotency_records (left(scope, 36));

CREATE FUNCTION people_in_response(scope text, body text) RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 1 AS $$
  SELECT id FROM users
  WHERE id = ANY (ARRAY(
    SELECT found[1]::uuid
    FROM regexp_matches(body, '"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"', 'g') AS found
  )) AND id::text <> left(scope, 36)
$$;

INSERT INTO idempotency_people
SELECT scope, key, named FROM idempotency_records CROSS JOIN LATERAL people_in_response(scope, body) AS named;

CREATE FUNCTION name_people_of_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM idempotency_people WHERE scope = new.scope AND key = new.key;
  END IF;
  INSERT INTO idempotency_people SELECT new.scope, new.key, people_in_response(new.scope, new.body);
  RETURN NULL;
END $$;
CREATE TRIGGER idempotency_records_name_people AFTER INSERT OR UPDATE OF body ON idempotency_records
  FOR EACH ROW EXECUTE FUNCTION name_people_of_response();
