CREATE TABLE transactions (
  id TEXT PRIMARY KEY,
  gig_id TEXT NOT NULL REFERENCES gigs (id),
  payer_id TEXT NOT NULL REFERENCES users (id),
  payee_id TEXT NOT NULL REFERENCES users (id),
  amount_satang INTEGER NOT NULL CHECK (amount_satang > 0),
  service_fee_satang INTEGER NOT NULL CHECK (service_fee_satang BETWEEN 0 AND amount_satang),
  status TEXT NOT NULL CHECK (status IN ('PROCESSING', 'PENDING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  payment_method TEXT NOT NULL,
  ref_hour TEXT NOT NULL,
  ref_number INTEGER NOT NULL CHECK (ref_number > 0),
  release_reason TEXT,
  created_at TEXT NOT NULL,
  completed_at TEXT,
  UNIQUE (ref_hour, ref_number),
  CHECK (payer_id <> payee_id),
  CHECK ((status = 'COMPLETED') = (completed_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- A gig is paid once: at most one transaction of it is under way or completed.
CREATE UNIQUE INDEX transactions_alive ON transactions (gig_id)
  WHERE status IN ('PROCESSING', 'PENDING', 'COMPLETED');

CREATE INDEX transactions_of_gig ON transactions (gig_id, created_at, id);
CREATE INDEX transactions_processing ON transactions (id) WHERE status = 'PROCESSING';

-- A history is read from these in its order, and its totals are summed from these alone.
CREATE INDEX transactions_of_payer ON transactions (payer_id, created_at, id, status, amount_satang);
CREATE INDEX transactions_of_payee
  ON transactions (payee_id, created_at, id, status, amount_satang, service_fee_satang);

-- The double-entry ledger. The entries of a step sum to zero; a balance is the sum of an account's entries.
CREATE TABLE ledger_entries (
  n INTEGER PRIMARY KEY,
  transaction_id TEXT NOT NULL REFERENCES transactions (id),
  step TEXT NOT NULL CHECK (step IN ('HOLD', 'RELEASE', 'CANCEL')),
  account TEXT NOT NULL CHECK (account IN ('USER', 'ESCROW', 'FEES')),
  user_id TEXT REFERENCES users (id),
  amount_satang INTEGER NOT NULL CHECK (amount_satang <> 0),
  posted_at TEXT NOT NULL,
  UNIQUE (transaction_id, step, account),
  CHECK ((account = 'USER') = (user_id IS NOT NULL))
) STRICT;

CREATE INDEX ledger_of_account ON ledger_entries (account, user_id, amount_satang);

CREATE TRIGGER ledger_entries_never_change BEFORE UPDATE ON ledger_entries
BEGIN
  SELECT RAISE(ABORT, 'An entry of the ledger is never changed.');
END;

CREATE TRIGGER ledger_entries_never_go BEFORE DELETE ON ledger_entries
BEGIN
  SELECT RAISE(ABORT, 'An entry of the ledger is never deleted.');
END;

-- INSERT OR REPLACE deletes what is in its way without firing the trigger above.
CREATE TRIGGER ledger_entries_are_never_replaced BEFORE INSERT ON ledger_entries
WHEN EXISTS (SELECT 1 FROM ledger_entries WHERE n = NEW.n)
  OR EXISTS (
    SELECT 1 FROM ledger_entries
    WHERE transaction_id = NEW.transaction_id AND step = NEW.step AND account = NEW.account
  )
BEGIN
  SELECT RAISE(ABORT, 'An entry of the ledger is never replaced.');
END;

-- The answers to requests with an Idempotency-Key, kept for their repeats.
CREATE TABLE kept_answers (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  kept_at TEXT NOT NULL,
  UNIQUE (scope, key)
) STRICT;

CREATE INDEX kept_answers_by_age ON kept_answers (kept_at);
