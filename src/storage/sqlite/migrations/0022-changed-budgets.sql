-- The gigs of a cell are known with their budgets (geo/packed-gig-reads.ts), so another budget is a change too.
DROP TRIGGER gig_cells_change;

CREATE TRIGGER gig_cells_change
AFTER UPDATE OF title, description, latitude, longitude, status, is_hidden, budget_satang ON gigs
WHEN old.title <> new.title OR old.description <> new.description OR old.latitude <> new.latitude
  OR old.longitude <> new.longitude OR old.status <> new.status OR old.is_hidden <> new.is_hidden
  OR old.budget_satang <> new.budget_satang
BEGIN
  INSERT INTO gig_cell_changes (cell, gig_row_id)
  SELECT ((CAST(floor(old.latitude * 100) AS INTEGER) + 12288) << 16)
    + CAST(floor(old.longitude * 100) AS INTEGER) + 20480, new.n
  UNION
  SELECT ((CAST(floor(new.latitude * 100) AS INTEGER) + 12288) << 16)
    + CAST(floor(new.longitude * 100) AS INTEGER) + 20480, new.n;
END;
