-- Derived from the journal alone; `greenlane rebuild` makes all of it anew.
CREATE TABLE IF NOT EXISTS view_row (
  view TEXT NOT NULL,
  key  TEXT NOT NULL,
  pos  INTEGER NOT NULL,          -- the entry that last changed the row
  doc  TEXT,                      -- the document as JSON; NULL where the row is gone
  PRIMARY KEY (view, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS view_row_by_pos ON view_row (pos);
CREATE INDEX IF NOT EXISTS record_by_crate ON view_row (doc ->> '$.crate') WHERE view = 'record';
CREATE INDEX IF NOT EXISTS record_by_state ON view_row (doc ->> '$.state') WHERE view = 'record';

-- Which entries concern which crate.
CREATE TABLE IF NOT EXISTS timeline (
  crate TEXT NOT NULL,
  pos   INTEGER NOT NULL,
  PRIMARY KEY (crate, pos)
) STRICT, WITHOUT ROWID;
