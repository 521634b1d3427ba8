"""The table of entries; the rows of the transaction at hand are gathered, then written at once."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from backend.wire.disclosures import Disclosure

_FIELDS = "pos, id, dev, seq, kind, received_at, answer, code, objections, jws"
_BY_ID = f"SELECT {_FIELDS} FROM entry WHERE id = ?"  # noqa: S608 - a constant
_AT_ONCE = 50
_KNOWN = f"SELECT id FROM entry WHERE id IN ({', '.join('?' * _AT_ONCE)})"  # noqa: S608
_HEAD = "SELECT coalesce(max(seq), 0) FROM entry WHERE dev = ?"
_SIZE = "SELECT coalesce(max(pos) + 1, 0) FROM entry"
_BESIDE = "INSERT INTO disclosure (pos, place, digest, text) VALUES (?, ?, ?, ?)"
_REDACT = """
DELETE FROM disclosure WHERE digest = ? AND pos = (SELECT pos FROM entry WHERE id = ?)
"""
_INSERT = f"INSERT INTO entry ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


class Row(NamedTuple):
    """An entry as stored. `objections` is JSON."""

    pos: int
    id: str
    dev: str
    seq: int
    kind: str
    received_at: str
    answer: str
    code: str | None
    objections: str
    jws: str


class Ledger:
    """Reads see what was added; nothing is on disk before `flush`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._rows: list[Row] = []
        self._ids: dict[str, Row] = {}
        self._new: set[str] = set()
        self._heads: dict[str, int] = {}
        self._beside: list[tuple[int, int, str, str]] = []
        self._redacted: list[tuple[str, str]] = []
        self._base = 0
        self._saved = (0, 0, 0)

    def begin(self) -> None:
        """Start a transaction: another process may have written since."""
        self._rows.clear()
        self._ids.clear()
        self._new.clear()
        self._heads.clear()
        self._beside.clear()
        self._redacted.clear()
        self._base = self._connection.execute(_SIZE).fetchone()[0]
        self._saved = (0, 0, 0)

    def save(self) -> None:
        """A point to which `back` returns."""
        self._saved = (len(self._rows), len(self._beside), len(self._redacted))

    def back(self) -> None:
        """Undo all since `save`."""
        rows, beside, redacted = self._saved
        gone = self._rows[rows:]
        del self._rows[rows:], self._beside[beside:], self._redacted[redacted:]
        for row in gone:
            del self._ids[row.id]
            self._heads[row.dev] = self._heads[row.dev] - 1

    def size(self) -> int:
        """Entries in the journal, which is the next position."""
        return self._base + len(self._rows)

    def head(self, dev: str) -> int:
        """The newest sequence number of a device, 0 before its first."""
        if dev not in self._heads:
            self._heads[dev] = self._connection.execute(_HEAD, (dev,)).fetchone()[0]
        return self._heads[dev]

    def read_ahead(self, ids: list[str]) -> None:
        """Look up with one query which of these ids are new, before `by_id` is asked for each."""
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            asked = [*some, *some[-1:] * (_AT_ONCE - len(some))]
            self._new.update(some)
            self._new.difference_update(row[0] for row in self._connection.execute(_KNOWN, asked))

    def by_id(self, id_: str) -> Row | None:
        if id_ in self._ids:
            return self._ids[id_]
        if id_ in self._new:
            return None
        found = self._connection.execute(_BY_ID, (id_,)).fetchone()
        return Row(*found) if found else None

    def add(self, row: Row) -> None:
        self._rows.append(row)
        self._ids[row.id] = row
        self._heads[row.dev] = row.seq

    def disclose(self, pos: int, found: Sequence[Disclosure]) -> None:
        """Keep personal values beside the entry at `pos`."""
        self._beside += [(pos, place, item.digest, item.text) for place, item in enumerate(found)]

    def redact(self, entry: str, digests: Sequence[str]) -> None:
        """Delete the values of an entry under these digests."""
        self._redacted += [(digest, entry) for digest in digests]

    @property
    def redacting(self) -> bool:
        """Whether a flush will delete personal values."""
        return bool(self._redacted)

    def flush(self) -> None:
        """Write what was added."""
        self._connection.executemany(_INSERT, self._rows)
        if self._beside:
            self._connection.executemany(_BESIDE, self._beside)
            self._beside.clear()
        if self._redacted:
            self._connection.executemany(_REDACT, self._redacted)
            self._redacted.clear()
        self._base += len(self._rows)
        self._rows.clear()
        self._ids.clear()
        self._new.clear()
        self._saved = (0, 0, 0)
