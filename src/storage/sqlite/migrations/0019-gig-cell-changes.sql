-- The cells in which a gig has come, gone or changed what a search for a text finds, the latest last. What was found in a
-- cell stays known until the cell is here again (geo/known-texts.ts). A cell is 65536 times its row, plus its column.
CREATE TABLE gig_cell_changes (
  n INTEGER PRIMARY KEY,
  cell INTEGER NOT NULL
) STRICT;

CREATE TRIGGER gig_cell_changes_end AFTER INSERT ON gig_cell_changes WHEN new.n % 1000 = 0 BEGIN
  DELETE FROM gig_cell_changes WHERE n <= new.n - 10000;
END;

CREATE TRIGGER gig_cells_enter AFTER INSERT ON gigs BEGIN
  INSERT INTO gig_cell_changes (cell) VALUES (
    ((CAST(floor(new.latitude * 100) AS INTEGER) + 12288) << 16)
    + CAST(floor(new.longitude * 100) AS INTEGER) + 20480
  );
END;

CREATE TRIGGER gig_cells_change
AFTER UPDATE OF title, description, latitude, longitude, status, is_hidden ON gigs
WHEN old.title <> new.title OR old.description <> new.description OR old.latitude <> new.latitude
  OR old.longitude <> new.longitude OR old.status <> new.status OR old.is_hidden <> new.is_hidden
BEGIN
  INSERT INTO gig_cell_changes (cell)
  SELECT ((CAST(floor(old.latitude * 100) AS INTEGER) + 12288) << 16)
    + CAST(floor(old.longitude * 100) AS INTEGER) + 20480
  UNION
  SELECT ((CAST(floor(new.latitude * 100) AS INTEGER) + 12288) << 16)
    + CAST(floor(new.longitude * 100) AS INTEGER) + 20480;
END;

CREATE TRIGGER gig_cells_remove AFTER DELETE ON gigs BEGIN
  INSERT INTO gig_cell_changes (cell) VALUES (
    ((CAST(floor(old.latitude * 100) AS INTEGER) + 12288) << 16)
    + CAST(floor(old.longitude * 100) AS INTEGER) + 20480
  );
END;
