-- Totals of gigs are changed once for each statement, and not for each row: a row that one transaction changes a thousand
-- times has a thousand versions, of which each change passes all.
CREATE FUNCTION count_changed_gigs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  everybody constant uuid := '00000000-0000-0000-0000-000000000000';
  changes total_change[] := '{}';
BEGIN
  IF TG_OP <> 'INSERT' THEN
    changes := changes || ARRAY(SELECT (owner, list, status, -1, 0)::total_change
      FROM before CROSS JOIN LATERAL (VALUES (seeker_id, 'gigs_as_seeker'), (helper_id, 'gigs_as_helper'),
        (CASE WHEN is_hidden THEN NULL ELSE everybody END, 'gigs')) AS lists (owner, list));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    changes := changes || ARRAY(SELECT (owner, list, status, 1, 0)::total_change
      FROM after CROSS JOIN LATERAL (VALUES (seeker_id, 'gigs_as_seeker'), (helper_id, 'gigs_as_helper'),
        (CASE WHEN is_hidden THEN NULL ELSE everybody END, 'gigs')) AS lists (owner, list));
  END IF;
  PERFORM change_totals(changes);
  RETURN NULL;
END $$;
DROP TRIGGER gigs_counted ON gigs;
DROP TRIGGER gigs_recounted ON gigs;
-- Triggers of one statement run in the order of their names: all change totals before the counters of cells.
CREATE TRIGGER gigs_add_to_totals AFTER INSERT ON gigs
  REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_changed_gigs();
CREATE TRIGGER gigs_alter_totals AFTER UPDATE ON gigs
  REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_changed_gigs();
CREATE TRIGGER gigs_away_from_totals AFTER DELETE ON gigs
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION count_changed_gigs();
DROP FUNCTION count_gigs();

-- An import writes people before their pictures.
ALTER TABLE users ALTER CONSTRAINT users_profile_image_id_fkey DEFERRABLE INITIALLY IMMEDIATE;
