-- The spots of a cell once more, packed: eight bytes for each, high byte first, at most 256 to a chunk. A search at the
-- edge of a circle reads a cell in one or a few values instead of one for each gig, and a change writes one chunk.
CREATE TABLE gig_spots (
  cell INTEGER NOT NULL,
  chunk INTEGER NOT NULL,
  spots BLOB NOT NULL CHECK (length(spots) BETWEEN 8 AND 2048 AND length(spots) % 8 = 0),
  PRIMARY KEY (cell, chunk)
) STRICT, WITHOUT ROWID;

INSERT INTO gig_spots
SELECT cell, chunk, unhex(group_concat(printf('%016x', spot), ''))
FROM (SELECT cell, spot, (row_number() OVER (PARTITION BY cell ORDER BY gig_n) - 1) / 256 AS chunk FROM gig_places)
GROUP BY cell, chunk;
