-- Derived from the journal alone; `greenlane rebuild` makes all of it anew.
CREATE TABLE IF NOT EXISTS view_row (
  view TEXT NOT NULL,
  key  TEXT NOT NULL,
  pos  INTEGER NOT NULL,          -- the entry that last changed the row
  doc  TEXT,                      -- the document as JSON; NULL where the row is gone
  parent TEXT,                    -- the document it belongs to: a record's crate
  state  TEXT,                    -- the document's state, where it has one
  PRIMARY KEY (view, key)
) STRICT;  -- with a rowid: documents are long, and a key's tree of short rows is half the work
CREATE INDEX IF NOT EXISTS view_row_by_pos ON view_row (pos);
CREATE INDEX IF NOT EXISTS view_row_by_parent ON view_row (view, parent) WHERE parent IS NOT NULL;
CREATE INDEX IF NOT EXISTS view_row_by_state ON view_row (view, state) WHERE state IS NOT NULL;

-- What waits at desks may be long: in order, and counted by the parent (an entry's device).
CREATE INDEX IF NOT EXISTS view_row_by_turn ON view_row (view, state, pos, key)
  WHERE view = 'quarantine' OR view = 'objection' OR view = 'dispute';
CREATE INDEX IF NOT EXISTS view_row_by_owner ON view_row (view, state, parent, pos, key)
  WHERE view = 'quarantine';

-- Which entries concern which crate.
CREATE TABLE IF NOT EXISTS timeline (
  crate TEXT NOT NULL,
  pos   INTEGER NOT NULL,
  PRIMARY KEY (crate, pos)
) STRICT, WITHOUT ROWID;
