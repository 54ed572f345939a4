-- Whom the stored responses to others name: a deletion finds them here, and reads no other.
CREATE TABLE idempotency_people (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  user_id TEXT NOT NULL,
  PRIMARY KEY (scope, key, user_id),
  FOREIGN KEY (scope, key) REFERENCES idempotency_records (scope, key) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_people_of_user ON idempotency_people (user_id);

-- A scope begins with the id of its own user, 36 characters as every id.
CREATE VIEW people_in_responses (scope, key, user_id) AS
SELECT scope, idempotency_records.key, users.id
FROM idempotency_records CROSS JOIN json_tree(body) AS part CROSS JOIN users ON users.id = part.atom
WHERE part.type = 'text' AND length(part.atom) = 36 AND users.id <> substr(scope, 1, 36);

INSERT OR IGNORE INTO idempotency_people SELECT * FROM people_in_responses;

CREATE TRIGGER idempotency_records_name_people AFTER INSERT ON idempotency_records BEGIN
  INSERT OR IGNORE INTO idempotency_people
  SELECT * FROM people_in_responses WHERE scope = new.scope AND key = new.key;
END;

CREATE TRIGGER idempotency_records_name_others AFTER UPDATE OF body ON idempotency_records BEGIN
  DELETE FROM idempotency_people WHERE scope = new.scope AND key = new.key;
  INSERT OR IGNORE INTO idempotency_people
  SELECT * FROM people_in_responses WHERE scope = new.scope AND key = new.key;
END;
