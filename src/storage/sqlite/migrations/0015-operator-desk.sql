-- The people who run the server. They are no users, and no row is ever deleted: the audit names them.
CREATE TABLE operators (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('viewer', 'operator')),
  password_hash TEXT,
  totp_secret TEXT,
  -- The time step of the last code that was taken: each counts once.
  totp_step INTEGER NOT NULL,
  -- A link for one use, with which a password is chosen. `link_secret` becomes the secret of the codes then.
  link_hash TEXT UNIQUE,
  link_secret TEXT,
  link_expires_at TEXT,
  created_at TEXT NOT NULL,
  disabled_at TEXT,
  CHECK ((link_hash IS NULL) = (link_expires_at IS NULL) AND (link_hash IS NULL) = (link_secret IS NULL))
) STRICT, WITHOUT ROWID;

-- `id` is the hash of what the cookie holds.
CREATE TABLE operator_sessions (
  id TEXT PRIMARY KEY,
  operator_id TEXT NOT NULL REFERENCES operators (id),
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  ended_at TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX operator_sessions_open ON operator_sessions (operator_id) WHERE ended_at IS NULL;

-- One line for each command of an operator, written in the transaction of its change. `operator_id` is null for the
-- command line. It holds ids and states, and nothing that a deleted person could be recognised by.
CREATE TABLE audit (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  operator_id TEXT REFERENCES operators (id),
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_kind TEXT,
  subject_id TEXT,
  reason TEXT,
  before TEXT CHECK (before IS NULL OR json_valid(before)),
  after TEXT CHECK (after IS NULL OR json_valid(after)),
  at TEXT NOT NULL,
  CHECK ((subject_kind IS NULL) = (subject_id IS NULL))
) STRICT;

CREATE INDEX audit_of_subject ON audit (subject_id, n) WHERE subject_id IS NOT NULL;
CREATE INDEX audit_of_operator ON audit (operator_id, n);
CREATE INDEX audit_of_action ON audit (action, n);

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'A line of the audit is never changed.');
END;

CREATE TRIGGER audit_never_goes BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'A line of the audit is never deleted.');
END;

-- INSERT OR REPLACE deletes what is in its way without firing the trigger above.
CREATE TRIGGER audit_is_never_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE n = NEW.n OR id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'A line of the audit is never replaced.');
END;

-- Money that is held, the oldest first, and the entries of a day.
CREATE INDEX transactions_held ON transactions (created_at, id) WHERE status = 'PENDING';
CREATE INDEX ledger_by_time ON ledger_entries (posted_at);
