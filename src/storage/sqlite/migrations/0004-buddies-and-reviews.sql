CREATE TABLE buddies (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES users (id),
  buddy_user_id TEXT NOT NULL REFERENCES users (id),
  notes TEXT,
  created_at TEXT NOT NULL,
  UNIQUE (owner_id, buddy_user_id),
  CHECK (owner_id <> buddy_user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX buddies_of_owner ON buddies (owner_id, created_at, id);

CREATE TABLE reviews (
  id TEXT PRIMARY KEY,
  gig_id TEXT NOT NULL REFERENCES gigs (id),
  reviewer_id TEXT NOT NULL REFERENCES users (id),
  reviewee_id TEXT NOT NULL REFERENCES users (id),
  rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
  comment TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  UNIQUE (gig_id, reviewer_id),
  CHECK (reviewer_id <> reviewee_id)
) STRICT, WITHOUT ROWID;

-- They hold the rating too, so that a distribution is counted without reading a single review.
CREATE INDEX reviews_of_reviewee ON reviews (reviewee_id, created_at, id, rating);
CREATE INDEX reviews_of_reviewer ON reviews (reviewer_id, created_at, id, rating);
