-- The subject of a command can be a backup or some days of the ledger, which have no UUID.
ALTER TABLE audit ALTER COLUMN subject_id TYPE text COLLATE "C" USING subject_id::text;
