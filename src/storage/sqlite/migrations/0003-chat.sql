-- What is said in a room. Messages are numbered from 1 without a gap in each room: the number, never the clock, orders
-- them, and read state is a number up to which somebody has read.
CREATE TABLE chat_messages (
  room_id TEXT NOT NULL REFERENCES chat_rooms (id),
  seq INTEGER NOT NULL CHECK (seq > 0),
  id TEXT NOT NULL UNIQUE,
  sender_id TEXT NOT NULL REFERENCES users (id),
  content TEXT NOT NULL,
  image_url TEXT,
  client_id TEXT,
  created_at TEXT NOT NULL,
  PRIMARY KEY (room_id, seq),
  CHECK (content <> '' OR image_url IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX chat_messages_by_client_id ON chat_messages (room_id, sender_id, client_id)
  WHERE client_id IS NOT NULL;

-- What a list of rooms shows is kept with the room, so that it costs no look at the messages. `activity` is higher the
-- later something happened in the room.
ALTER TABLE chat_rooms ADD COLUMN activity INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat_rooms ADD COLUMN last_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat_rooms ADD COLUMN last_message TEXT;
ALTER TABLE chat_rooms ADD COLUMN last_message_at TEXT;
ALTER TABLE chat_rooms ADD COLUMN seeker_read_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat_rooms ADD COLUMN helper_read_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat_rooms ADD COLUMN seeker_unread INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat_rooms ADD COLUMN helper_unread INTEGER NOT NULL DEFAULT 0;

UPDATE chat_rooms SET activity = ranked.place
FROM (SELECT id, row_number() OVER (ORDER BY created_at, id) AS place FROM chat_rooms) AS ranked
WHERE ranked.id = chat_rooms.id;

CREATE INDEX chat_rooms_by_activity ON chat_rooms (activity);
CREATE INDEX chat_rooms_of_seeker ON chat_rooms (seeker_id, activity);
CREATE INDEX chat_rooms_of_helper ON chat_rooms (helper_id, activity);

-- What people are told while they are elsewhere, kept for 30 days. `n` is the order in which it happened.
CREATE TABLE notifications (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL REFERENCES users (id),
  type TEXT NOT NULL,
  text TEXT NOT NULL,
  gig_id TEXT NOT NULL REFERENCES gigs (id) ON DELETE CASCADE,
  room_id TEXT REFERENCES chat_rooms (id),
  review_id TEXT,
  transaction_id TEXT,
  is_read INTEGER NOT NULL DEFAULT 0 CHECK (is_read IN (0, 1)),
  created_at TEXT NOT NULL
) STRICT;

CREATE INDEX notifications_of_user ON notifications (user_id, n);
CREATE INDEX notifications_of_gig ON notifications (gig_id);
CREATE INDEX notifications_by_age ON notifications (user_id, created_at);
CREATE INDEX notifications_unread ON notifications (user_id, room_id) WHERE is_read = 0;
