-- Gigs whose id is less than that of a gig before them, because the clock was set back or a seed has made them in the past.
-- All others are in the order of their ids, which a search among thousands at one place uses (geo/candidates.ts).
CREATE TABLE late_gigs (n INTEGER PRIMARY KEY) STRICT;

INSERT INTO late_gigs
SELECT n FROM (
  SELECT n, id, max(id) OVER (ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS greatest_before FROM gigs
)
WHERE id < greatest_before;

CREATE TRIGGER late_gigs_enter AFTER INSERT ON gigs WHEN EXISTS (SELECT 1 FROM gigs WHERE id > new.id) BEGIN
  INSERT INTO late_gigs VALUES (new.n);
END;

CREATE TRIGGER late_gigs_remove AFTER DELETE ON gigs BEGIN
  DELETE FROM late_gigs WHERE n = old.n;
END;
