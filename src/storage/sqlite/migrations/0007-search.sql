-- The words of the gigs in trigrams, so that text without spaces is found too. FTS5 keeps no copy of the text: it reads
-- the gigs themselves, and the triggers keep it up to date in the same step.
CREATE VIRTUAL TABLE gig_words USING fts5 (
  title, description, content = 'gigs', content_rowid = 'n', tokenize = 'trigram', detail = 'full'
);

INSERT INTO gig_words (gig_words) VALUES ('rebuild');

CREATE TRIGGER gig_words_enter AFTER INSERT ON gigs BEGIN
  INSERT INTO gig_words (rowid, title, description) VALUES (new.n, new.title, new.description);
END;

CREATE TRIGGER gig_words_change AFTER UPDATE OF title, description ON gigs
WHEN old.title <> new.title OR old.description <> new.description BEGIN
  INSERT INTO gig_words (gig_words, rowid, title, description)
  VALUES ('delete', old.n, old.title, old.description);
  INSERT INTO gig_words (rowid, title, description) VALUES (new.n, new.title, new.description);
END;

CREATE TRIGGER gig_words_remove AFTER DELETE ON gigs BEGIN
  INSERT INTO gig_words (gig_words, rowid, title, description)
  VALUES ('delete', old.n, old.title, old.description);
END;
