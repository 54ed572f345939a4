-- The geo index of the gigs anew, as geo/index.ts describes it. What a search reads of the gigs of a cell is packed into
-- a few values, and the counters of 16 by 16 cells into one, at three sizes of cell.
DROP TABLE gig_places;
DROP TABLE gig_packed_offsets;
DROP TABLE gig_cells;

-- `layer` is 5 times the level, plus the index of the status.
CREATE VIRTUAL TABLE gig_blocks USING rtree_i32 (block, south, north, west, east, min_layer, max_layer);

CREATE TABLE gig_counts (
  block INTEGER PRIMARY KEY,
  gig_count INTEGER NOT NULL CHECK (gig_count > 0),
  cells BLOB NOT NULL CHECK (length(cells) BETWEEN 16 AND 4096 AND length(cells) % 16 = 0)
) STRICT;

CREATE TABLE gig_chunks (
  chunk INTEGER PRIMARY KEY,
  gigs BLOB NOT NULL CHECK (length(gigs) BETWEEN 16 AND 1984 AND length(gigs) % 16 = 0)
) STRICT;

CREATE TEMP TABLE located AS
SELECT n, budget_satang,
  instr('PENDING ACCEPTED IN_PROGRESS COMPLETED CANCELLED', status) AS status_at,
  CAST(floor(latitude * 100) AS INTEGER) + 12288 AS row,
  CAST(floor(longitude * 100) AS INTEGER) + 20480 AS column,
  CAST((latitude * 100 - floor(latitude * 100)) * 67108864 AS INTEGER) AS north,
  CAST((longitude * 100 - floor(longitude * 100)) * 67108864 AS INTEGER) AS east,
  0 AS status
FROM gigs WHERE is_hidden = 0;
UPDATE located SET status = CASE status_at WHEN 1 THEN 0 WHEN 9 THEN 1 WHEN 18 THEN 2 WHEN 30 THEN 3 ELSE 4 END;

INSERT INTO gig_chunks
SELECT cell * 131072 + at / 124, unhex(group_concat(printf('%08x%08x%08x%08x', north, east, n, budget_satang), ''))
FROM (
  SELECT *, row_number() OVER (PARTITION BY cell ORDER BY n) - 1 AS at
  FROM (SELECT *, (row * 65536 + column) * 8 + status AS cell FROM located)
)
GROUP BY cell, at / 124;

-- `child` is where the gig is within its cell, in sixteenths: within the finest cell by its offset, else by the next
-- finer cell.
CREATE TEMP TABLE counted AS
SELECT level * 5 + status AS layer, row >> (4 * level + 4) AS block_row, column >> (4 * level + 4) AS block_column,
  ((row >> (4 * level)) & 15) * 16 + ((column >> (4 * level)) & 15) AS cell,
  count(*) AS gig_count,
  sum(iif(level = 0, north >> 22, (row >> (4 * level - 4)) & 15)) AS north_sum,
  sum(iif(level = 0, east >> 22, (column >> (4 * level - 4)) & 15)) AS east_sum
FROM located CROSS JOIN (SELECT 0 AS level UNION ALL SELECT 1 UNION ALL SELECT 2)
GROUP BY 1, 2, 3, 4;

INSERT INTO gig_counts
SELECT (layer * 2048 + block_row) * 4096 + block_column, sum(gig_count),
  unhex(group_concat(printf('%08x%08x%08x%08x', cell, gig_count, north_sum, east_sum), ''))
FROM counted GROUP BY layer, block_row, block_column;

INSERT INTO gig_blocks
SELECT DISTINCT (layer * 2048 + block_row) * 4096 + block_column, block_row, block_row, block_column, block_column,
  layer, layer
FROM counted;

DROP TABLE counted;
DROP TABLE located;

-- The words anew, in the order of place: a row id is made of row, column and `n`, so a search for text reads the rows of
-- the grid that its circle touches. No copy of the text is stored, and no lengths, which only a ranking needs.
DROP TRIGGER gig_words_enter;
DROP TRIGGER gig_words_change;
DROP TRIGGER gig_words_remove;
DROP TABLE gig_words;
CREATE VIRTUAL TABLE gig_words USING fts5 (
  title, description, content = '', columnsize = 0, tokenize = 'trigram', detail = 'full'
);

-- With 4 MB of memory meanwhile FTS5 writes fewer segments.
INSERT INTO gig_words (gig_words, rank) VALUES ('hashsize', 4194304), ('automerge', 16);

INSERT INTO gig_words (rowid, title, description)
SELECT (row << 48) + (column << 32) + n, title, description
FROM (SELECT n, CAST(floor(latitude * 100) AS INTEGER) + 12288 AS row,
  CAST(floor(longitude * 100) AS INTEGER) + 20480 AS column FROM gigs
  -- Without a limit SQLite may leave out the order of a subquery, and FTS5 writes a segment for each step back.
  ORDER BY 2, 3, 1 LIMIT -1)
CROSS JOIN gigs USING (n);

-- One large segment at a high level takes no part in the merges of small ones.
INSERT INTO gig_words (gig_words) VALUES ('optimize');

-- From now on, segments are merged in small steps (geo/words.ts) instead of all that has gathered at once. A level is
-- merged when it has 16 segments. At 512, which posts never reach, it is still merged at once: FTS5 takes 2000 at most.
INSERT INTO gig_words (gig_words, rank)
VALUES ('hashsize', 1048576), ('automerge', 0), ('usermerge', 16), ('crisismerge', 512);

CREATE TRIGGER gig_words_enter AFTER INSERT ON gigs BEGIN
  INSERT INTO gig_words (rowid, title, description) VALUES (
    ((CAST(floor(new.latitude * 100) AS INTEGER) + 12288) << 48)
    + ((CAST(floor(new.longitude * 100) AS INTEGER) + 20480) << 32) + new.n,
    new.title, new.description
  );
END;

CREATE TRIGGER gig_words_change AFTER UPDATE OF title, description, latitude, longitude ON gigs
WHEN old.title <> new.title OR old.description <> new.description
  OR old.latitude <> new.latitude OR old.longitude <> new.longitude
BEGIN
  INSERT INTO gig_words (gig_words, rowid, title, description) VALUES (
    'delete', ((CAST(floor(old.latitude * 100) AS INTEGER) + 12288) << 48)
    + ((CAST(floor(old.longitude * 100) AS INTEGER) + 20480) << 32) + old.n,
    old.title, old.description
  );
  INSERT INTO gig_words (rowid, title, description) VALUES (
    ((CAST(floor(new.latitude * 100) AS INTEGER) + 12288) << 48)
    + ((CAST(floor(new.longitude * 100) AS INTEGER) + 20480) << 32) + new.n,
    new.title, new.description
  );
END;

CREATE TRIGGER gig_words_remove AFTER DELETE ON gigs BEGIN
  INSERT INTO gig_words (gig_words, rowid, title, description) VALUES (
    'delete', ((CAST(floor(old.latitude * 100) AS INTEGER) + 12288) << 48)
    + ((CAST(floor(old.longitude * 100) AS INTEGER) + 20480) << 32) + old.n,
    old.title, old.description
  );
END;

-- A search in the order of these walks along one of them when most gigs on its way are within the circle.
CREATE INDEX gigs_by_number ON gigs (status, n, budget_satang, latitude, longitude) WHERE is_hidden = 0;
CREATE INDEX gigs_by_budget ON gigs (status, budget_satang, n, latitude, longitude) WHERE is_hidden = 0;
