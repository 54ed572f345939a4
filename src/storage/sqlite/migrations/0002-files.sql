-- Pictures that people have sent. The bytes lie in the file store under a name made of the id and the type.

CREATE TABLE files (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES users (id),
  category TEXT NOT NULL CHECK (category IN ('profile', 'gig', 'general')),
  original_filename TEXT NOT NULL,
  content_type TEXT NOT NULL CHECK (content_type IN ('image/jpeg', 'image/png', 'image/gif', 'image/webp')),
  file_size INTEGER NOT NULL CHECK (file_size > 0),
  width INTEGER NOT NULL CHECK (width > 0),
  height INTEGER NOT NULL CHECK (height > 0),
  thumbhash TEXT NOT NULL,
  uploaded_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX files_of_owner ON files (owner_id, uploaded_at, id);

-- A person's picture is one of these files, not an address: the host can change, and a file that is deleted leaves
-- null behind in the same step. Nothing could set the address before files existed.
ALTER TABLE users DROP COLUMN profile_image_url;
ALTER TABLE users ADD COLUMN profile_image_id TEXT REFERENCES files (id) ON DELETE SET NULL;

CREATE INDEX users_of_image ON users (profile_image_id) WHERE profile_image_id IS NOT NULL;
