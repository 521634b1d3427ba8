"""A copy of the journal as it is at one moment, while others write on.

Guarantee: the copy holds exactly the entries before one position, with the tree, views and
checkpoints that belong to them; writers wait for nothing.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.journal.log import LogIdentity, leaf_data, logged, sign_at, tiles_of
from backend.merkle.edge import Edge, Nodes
from backend.merkle.tree import leaf_hash, root

_PAGES = 4096
_LEAVES = "SELECT jws, received_at, answer, code FROM entry ORDER BY pos"
_PHOTOS = """
SELECT key, doc ->> '$.size', doc ->> '$.type' FROM view_row
WHERE view = 'photo' AND doc ->> '$.stored_at' IS NOT NULL ORDER BY key
"""
Progress = Callable[[int, int], None]
"""Gets what is done and the total."""


class CopiedPhoto(NamedTuple):
    """A photo that a journal says is stored."""

    sha256: str
    size: int
    type: str


def copy_database(source: Path, target: Path, progress: Progress) -> None:
    """Copy a database under one read transaction; `progress` gets pages.

    The copy is one file without a log beside it. Raises sqlite3.Error.
    """
    origin = sqlite3.connect(source, isolation_level=None)
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        origin.execute("PRAGMA busy_timeout = 10000")
        origin.execute("PRAGMA query_only = ON")
        # Held throughout, so that the steps of the copy see one moment and never start again
        origin.execute("BEGIN")
        origin.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        origin.backup(
            copy, pages=_PAGES, progress=lambda _, left, total: progress(total - left, total)
        )
        origin.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode = DELETE")
        (sound,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            raise sqlite3.DatabaseError(f"{source.name} is damaged: {sound}")
    finally:
        copy.close()
        origin.close()


class Kept:
    """A journal's file at rest: read, never written. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        self._meta: dict[str, str] = dict(self._db.execute("SELECT key, value FROM meta"))

    def __enter__(self) -> "Kept":
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @property
    def epoch(self) -> str:
        return self._meta["epoch"]

    @property
    def origin(self) -> str:
        return self._meta["origin"]

    @property
    def size(self) -> int:
        """Leaves of the log."""
        return logged(self._db)

    def note(self, key: Ed25519PrivateKey) -> str:
        """The signed head of all that it holds."""
        return sign_at(self._db, LogIdentity(self.origin, key), self.size)

    def root_at(self, size: int) -> bytes | None:
        """The tree's root when it had that size; None where it never had."""
        if size > self.size:
            return None
        return root(size, Nodes(lambda tile: tiles_of(self._db, tile)))

    def root_of_entries(self) -> bytes:
        """The root, hashed anew from every entry's bytes."""
        edge = Edge(0, lambda _: b"")
        for row in self._db.execute(_LEAVES):
            edge.append(leaf_hash(leaf_data(*row)))
            edge.changed()
        return edge.root()

    def photos(self) -> list[CopiedPhoto]:
        """What it says is stored, in order of hash."""
        return [CopiedPhoto(*row) for row in self._db.execute(_PHOTOS)]


def begin_anew(path: Path, epoch: str, note: str, size: int, at: str) -> str:
    """Give a journal at rest a new epoch and origin, its last head kept; returns the new origin."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.execute("BEGIN IMMEDIATE")
        (old,) = db.execute("SELECT value FROM meta WHERE key = 'origin'").fetchone()
        host = str(old).rpartition("/journal/")[0]
        origin = f"{host}/journal/{epoch}"
        head = root(size, Nodes(lambda tile: tiles_of(db, tile)))
        db.execute(
            "INSERT OR IGNORE INTO checkpoint (size, root, time, note) VALUES (?, ?, ?, ?)",
            (size, head, at, note),
        )
        db.execute("UPDATE meta SET value = ? WHERE key = 'epoch'", (epoch,))
        db.execute("UPDATE meta SET value = ? WHERE key = 'origin'", (origin,))
        db.execute("COMMIT")
    finally:
        db.close()
    return origin
