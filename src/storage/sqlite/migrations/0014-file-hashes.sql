-- The SHA-256 of the stored bytes of a file, in hexadecimal digits. Null for files of earlier versions: "repair" adds it.
ALTER TABLE files ADD COLUMN sha256 TEXT CHECK (length(sha256) = 64);
