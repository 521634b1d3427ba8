"""The Merkle log over the journal: leaves, tiles and checkpoints, written with their entries.

A checkpoint is signed for every commit group, so that an answer always has one that covers it; at
most one a second is stored, with its time, since a later one of the same second bounds no entry
any better.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.journal.clock import instant
from backend.merkle.edge import Edge, Nodes, Tile
from backend.merkle.tree import HASH_BYTES, leaf_hash
from backend.merkle.tree import root as head_of
from backend.wire.notes import Checkpoint, sign, vkey

STORED_EVERY = timedelta(seconds=1)
_TILE = "SELECT hashes FROM tile WHERE height = ? AND place = ?"
_PUT = """
INSERT INTO tile (height, place, hashes) VALUES (?, ?, ?)
ON CONFLICT (height, place) DO UPDATE SET hashes = excluded.hashes
"""
_LAST_TILE = """
SELECT place, length(hashes) FROM tile WHERE height = 0 ORDER BY place DESC LIMIT 1
"""
_MISSING = """
SELECT jws, received_at, answer, code FROM entry WHERE pos >= ? ORDER BY pos
"""
_STORE = "INSERT OR IGNORE INTO checkpoint (size, root, time, note) VALUES (?, ?, ?, ?)"
_LAST = "SELECT size, time FROM checkpoint ORDER BY size DESC LIMIT 1"


class LogIdentity(NamedTuple):
    """Whose log it is: the origin is also the name of its key."""

    origin: str
    key: Ed25519PrivateKey

    @property
    def vkey(self) -> str:
        return vkey(self.origin, self.key.public_key())


class Stored(NamedTuple):
    """The newest checkpoint in the table."""

    size: int
    time: datetime


def leaf_data(text: str, received_at: str, answer: str, code: str | None) -> bytes:
    """What a leaf commits to: what was received, when, and how it was judged."""
    judged = f"{answer}:{code}" if code else answer
    return f"{text}\n{received_at}\n{judged}\n".encode()


def tiles_of(connection: sqlite3.Connection, tile: Tile) -> bytes:
    """A tile's hashes; raises LookupError where there are none yet."""
    row = connection.execute(_TILE, tile).fetchone()
    if row is None:
        raise LookupError(f"no {tile}")
    hashes: bytes = row[0]
    return hashes


def logged(connection: sqlite3.Connection) -> int:
    """The number of leaves that the tiles hold."""
    row = connection.execute(_LAST_TILE).fetchone()
    return (row[0] << 8) + row[1] // HASH_BYTES if row else 0


class Log:
    """Grows within the writer's transactions; `doubt` it after one that was rolled back."""

    def __init__(self, connection: sqlite3.Connection, identity: LogIdentity) -> None:
        self._connection = connection
        self.identity = identity
        self.reload()

    def doubt(self) -> None:
        """A transaction failed: what is in memory is not what is on disk."""
        self._stale = True

    def reload(self) -> None:
        """Take up the tree as it is on disk."""
        connection = self._connection
        self._edge = Edge(logged(connection), lambda tile: tiles_of(connection, tile))
        row = connection.execute(_LAST).fetchone()
        self._stored = Stored(row[0], datetime.fromisoformat(row[1])) if row else None
        self._stale = False

    @property
    def size(self) -> int:
        return self._edge.size

    @property
    def due(self) -> bool:
        """Whether the newest checkpoint is not stored yet."""
        return self.size > (self._stored.size if self._stored else 0)

    def agree(self, entries: int) -> None:
        """Take in what another process appended, and what was never logged."""
        if self._stale or self.size != entries:
            self.reload()
            self.extend(self._missing())

    def _missing(self) -> Iterator[bytes]:
        for row in self._connection.execute(_MISSING, (self.size,)):
            yield leaf_hash(leaf_data(*row))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaves by their hashes and write the tiles they change."""
        for leaf in leaves:
            self._edge.append(leaf)
        rows = [(*tile, hashes) for tile, hashes in self._edge.changed().items()]
        self._connection.executemany(_PUT, rows)

    def seal(self, now: datetime) -> str:
        """Sign the newest head; stores it where a second has passed since the last one stored."""
        note = self._sign()
        stored = self._stored
        if self.due and (stored is None or abs(now - stored.time) >= STORED_EVERY):
            self.store(now, note)
        return note

    def store(self, now: datetime, note: str) -> None:
        row = (self.size, self._edge.root(), instant(now), note)
        self._connection.execute(_STORE, row)
        self._stored = Stored(self.size, now)

    def _sign(self) -> str:
        checkpoint = Checkpoint(self.identity.origin, self.size, self._edge.root())
        return sign(checkpoint, self.identity.key)


def sign_at(connection: sqlite3.Connection, identity: LogIdentity, size: int) -> str:
    """The checkpoint of any size that the log has had: the same bytes as when it was first signed.

    Raises LookupError for a size that it has not reached.
    """
    if not 0 <= size <= logged(connection):
        raise LookupError(f"the log has no size {size}")
    nodes = Nodes(lambda tile: tiles_of(connection, tile))
    return sign(Checkpoint(identity.origin, size, head_of(size, nodes)), identity.key)
