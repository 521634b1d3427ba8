"""The views as rules see them, over the connection of the journal's own transaction.

Changes are gathered and written once for a whole group of entries: a crate that ten entries touch
is encoded and written once.
"""

import hashlib
import sqlite3
from collections.abc import Iterable
from importlib.resources import files
from typing import Literal

import msgspec

from backend.rules.state import D
from backend.wire import followups, tasks
from backend.wire import views as wire
from backend.wire.views import Doc, Person

SCHEMA = files("backend.views").joinpath("schema.sql").read_text(encoding="utf-8")
DOCS: dict[str, type[Doc]] = {kind.view: kind for kind in Doc.__subclasses__()}
assert set(DOCS) >= {*wire.PHONE_VIEWS, followups.Lot.view, tasks.Task.view}

FOLD_VERSION = 4
"""Raise it when a fold comes to other documents of the same shape."""


def shape_of(kinds: Iterable[type[Doc]], said: str = "") -> str:
    """A digest of what documents of these kinds look like, as this version folds them."""
    _, shapes = msgspec.json.schema_components(kinds, ref_template="{name}")
    bare = msgspec.json.encode(_undescribed(shapes), order="sorted")
    return hashlib.sha256(f"{FOLD_VERSION}{said}".encode() + bare).hexdigest()


def _undescribed(shape: object) -> object:
    """A schema without its prose: a better docstring is no other shape."""
    if isinstance(shape, dict):
        return {
            key: _undescribed(value)
            for key, value in shape.items()
            if not (key == "description" and isinstance(value, str))
        }
    return [_undescribed(item) for item in shape] if isinstance(shape, list) else shape


FINGERPRINT = shape_of(DOCS.values(), SCHEMA)
"""Of views that this version wrote; another one replays them."""
PHONE_SHAPE = shape_of(DOCS[view] for view in wire.PHONE_VIEWS)[:16]
"""Of what phones pull. Rows of another shape keep what they had until they change, so a phone that
holds such pulls from nothing."""
_DECODERS = {view: msgspec.json.Decoder(kind) for view, kind in DOCS.items()}
_encode = msgspec.json.Encoder().encode
_KEPT_DOCS = 20_000

# Documents go in and out as the UTF-8 that they are: Python would spell it anew both ways.
_PUT = """
INSERT INTO view_row (view, key, pos, doc, parent, state)
VALUES (?, ?, ?, CAST(? AS TEXT), ?, ?)
ON CONFLICT (view, key) DO UPDATE SET
  pos = excluded.pos, doc = excluded.doc, parent = excluded.parent, state = excluded.state
"""
_MARK = "INSERT OR IGNORE INTO timeline (crate, pos) VALUES (?, ?)"
_GET = "SELECT CAST(doc AS BLOB) FROM view_row WHERE view = ? AND key = ?"
_AT_ONCE = 50
_GET_SOME = f"""
SELECT key, CAST(doc AS BLOB) FROM view_row WHERE view = ? AND key IN ({", ".join("?" * _AT_ONCE)})
"""  # noqa: S608 - places for values
_LAST = """
SELECT key FROM view_row WHERE view = ? AND key >= ? AND key < ? ORDER BY key DESC LIMIT 1
"""
_BELONGING = "SELECT key FROM view_row WHERE view = ? AND parent = ?"

Where = tuple[str, str]
Pending = tuple[int, Doc]
Undo = tuple[Where, Doc | Literal["unread"] | None, Pending | None]


def decode(view: str, text: str | bytes) -> Doc:
    """A row's document; raises msgspec.ValidationError where it is not one of this version."""
    return _DECODERS[view].decode(text)


class TableState:
    """State over SQLite. `pos` is the entry at hand; nothing is on disk before `flush`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.pos = 0
        self.rights_version = 0
        self._connection = connection
        self._version = -1
        self._docs: dict[Where, Doc | None] = {}
        self._pending: dict[Where, Pending] = {}
        self._marks: list[tuple[str, int]] = []
        self._undo: list[Undo] = []
        self._marked = 0

    def begin(self) -> None:
        """Start a transaction. What was read before is kept while nobody else wrote."""
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version or len(self._docs) > _KEPT_DOCS:
            self._docs.clear()
            self._version = version
        self.save()

    def forget(self) -> None:
        """Give up a transaction: nothing that was put or read in it counts."""
        self._docs.clear()
        self._pending.clear()
        self._marks.clear()
        self.save()

    def save(self) -> None:
        """A point to which `back` returns."""
        self._undo.clear()
        self._marked = len(self._marks)

    def back(self) -> None:
        """Undo all since `save`."""
        for where, doc, pending in reversed(self._undo):
            if doc == "unread":
                del self._docs[where]
            else:
                self._docs[where] = doc
            if pending is None:
                self._pending.pop(where, None)
            else:
                self._pending[where] = pending
        del self._marks[self._marked :]
        self.save()

    def get(self, kind: type[D], key: str) -> D | None:
        where = (kind.view, key)
        try:
            doc = self._docs[where]
        except KeyError:
            row = self._connection.execute(_GET, where).fetchone()
            doc = self._docs[where] = decode(where[0], row[0]) if row and row[0] else None
        return doc if isinstance(doc, kind) else None

    def read_ahead(self, kind: type[Doc], keys: Iterable[str]) -> None:
        """Read documents that `get` will soon be asked for, many with one query."""
        view, docs = kind.view, self._docs
        wanted = [key for key in dict.fromkeys(keys) if (view, key) not in docs]
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            docs.update(((view, key), None) for key in some)
            asked = (view, *some, *some[-1:] * (_AT_ONCE - len(some)))
            for key, text in self._connection.execute(_GET_SOME, asked):
                docs[view, key] = decode(view, text) if text else None

    def put(self, doc: Doc) -> None:
        where = (doc.view, doc.key)
        self._undo.append((where, self._docs.get(where, "unread"), self._pending.get(where)))
        self._docs[where] = doc
        self._pending[where] = (self.pos, doc)

    def last_key(self, kind: type[Doc], prefix: str) -> str | None:
        end = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        row = self._connection.execute(_LAST, (kind.view, prefix, end)).fetchone()
        keys = [key for view, key in self._pending if view == kind.view and key.startswith(prefix)]
        return max([*keys, row[0]] if row else keys, default=None)

    def belonging(self, kind: type[D], parent: str) -> list[D]:
        rows = self._connection.execute(_BELONGING, (kind.view, parent)).fetchall()
        keys = {key for (key,) in rows}
        keys |= {key for view, key in self._pending if view == kind.view}
        found = (self.get(kind, key) for key in sorted(keys))
        return [doc for doc in found if doc is not None and doc.parent == parent]

    def mark(self, crate: str) -> None:
        """Enter the position at hand in a crate's timeline."""
        self._marks.append((crate, self.pos))

    def flush(self) -> None:
        """Write what was put and marked."""
        rows = [
            (view, key, pos, _encode(doc), doc.parent, getattr(doc, "state", None))
            for (view, key), (pos, doc) in self._pending.items()
        ]
        self._connection.executemany(_PUT, rows)
        if any(view == Person.view for view, _ in self._pending):
            self.rights_version += 1
        self._connection.executemany(_MARK, self._marks)
        self._pending.clear()
        self._marks.clear()
        self.save()
