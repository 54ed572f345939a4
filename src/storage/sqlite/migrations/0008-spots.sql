-- Where in its cell a gig lies, as one number, so that gigs at the edge of a circle are counted with one value each
-- (gig-cells.ts explains the number). It is put before the exact coordinates because it is read far more often.
CREATE TABLE gig_places_with_spots (
  cell INTEGER NOT NULL,
  gig_n INTEGER NOT NULL REFERENCES gigs (n) ON DELETE CASCADE,
  spot INTEGER NOT NULL,
  latitude REAL NOT NULL,
  longitude REAL NOT NULL,
  budget_satang INTEGER NOT NULL,
  PRIMARY KEY (cell, gig_n)
) STRICT, WITHOUT ROWID;

INSERT INTO gig_places_with_spots
SELECT cell, gig_n,
  CAST((latitude * 100 - floor(latitude * 100)) * 67108864 AS INTEGER) * 67108864
    + CAST((longitude * 100 - floor(longitude * 100)) * 67108864 AS INTEGER),
  latitude, longitude, budget_satang
FROM gig_places ORDER BY cell, gig_n;

DROP TABLE gig_places;
ALTER TABLE gig_places_with_spots RENAME TO gig_places;
