-- The same tables, columns and names as SQLite has. Times are UTC text of 27 characters that sorts by time. Money is whole
-- satang. `n` is the order in which rows were written; the outside never sees it.
CREATE DOMAIN moment AS text COLLATE "C" CHECK (length(VALUE) = 27);

CREATE TABLE users (
  n bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  id uuid PRIMARY KEY,
  email text NOT NULL,
  password_hash text NOT NULL,
  full_name text NOT NULL,
  contact_info text,
  address_text text,
  is_verified boolean NOT NULL DEFAULT false,
  is_available boolean NOT NULL DEFAULT true,
  latitude double precision CHECK (latitude BETWEEN -90 AND 90),
  longitude double precision CHECK (longitude BETWEEN -180 AND 180),
  rating_sum integer NOT NULL DEFAULT 0,
  review_count integer NOT NULL DEFAULT 0,
  created_at moment NOT NULL,
  profile_image_id uuid,
  disabled_at moment,
  deleted_at moment CHECK (deleted_at IS NULL OR disabled_at IS NOT NULL),
  CONSTRAINT users_email UNIQUE (email),
  CHECK (email = lower(email COLLATE "C")),
  CHECK ((latitude IS NULL) = (longitude IS NULL)),
  CHECK (rating_sum BETWEEN review_count AND 5 * review_count)
);
CREATE INDEX users_of_image ON users (profile_image_id) WHERE profile_image_id IS NOT NULL;
CREATE INDEX users_disabled ON users (id) WHERE disabled_at IS NOT NULL;

CREATE TABLE files (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES users (id),
  category text NOT NULL CHECK (category IN ('profile', 'gig', 'general')),
  original_filename text NOT NULL,
  content_type text NOT NULL CHECK (content_type IN ('image/jpeg', 'image/png', 'image/gif', 'image/webp')),
  file_size integer NOT NULL CHECK (file_size > 0),
  width integer NOT NULL CHECK (width > 0),
  height integer NOT NULL CHECK (height > 0),
  thumbhash text NOT NULL,
  uploaded_at moment NOT NULL,
  sha256 text CHECK (length(sha256) = 64)
);
CREATE INDEX files_of_owner ON files (owner_id, uploaded_at, id);
CREATE INDEX files_of_owner_by_category ON files (owner_id, category, uploaded_at, id);
ALTER TABLE users ADD FOREIGN KEY (profile_image_id) REFERENCES files (id) ON DELETE SET NULL;

-- The key of the grids to which the places of people are snapped; it has one row.
CREATE TABLE place_grid (key bytea NOT NULL CHECK (length(key) >= 32));
CREATE UNIQUE INDEX place_grid_is_one ON place_grid ((true));

CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id),
  created_at moment NOT NULL,
  expires_at moment NOT NULL,
  ended_at moment
);
CREATE INDEX sessions_of_user ON sessions (user_id, expires_at, id);
CREATE INDEX sessions_open ON sessions (user_id, created_at, id) WHERE ended_at IS NULL;

-- Only the hash of a token is stored, and a person has one link at a time.
CREATE TABLE password_links (
  user_id uuid PRIMARY KEY REFERENCES users (id),
  token_hash text NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  created_at moment NOT NULL,
  expires_at moment NOT NULL
);

CREATE TABLE gigs (
  n bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  id uuid PRIMARY KEY,
  title text NOT NULL,
  description text NOT NULL,
  duration_hours integer NOT NULL CHECK (duration_hours BETWEEN 1 AND 720),
  budget_satang integer NOT NULL CHECK (budget_satang BETWEEN 1 AND 1000000000),
  address_text text NOT NULL,
  status text NOT NULL CHECK (status IN ('PENDING', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED')),
  image_urls text NOT NULL CHECK (jsonb_typeof(image_urls::jsonb) = 'array'),
  latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
  longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
  created_at moment NOT NULL,
  updated_at moment NOT NULL,
  starts_at moment,
  completed_at moment,
  seeker_id uuid NOT NULL REFERENCES users (id),
  helper_id uuid REFERENCES users (id),
  is_hidden boolean NOT NULL DEFAULT false,
  place geography(Point, 4326) NOT NULL
    GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)::geography) STORED,
  CHECK (helper_id <> seeker_id),
  CHECK (status IN ('PENDING', 'CANCELLED') OR helper_id IS NOT NULL)
);
CREATE INDEX gigs_newest_shown ON gigs (status, created_at, id) WHERE NOT is_hidden;
CREATE INDEX gigs_of_seeker ON gigs (seeker_id, created_at, id);
CREATE INDEX gigs_of_seeker_by_status ON gigs (seeker_id, status, created_at, id);
CREATE INDEX gigs_of_helper ON gigs (helper_id, created_at, id) WHERE helper_id IS NOT NULL;
CREATE INDEX gigs_of_helper_by_status ON gigs (helper_id, status, created_at, id) WHERE helper_id IS NOT NULL;
CREATE INDEX gigs_hidden ON gigs (seeker_id) WHERE is_hidden;

CREATE SEQUENCE chat_room_activity;

CREATE TABLE chat_rooms (
  id uuid PRIMARY KEY,
  gig_id uuid NOT NULL UNIQUE REFERENCES gigs (id),
  seeker_id uuid NOT NULL REFERENCES users (id),
  helper_id uuid NOT NULL REFERENCES users (id),
  is_active boolean NOT NULL DEFAULT true,
  created_at moment NOT NULL,
  -- Higher, the later something happened in the room.
  activity bigint NOT NULL DEFAULT nextval('chat_room_activity'),
  last_seq integer NOT NULL DEFAULT 0,
  last_message text,
  last_message_at moment,
  seeker_read_seq integer NOT NULL DEFAULT 0,
  helper_read_seq integer NOT NULL DEFAULT 0,
  seeker_unread integer NOT NULL DEFAULT 0,
  helper_unread integer NOT NULL DEFAULT 0
);
CREATE INDEX chat_rooms_of_seeker ON chat_rooms (seeker_id, activity, id);
CREATE INDEX chat_rooms_of_helper ON chat_rooms (helper_id, activity, id);

-- Messages are numbered from 1 without a gap in each room: the number, never the clock, orders them.
CREATE TABLE chat_messages (
  room_id uuid NOT NULL REFERENCES chat_rooms (id),
  seq integer NOT NULL CHECK (seq > 0),
  id uuid NOT NULL UNIQUE,
  sender_id uuid NOT NULL REFERENCES users (id),
  content text NOT NULL,
  image_url text,
  client_id text,
  created_at moment NOT NULL,
  PRIMARY KEY (room_id, seq),
  CHECK (content <> '' OR image_url IS NOT NULL)
);
CREATE UNIQUE INDEX chat_messages_by_client_id ON chat_messages (room_id, sender_id, client_id)
  WHERE client_id IS NOT NULL;

CREATE SEQUENCE notification_numbers;

CREATE TABLE notifications (
  -- Set by a trigger, so that the numbers of one person's notifications grow in the order of their commits.
  n bigint PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  user_id uuid NOT NULL REFERENCES users (id),
  type text NOT NULL,
  text text NOT NULL,
  gig_id uuid NOT NULL REFERENCES gigs (id) ON DELETE CASCADE,
  room_id uuid REFERENCES chat_rooms (id),
  review_id uuid,
  transaction_id uuid,
  is_read boolean NOT NULL DEFAULT false,
  created_at moment NOT NULL
);
CREATE INDEX notifications_of_user ON notifications (user_id, n, is_read);
CREATE INDEX notifications_by_age ON notifications (user_id, created_at, is_read);
CREATE INDEX notifications_of_gig ON notifications (gig_id);
CREATE INDEX notifications_unread ON notifications (user_id, room_id) WHERE NOT is_read;

-- Everything up to a notification is read without a change of each row; `is_read` marks single ones besides.
CREATE TABLE notification_reads (
  user_id uuid PRIMARY KEY REFERENCES users (id),
  up_to bigint NOT NULL
);

-- A buddy copies from the person whether they are listed, so that a page and its total are read from an index.
CREATE TABLE buddies (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES users (id),
  buddy_user_id uuid NOT NULL REFERENCES users (id),
  notes text,
  created_at moment NOT NULL,
  is_hidden boolean NOT NULL DEFAULT false,
  is_available boolean NOT NULL DEFAULT false,
  CONSTRAINT buddies_once UNIQUE (owner_id, buddy_user_id),
  CHECK (owner_id <> buddy_user_id)
);
CREATE INDEX buddies_shown ON buddies (owner_id, created_at, id) WHERE NOT is_hidden;
CREATE INDEX buddies_available ON buddies (owner_id, created_at, id) WHERE NOT is_hidden AND is_available;
CREATE INDEX buddies_of_user ON buddies (buddy_user_id);

CREATE TABLE reviews (
  id uuid PRIMARY KEY,
  gig_id uuid NOT NULL REFERENCES gigs (id),
  reviewer_id uuid NOT NULL REFERENCES users (id),
  reviewee_id uuid NOT NULL REFERENCES users (id),
  rating integer NOT NULL CHECK (rating BETWEEN 1 AND 5),
  comment text NOT NULL,
  created_at moment NOT NULL,
  updated_at moment NOT NULL,
  is_hidden boolean NOT NULL DEFAULT false,
  CONSTRAINT reviews_once UNIQUE (gig_id, reviewer_id),
  CHECK (reviewer_id <> reviewee_id)
);
CREATE INDEX reviews_of_reviewee ON reviews (reviewee_id, created_at, id);
CREATE INDEX reviews_shown ON reviews (reviewee_id, created_at, id) WHERE NOT is_hidden;
CREATE INDEX reviews_of_reviewer ON reviews (reviewer_id, created_at, id);

CREATE TABLE transactions (
  id uuid PRIMARY KEY,
  gig_id uuid NOT NULL REFERENCES gigs (id),
  payer_id uuid NOT NULL REFERENCES users (id),
  payee_id uuid NOT NULL REFERENCES users (id),
  amount_satang bigint NOT NULL CHECK (amount_satang > 0),
  service_fee_satang bigint NOT NULL CHECK (service_fee_satang BETWEEN 0 AND amount_satang),
  status text NOT NULL CHECK (status IN ('PROCESSING', 'PENDING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  payment_method text NOT NULL,
  ref_hour text NOT NULL,
  ref_number integer NOT NULL CHECK (ref_number > 0),
  release_reason text,
  created_at moment NOT NULL,
  completed_at moment,
  CONSTRAINT transactions_ref UNIQUE (ref_hour, ref_number),
  CHECK (payer_id <> payee_id),
  CHECK ((status = 'COMPLETED') = (completed_at IS NOT NULL))
);
-- A gig is paid once: at most one transaction of it is under way or completed.
CREATE UNIQUE INDEX transactions_active ON transactions (gig_id)
  WHERE status IN ('PROCESSING', 'PENDING', 'COMPLETED');
CREATE INDEX transactions_of_gig ON transactions (gig_id, created_at, id);
CREATE INDEX transactions_processing ON transactions (created_at, id) WHERE status = 'PROCESSING';
CREATE INDEX transactions_held ON transactions (created_at, id) WHERE status = 'PENDING';
CREATE INDEX transactions_of_payer ON transactions (payer_id, created_at, id);
CREATE INDEX transactions_of_payee ON transactions (payee_id, created_at, id);
CREATE INDEX transactions_of_payer_by_status ON transactions (payer_id, status, created_at, id);
CREATE INDEX transactions_of_payee_by_status ON transactions (payee_id, status, created_at, id);

-- The double-entry ledger. The entries of a step sum to zero; a balance is the sum of an account's entries.
CREATE TABLE ledger_entries (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  transaction_id uuid NOT NULL REFERENCES transactions (id),
  step text NOT NULL CHECK (step IN ('HOLD', 'RELEASE', 'CANCEL')),
  account text NOT NULL CHECK (account IN ('USER', 'ESCROW', 'FEES')),
  user_id uuid REFERENCES users (id),
  amount_satang bigint NOT NULL CHECK (amount_satang <> 0),
  posted_at moment NOT NULL,
  UNIQUE (transaction_id, step, account),
  CHECK ((account = 'USER') = (user_id IS NOT NULL))
);
CREATE INDEX ledger_of_account ON ledger_entries (account, user_id, amount_satang, n);
CREATE INDEX ledger_by_time ON ledger_entries (posted_at, n);

CREATE TABLE idempotency_records (
  n bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  scope text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  status integer NOT NULL,
  body text NOT NULL,
  created_at moment NOT NULL,
  PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_records_by_age ON idempotency_records (created_at);

-- `owner_id` is the person whose gig, message, review or picture it is, or the reported person.
CREATE TABLE reports (
  id uuid PRIMARY KEY,
  reporter_id uuid NOT NULL REFERENCES users (id),
  owner_id uuid NOT NULL REFERENCES users (id),
  subject_kind text NOT NULL CHECK (subject_kind IN ('gig', 'message', 'review', 'picture', 'person')),
  subject_id uuid NOT NULL,
  reason text NOT NULL,
  created_at moment NOT NULL,
  resolved_at moment,
  CHECK (reporter_id <> owner_id)
);
CREATE UNIQUE INDEX reports_open ON reports (reporter_id, subject_kind, subject_id) WHERE resolved_at IS NULL;
CREATE INDEX reports_of_reporter ON reports (reporter_id, created_at, id);
CREATE INDEX reports_of_owner ON reports (owner_id, created_at, id);
CREATE INDEX reports_of_subject ON reports (subject_kind, subject_id, created_at, id);
CREATE INDEX reports_queue ON reports (created_at, id) WHERE resolved_at IS NULL;
CREATE INDEX reports_closed ON reports (resolved_at, id) WHERE resolved_at IS NOT NULL;

-- What an operator has hidden: it is there for its owner alone.
CREATE TABLE hidden_things (
  kind text NOT NULL CHECK (kind IN ('gig', 'message', 'review', 'picture')),
  id uuid NOT NULL,
  owner_id uuid NOT NULL REFERENCES users (id),
  hidden_at moment NOT NULL,
  PRIMARY KEY (kind, id)
);
CREATE INDEX hidden_things_of_owner ON hidden_things (owner_id, kind, id);

-- What an operator has told a person; taken back when `withdrawn_at` is set.
CREATE TABLE warnings (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id),
  text text NOT NULL,
  created_at moment NOT NULL,
  withdrawn_at moment
);
CREATE INDEX warnings_of_user ON warnings (user_id, created_at, id);

-- Deletions that have begun and are not complete: what a person leaves behind goes in batches.
CREATE TABLE deletions (user_id uuid PRIMARY KEY REFERENCES users (id));

-- The people who run the server. They are no users, and no row is ever deleted: the audit names them.
CREATE TABLE operators (
  id uuid PRIMARY KEY,
  email text COLLATE "C" NOT NULL,
  role text NOT NULL CHECK (role IN ('viewer', 'operator')),
  password_hash text,
  totp_secret text,
  totp_step bigint NOT NULL,
  link_hash text UNIQUE,
  link_secret text,
  link_expires_at moment,
  created_at moment NOT NULL,
  disabled_at moment,
  CONSTRAINT operators_email UNIQUE (email),
  CHECK ((link_hash IS NULL) = (link_expires_at IS NULL) AND (link_hash IS NULL) = (link_secret IS NULL))
);

-- `id` is the hash of what the cookie holds.
CREATE TABLE operator_sessions (
  id text PRIMARY KEY,
  operator_id uuid NOT NULL REFERENCES operators (id),
  created_at moment NOT NULL,
  expires_at moment NOT NULL,
  seen_at moment NOT NULL,
  ended_at moment
);
CREATE INDEX operator_sessions_open ON operator_sessions (operator_id) WHERE ended_at IS NULL;

-- One line for each command of an operator, written in the transaction of its change.
CREATE TABLE audit (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  operator_id uuid REFERENCES operators (id),
  actor text NOT NULL,
  action text NOT NULL,
  subject_kind text,
  subject_id uuid,
  reason text,
  before text CHECK (before IS NULL OR jsonb_typeof(before::jsonb) IS NOT NULL),
  after text CHECK (after IS NULL OR jsonb_typeof(after::jsonb) IS NOT NULL),
  at moment NOT NULL,
  CHECK ((subject_kind IS NULL) = (subject_id IS NULL))
);
CREATE INDEX audit_of_subject ON audit (subject_id, n) WHERE subject_id IS NOT NULL;
CREATE INDEX audit_of_operator ON audit (operator_id, n);
CREATE INDEX audit_of_action ON audit (action, n);
