-- What an operator does: an account that is disabled cannot log in any more.
ALTER TABLE users ADD COLUMN disabled_at TEXT;

-- Which version of the product brought the schema to where it is, so that an older one can name it.
CREATE TABLE product (version TEXT NOT NULL) STRICT;
INSERT INTO product (version) VALUES ('');
