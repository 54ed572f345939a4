-- A gig of a disabled seeker is hidden: it is in no public list and not in the geo index.
ALTER TABLE gigs ADD COLUMN is_hidden INTEGER NOT NULL DEFAULT 0 CHECK (is_hidden IN (0, 1));
DROP INDEX gigs_newest;
CREATE INDEX gigs_newest_shown ON gigs (status, created_at, id) WHERE is_hidden = 0;
CREATE INDEX gigs_hidden ON gigs (seeker_id) WHERE is_hidden = 1;
CREATE INDEX users_disabled ON users (id) WHERE disabled_at IS NOT NULL;

-- The key of the grids to which the places of people are snapped. It stays with the data, so a place keeps its cell
-- after a restore and after a change of JWT_SECRET. The opening makes the key and fills the index together.
CREATE TABLE place_grid (key BLOB NOT NULL CHECK (length(key) >= 32)) STRICT;

-- Where people are found: the snapped place of everyone who has set one and is not disabled. Auxiliary columns hold the
-- exact doubles; the boxes of an R*Tree are rounded to 32 bits.
DROP TABLE user_places;
CREATE VIRTUAL TABLE user_places USING rtree (n, south, north, west, east, +latitude, +longitude);
