CREATE TABLE IF NOT EXISTS users (
    user       TEXT PRIMARY KEY,
    hash       TEXT NOT NULL,              -- argon2id, with its parameters
    disabled   INTEGER NOT NULL DEFAULT 0,
    changed_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sessions (
    token_sha256 BLOB PRIMARY KEY,
    user         TEXT NOT NULL REFERENCES users (user) ON DELETE CASCADE,
    dev          TEXT,                     -- the phone, for a session made at enrolment
    used_ms      INTEGER NOT NULL,         -- last use, to within a hundredth of idle_ms
    idle_ms      INTEGER NOT NULL,         -- how long it lives unused
    ends_ms      INTEGER NOT NULL          -- when it ends in any case
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS sessions_of_user ON sessions (user);
CREATE INDEX IF NOT EXISTS sessions_of_dev ON sessions (dev) WHERE dev IS NOT NULL;

CREATE TABLE IF NOT EXISTS codes (
    code_sha256 BLOB PRIMARY KEY,
    user        TEXT NOT NULL REFERENCES users (user) ON DELETE CASCADE,
    ends_ms     INTEGER NOT NULL,
    claimed     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Where phones take messages (Web Push): one for each phone, gone with its account.
CREATE TABLE IF NOT EXISTS subscriptions (
    dev      TEXT PRIMARY KEY,
    user     TEXT NOT NULL REFERENCES users (user) ON DELETE CASCADE,
    endpoint TEXT NOT NULL,
    p256dh   TEXT NOT NULL,
    auth     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
