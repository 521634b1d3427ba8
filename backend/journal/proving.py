"""Proofs about the log, read from its tiles.

Guarantee: each answer is made in one read snapshot, by a connection that cannot write; the same
question always gets the same bytes. Blocks: call it in a thread.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from backend.journal.log import LogIdentity, logged, sign_at, tiles_of
from backend.merkle.edge import Nodes
from backend.merkle.proofs import consistency, inclusion
from backend.wire.log import LoggedEntries, LoggedEntry
from backend.wire.notes import proof_text

_BUSY_MS = 10_000
_ENTRIES = """
SELECT pos, jws, received_at, answer, code FROM entry WHERE pos >= ? ORDER BY pos LIMIT ?
"""
_DISCLOSURES = """
SELECT pos, text FROM disclosure WHERE pos BETWEEN ? AND ? ORDER BY pos, place
"""


class NoSuchSizeError(LookupError):
    """The log has never had this size."""


class NoSuchPositionError(LookupError):
    """There is no leaf at this position in a tree of this size."""


class Shared(NamedTuple):
    """Several proofs under one checkpoint; `paths` name their hashes by place in `nodes`."""

    note: str
    nodes: list[bytes]
    paths: list[list[int]]


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot write."""
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, isolation_level=None
    )
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    return connection


def nodes_of(connection: sqlite3.Connection) -> Nodes:
    """The tree as its tiles hold it, each tile read once."""
    return Nodes(cache(lambda tile: tiles_of(connection, tile)))


class Prover:
    """Answers about the log of the journal at `path`."""

    def __init__(self, path: Path, identity: LogIdentity) -> None:
        self._path = path
        self._identity = identity

    def proofs(self, size: int, positions: Sequence[int]) -> Shared:
        """Proofs of these leaves in the tree of `size`, which share what they have in common.

        Raises NoSuchSizeError, NoSuchPositionError.
        """
        with self._snapshot() as db:
            note = self._note(db, size)
            lookup = nodes_of(db)
            places: dict[bytes, int] = {}
            paths = []
            for position in positions:
                if not 0 <= position < size:
                    raise NoSuchPositionError(position)
                path = inclusion(position, size, lookup)
                paths.append([places.setdefault(value, len(places)) for value in path])
        return Shared(note, list(places), paths)

    def single(self, position: int) -> str:
        """The proof of one leaf under the newest checkpoint (C2SP tlog-proof).

        Raises NoSuchPositionError.
        """
        with self._snapshot() as db:
            size = logged(db)
            if not 0 <= position < size:
                raise NoSuchPositionError(position)
            path = inclusion(position, size, nodes_of(db))
            return proof_text(position, path, self._note(db, size))

    def consistency(self, first: int, second: int) -> list[bytes]:
        """That the tree of `first` leaves is a beginning of the tree of `second`.

        Raises NoSuchSizeError unless 0 < first ≤ second ≤ the size of the log.
        """
        with self._snapshot() as db:
            if second > logged(db):
                raise NoSuchSizeError(second)
            if not 0 < first <= second:
                raise NoSuchSizeError(first)
            return consistency(first, second, nodes_of(db))

    def entries(self, start: int, limit: int) -> LoggedEntries:
        """Up to `limit` entries from position `start` on, as they came."""
        with self._snapshot() as db:
            rows = db.execute(_ENTRIES, (start, limit + 1)).fetchall()
            beside: dict[int, list[str]] = {}
            for pos, text in db.execute(_DISCLOSURES, (start, start + limit)):
                beside.setdefault(pos, []).append(text)
        entries = [
            LoggedEntry(
                pos=pos,
                jws=text,
                disclosures=beside.get(pos, []),
                received_at=received_at,
                answer=answer,
                code=code,
            )
            for pos, text, received_at, answer, code in rows[:limit]
        ]
        return LoggedEntries(entries=entries, next=rows[limit][0] if len(rows) > limit else None)

    def _note(self, db: sqlite3.Connection, size: int) -> str:
        try:
            return sign_at(db, self._identity, size)
        except LookupError as error:
            raise NoSuchSizeError(size) from error

    @contextmanager
    def _snapshot(self) -> Iterator[sqlite3.Connection]:
        with closing(read_only(self._path)) as db:
            db.execute("BEGIN")
            yield db
