CREATE TABLE IF NOT EXISTS meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS entry (
  pos         INTEGER PRIMARY KEY,   -- from 0, dense: the leaf's index in the log
  id          TEXT NOT NULL UNIQUE,
  dev         TEXT NOT NULL,
  seq         INTEGER NOT NULL,      -- from 1, dense per device
  kind        TEXT NOT NULL,
  received_at TEXT NOT NULL,         -- RFC 3339, UTC, milliseconds, Z
  answer      TEXT NOT NULL CHECK (answer IN ('stored', 'quarantined')),
  code        TEXT,                  -- why quarantined
  objections  TEXT NOT NULL,         -- as judged on arrival, JSON; a replay reads them
  jws         TEXT NOT NULL,         -- the exact string that was received
  UNIQUE (dev, seq)
) STRICT;

-- What evidence of one crate leans on, found without reading the whole journal.
CREATE INDEX IF NOT EXISTS entry_of_office ON entry (kind, pos)
  WHERE kind = 'device.enrolled' OR kind = 'device.revoked' OR kind = 'rights.granted'
  OR kind = 'checklist.published' OR kind = 'trust.published' OR kind = 'entry.redacted'
  OR kind = 'entry.objected';

CREATE TRIGGER IF NOT EXISTS entry_never_changes BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER IF NOT EXISTS entry_never_goes BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;

-- The log's tree: up to 256 neighbouring nodes of level 8 * height (see merkle/edge.py).
CREATE TABLE IF NOT EXISTS tile (
  height INTEGER NOT NULL,
  place  INTEGER NOT NULL,
  hashes BLOB NOT NULL,
  PRIMARY KEY (height, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS checkpoint (
  size INTEGER PRIMARY KEY,
  root BLOB NOT NULL,
  time TEXT NOT NULL,               -- when it was signed, RFC 3339, UTC
  note TEXT NOT NULL                -- the signed note
) STRICT;
CREATE TRIGGER IF NOT EXISTS checkpoint_never_changes BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER IF NOT EXISTS checkpoint_never_goes BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;

-- Personal values that travel beside their entry (RFC 9901): the signed payload, and so the leaf,
-- holds their digests alone. The one thing that may be deleted, by an entry.redacted.
CREATE TABLE IF NOT EXISTS disclosure (
  pos    INTEGER NOT NULL REFERENCES entry (pos),
  place  INTEGER NOT NULL,          -- in the order in which they came
  digest TEXT NOT NULL,             -- base64url SHA-256 of `text`
  text   TEXT NOT NULL,             -- base64url of [salt, name, value]
  PRIMARY KEY (pos, place)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS disclosure_never_changes BEFORE UPDATE ON disclosure
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
