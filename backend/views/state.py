"""The views as rules see them, over the connection of the journal's own transaction."""

import sqlite3
from importlib.resources import files

import msgspec

from backend.rules.state import D
from backend.wire import views as wire
from backend.wire.views import Doc

SCHEMA = files("backend.views").joinpath("schema.sql").read_text(encoding="utf-8")
DOCS: dict[str, type[Doc]] = {kind.view: kind for kind in Doc.__subclasses__()}
assert set(DOCS) >= set(wire.PHONE_VIEWS)

_DECODERS = {view: msgspec.json.Decoder(kind) for view, kind in DOCS.items()}
_encode = msgspec.json.Encoder().encode

_PUT = """
INSERT INTO view_row (view, key, pos, doc) VALUES (?, ?, ?, ?)
ON CONFLICT (view, key) DO UPDATE SET pos = excluded.pos, doc = excluded.doc
"""
_GET = "SELECT doc FROM view_row WHERE view = ? AND key = ?"
_LAST = """
SELECT key FROM view_row WHERE view = ? AND key >= ? AND key < ? ORDER BY key DESC LIMIT 1
"""


def decode(view: str, text: str | bytes) -> Doc:
    """A row's document; raises msgspec.ValidationError where it is not one of this version."""
    return _DECODERS[view].decode(text)


class TableState:
    """State over SQLite. Reads are kept for the transaction at hand: `begin` forgets them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._docs: dict[tuple[str, str], Doc | None] = {}
        self.pos = 0

    def begin(self) -> None:
        """Forget what was read: a new transaction, or one that was rolled back."""
        self._docs.clear()

    def get(self, kind: type[D], key: str) -> D | None:
        where = (kind.view, key)
        if where not in self._docs:
            row = self._connection.execute(_GET, where).fetchone()
            self._docs[where] = decode(kind.view, row[0]) if row and row[0] else None
        doc = self._docs[where]
        return doc if isinstance(doc, kind) else None

    def put(self, doc: Doc) -> None:
        self._docs[doc.view, doc.key] = doc
        row = (doc.view, doc.key, self.pos, _encode(doc).decode())
        self._connection.execute(_PUT, row)

    def last_key(self, kind: type[Doc], prefix: str) -> str | None:
        end = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        row = self._connection.execute(_LAST, (kind.view, prefix, end)).fetchone()
        return row[0] if row else None

    def mark(self, crate: str) -> None:
        """Enter the position at hand in a crate's timeline."""
        self._connection.execute(
            "INSERT OR IGNORE INTO timeline (crate, pos) VALUES (?, ?)", (crate, self.pos)
        )
