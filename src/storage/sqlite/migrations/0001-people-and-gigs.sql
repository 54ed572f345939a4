-- Times are UTC text of 27 characters that sorts by time. Money is whole satang. Ids are UUIDs in lower case.
-- `n` is a row's number inside this database: the R*Trees know rows by it, the outside never sees it.

CREATE TABLE users (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL UNIQUE CHECK (email = lower(email)),
  password_hash TEXT NOT NULL,
  full_name TEXT NOT NULL,
  contact_info TEXT,
  address_text TEXT,
  profile_image_url TEXT,
  is_verified INTEGER NOT NULL DEFAULT 0 CHECK (is_verified IN (0, 1)),
  is_available INTEGER NOT NULL DEFAULT 1 CHECK (is_available IN (0, 1)),
  latitude REAL CHECK (latitude BETWEEN -90 AND 90),
  longitude REAL CHECK (longitude BETWEEN -180 AND 180),
  rating_sum INTEGER NOT NULL DEFAULT 0,
  review_count INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  CHECK ((latitude IS NULL) = (longitude IS NULL)),
  CHECK (rating_sum BETWEEN review_count AND 5 * review_count)
) STRICT;

-- Where people are: one entry for each user who has set a place.
CREATE VIRTUAL TABLE user_places USING rtree (n, south, north, west, east);

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  ended_at TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_of_user ON sessions (user_id, expires_at);

CREATE TABLE gigs (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  duration_hours INTEGER NOT NULL CHECK (duration_hours BETWEEN 1 AND 720),
  budget_satang INTEGER NOT NULL CHECK (budget_satang BETWEEN 1 AND 1000000000),
  address_text TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('PENDING', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED')),
  image_urls TEXT NOT NULL CHECK (json_valid(image_urls)),
  latitude REAL NOT NULL CHECK (latitude BETWEEN -90 AND 90),
  longitude REAL NOT NULL CHECK (longitude BETWEEN -180 AND 180),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  starts_at TEXT,
  completed_at TEXT,
  seeker_id TEXT NOT NULL REFERENCES users (id),
  helper_id TEXT REFERENCES users (id),
  CHECK (helper_id <> seeker_id),
  CHECK (status IN ('PENDING', 'CANCELLED') OR helper_id IS NOT NULL)
) STRICT;

CREATE INDEX gigs_newest ON gigs (status, created_at, id);
CREATE INDEX gigs_of_seeker ON gigs (seeker_id, created_at, id);
CREATE INDEX gigs_of_helper ON gigs (helper_id, created_at, id) WHERE helper_id IS NOT NULL;

-- The geo index of the gigs, written and explained by gig-index.ts: how many gigs of each status are in each occupied
-- cell of 0.01 degrees, and, clustered by cell, what a search needs to know of each gig.
CREATE VIRTUAL TABLE gig_cells USING rtree_i32 (
  cell, south, north, west, east, least_status, most_status, +gig_count
);

CREATE TABLE gig_places (
  cell INTEGER NOT NULL,
  gig_n INTEGER NOT NULL REFERENCES gigs (n) ON DELETE CASCADE,
  latitude REAL NOT NULL,
  longitude REAL NOT NULL,
  budget_satang INTEGER NOT NULL,
  PRIMARY KEY (cell, gig_n)
) STRICT, WITHOUT ROWID;

CREATE TABLE chat_rooms (
  id TEXT PRIMARY KEY,
  gig_id TEXT NOT NULL UNIQUE REFERENCES gigs (id),
  seeker_id TEXT NOT NULL REFERENCES users (id),
  helper_id TEXT NOT NULL REFERENCES users (id),
  is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the health check writes.
CREATE TABLE health (checks INTEGER NOT NULL) STRICT;
INSERT INTO health (checks) VALUES (0);
