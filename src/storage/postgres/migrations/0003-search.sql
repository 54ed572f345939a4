-- What searches, maps and lists of gigs read, and where people are found.

-- The haversine of the central angle between two places, as lib/geo.ts computes it. The sphere of PostGIS is 29 mm smaller
-- in radius, and its ellipsoid up to 0.5 % off, so PostGIS gives the order of an index and this formula what is within.
CREATE FUNCTION haversine(latitude float8, longitude float8, from_latitude float8, from_longitude float8)
RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT sin(radians(latitude - from_latitude) / 2) ^ 2
    + cos(radians(from_latitude)) * cos(radians(latitude)) * sin(radians(longitude - from_longitude) / 2) ^ 2
$$;

-- Letters in one case. Both forms of a small sigma are one, whatever follows them. The collation is that of ICU, so it
-- folds alike in databases of every locale.
CREATE FUNCTION folded(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT translate(lower(words COLLATE "und-x-icu"), 'ς' || chr(1), 'σ ')
$$;

-- Row and column of the cell of 0.01 degrees (storage/geo/cells.ts). chr(1) is between title and description, so no
-- text is found across them.
ALTER TABLE gigs
  ADD COLUMN cell_row integer NOT NULL
    GENERATED ALWAYS AS (CAST(floor(latitude * 100) AS integer) + 12288) STORED,
  ADD COLUMN cell_column integer NOT NULL
    GENERATED ALWAYS AS (CAST(floor(longitude * 100) AS integer) + 20480) STORED,
  ADD COLUMN words text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (folded(title) || chr(1) || folded(description)) STORED;

-- Nearest first. A search by status reads the index of that status alone, so it never passes gigs of others.
CREATE INDEX gigs_place ON gigs USING gist (place) WHERE NOT is_hidden;
CREATE INDEX gigs_place_pending ON gigs USING gist (place) WHERE NOT is_hidden AND status = 'PENDING';
CREATE INDEX gigs_place_accepted ON gigs USING gist (place) WHERE NOT is_hidden AND status = 'ACCEPTED';
CREATE INDEX gigs_place_in_progress ON gigs USING gist (place) WHERE NOT is_hidden AND status = 'IN_PROGRESS';
CREATE INDEX gigs_place_completed ON gigs USING gist (place) WHERE NOT is_hidden AND status = 'COMPLETED';
CREATE INDEX gigs_place_cancelled ON gigs USING gist (place) WHERE NOT is_hidden AND status = 'CANCELLED';

-- Everything that a search needs of the gigs of some cells but their words.
CREATE INDEX gigs_in_cells ON gigs (cell_row, cell_column, status)
  INCLUDE (id, latitude, longitude, budget_satang, created_at) WHERE NOT is_hidden;
CREATE INDEX gigs_by_budget ON gigs (status, budget_satang, created_at, id) WHERE NOT is_hidden;
CREATE INDEX gigs_words ON gigs USING gin (words gin_trgm_ops);

-- How many gigs are in each cell, at three sizes: 1, 16 and 256 cells of 0.01 degrees a side. `north_sum` and `east_sum`
-- are where they are within it, in sixteenths from the south and from the west. Large cells have a row for each of eight
-- slots, so that posts in one city do not wait for one row. A row that has become 0 stays.
CREATE TABLE gig_counts (
  level smallint NOT NULL,
  cell_row integer NOT NULL,
  cell_column integer NOT NULL,
  status text COLLATE "C" NOT NULL,
  slot smallint NOT NULL,
  gig_count integer NOT NULL,
  north_sum integer NOT NULL,
  east_sum integer NOT NULL,
  PRIMARY KEY (level, cell_row, cell_column, status, slot)
) WITH (fillfactor = 70);

CREATE FUNCTION sixteenth(degrees float8) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CAST(floor((degrees * 100 - floor(degrees * 100)) * 16) AS integer)
$$;

CREATE TYPE gig_count_change AS (
  status text, cell_row integer, cell_column integer, latitude float8, longitude float8, change integer
);

-- Changes rows in one order, so that two transactions do not wait for each other.
CREATE FUNCTION change_gig_counts(changes gig_count_change[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO gig_counts AS kept (level, cell_row, cell_column, status, slot, gig_count, north_sum, east_sum)
  SELECT level, cell_row >> 4 * level, cell_column >> 4 * level, status,
    CASE level WHEN 0 THEN 0 ELSE pg_backend_pid() % 8 END, sum(change),
    sum(change * CASE level WHEN 0 THEN sixteenth(latitude) ELSE cell_row >> 4 * level - 4 & 15 END),
    sum(change * CASE level WHEN 0 THEN sixteenth(longitude) ELSE cell_column >> 4 * level - 4 & 15 END)
  FROM unnest(changes) CROSS JOIN generate_series(0, 2) AS level
  GROUP BY 1, 2, 3, 4
  HAVING sum(change) <> 0 OR sum(change * latitude) <> 0 OR sum(change * longitude) <> 0
  ORDER BY 1, 2, 3, 4
  ON CONFLICT (level, cell_row, cell_column, status, slot) DO UPDATE SET gig_count = kept.gig_count + excluded.gig_count,
    north_sum = kept.north_sum + excluded.north_sum, east_sum = kept.east_sum + excluded.east_sum
$$;

CREATE FUNCTION count_gigs_in_cells() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changes gig_count_change[] := '{}';
BEGIN
  IF TG_OP <> 'INSERT' THEN
    changes := changes || ARRAY(
      SELECT (status, cell_row, cell_column, latitude, longitude, -1)::gig_count_change FROM before WHERE NOT is_hidden);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    changes := changes || ARRAY(
      SELECT (status, cell_row, cell_column, latitude, longitude, 1)::gig_count_change FROM after WHERE NOT is_hidden);
  END IF;
  PERFORM change_gig_counts(changes);
  RETURN NULL;
END $$;
CREATE TRIGGER gigs_enter_cells AFTER INSERT ON gigs
  REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_gigs_in_cells();
CREATE TRIGGER gigs_change_cells AFTER UPDATE ON gigs
  REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_gigs_in_cells();
CREATE TRIGGER gigs_leave_cells AFTER DELETE ON gigs
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION count_gigs_in_cells();

-- What the counters have to be: the sum of the slots of each cell.
CREATE VIEW recounted_gig_counts (level, cell_row, cell_column, status, gig_count, north_sum, east_sum) AS
SELECT level, cell_row >> 4 * level, cell_column >> 4 * level, status, count(*),
  sum(CASE level WHEN 0 THEN sixteenth(latitude) ELSE cell_row >> 4 * level - 4 & 15 END),
  sum(CASE level WHEN 0 THEN sixteenth(longitude) ELSE cell_column >> 4 * level - 4 & 15 END)
FROM gigs CROSS JOIN generate_series(0, 2) AS level
WHERE NOT is_hidden GROUP BY 1, 2, 3, 4;

-- Where people are found: the snapped place of everyone who has set one and is not disabled. Whether they are available
-- is copied, so that a search for those who are never passes the others.
CREATE TABLE user_places (
  user_id uuid PRIMARY KEY REFERENCES users (id),
  latitude double precision NOT NULL,
  longitude double precision NOT NULL,
  is_available boolean NOT NULL,
  place geography(Point, 4326) NOT NULL
    GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)::geography) STORED
);
CREATE INDEX user_places_near ON user_places USING gist (place);
CREATE INDEX user_places_near_available ON user_places USING gist (place) WHERE is_available;
