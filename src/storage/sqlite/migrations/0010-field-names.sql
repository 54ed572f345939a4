-- Tables, columns and indexes take the names that the code uses for the same things.
ALTER TABLE kept_answers RENAME TO idempotency_records;
ALTER TABLE idempotency_records RENAME COLUMN kept_at TO created_at;
DROP INDEX kept_answers_by_age;
CREATE INDEX idempotency_records_by_age ON idempotency_records (created_at);

DROP INDEX transactions_alive;
CREATE UNIQUE INDEX transactions_active ON transactions (gig_id)
  WHERE status IN ('PROCESSING', 'PENDING', 'COMPLETED');

ALTER TABLE gig_places RENAME COLUMN spot TO packed_offset;
ALTER TABLE gig_spots RENAME TO gig_packed_offsets;
ALTER TABLE gig_packed_offsets RENAME COLUMN spots TO offsets;

-- The columns of an R*Tree cannot be renamed, so it is built anew: one row for each occupied cell.
CREATE VIRTUAL TABLE gig_cells_renamed USING rtree_i32 (
  cell, south, north, west, east, min_status, max_status, +gig_count
);
INSERT INTO gig_cells_renamed
SELECT cell, south, north, west, east, least_status, most_status, gig_count FROM gig_cells;
DROP TABLE gig_cells;
ALTER TABLE gig_cells_renamed RENAME TO gig_cells;
