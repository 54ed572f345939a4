-- With the cell the gig that has changed, so that a search for a text reads this gig alone instead of all of the cell
-- (geo/known-texts.ts).
DROP TRIGGER gig_cell_changes_end;
DROP TRIGGER gig_cells_enter;
DROP TRIGGER gig_cells_change;
DROP TRIGGER gig_cells_remove;
DROP TABLE gig_cell_changes;

-- The latest is the last. A cell is 65536 times its row, plus its column. A gig that has moved is here for both cells.
CREATE TABLE gig_cell_changes (
  n INTEGER PRIMARY KEY,
  cell INTEGER NOT NULL,
  gig_row_id INTEGER NOT NULL
) STRICT;

CREATE TRIGGER gig_cell_changes_end AFTER INSERT ON gig_cell_changes WHEN new.n % 1000 = 0 BEGIN
  DELETE FROM gig_cell_changes WHERE n <= new.n - 10000;
END;

CREATE TRIGGER gig_cells_enter AFTER INSERT ON gigs BEGIN
  INSERT INTO gig_cell_changes (cell, gig_row_id) VALUES (
    ((CAST(floor(new.latitude * 100) AS INTEGER) + 12288) << 16)
    + CAST(floor(new.longitude * 100) AS INTEGER) + 20480,
    new.n
  );
END;

CREATE TRIGGER gig_cells_change
AFTER UPDATE OF title, description, latitude, longitude, status, is_hidden ON gigs
WHEN old.title <> new.title OR old.description <> new.description OR old.latitude <> new.latitude
  OR old.longitude <> new.longitude OR old.status <> new.status OR old.is_hidden <> new.is_hidden
BEGIN
  INSERT INTO gig_cell_changes (cell, gig_row_id)
  SELECT ((CAST(floor(old.latitude * 100) AS INTEGER) + 12288) << 16)
    + CAST(floor(old.longitude * 100) AS INTEGER) + 20480, new.n
  UNION
  SELECT ((CAST(floor(new.latitude * 100) AS INTEGER) + 12288) << 16)
    + CAST(floor(new.longitude * 100) AS INTEGER) + 20480, new.n;
END;

CREATE TRIGGER gig_cells_remove AFTER DELETE ON gigs BEGIN
  INSERT INTO gig_cell_changes (cell, gig_row_id) VALUES (
    ((CAST(floor(old.latitude * 100) AS INTEGER) + 12288) << 16)
    + CAST(floor(old.longitude * 100) AS INTEGER) + 20480,
    old.n
  );
END;
