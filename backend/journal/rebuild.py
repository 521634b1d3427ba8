"""Replay: make the views anew from the entries alone, and say where they differed.

Recovery runs the path of every day: the same decoding, the same folds, the stored verdicts.
"""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from backend.journal.append import fact_of, project, withhold
from backend.journal.database import connect, prepare, stamp
from backend.journal.incoming import open_payload
from backend.rules.kinds import KINDS
from backend.views.state import SCHEMA as VIEWS_SCHEMA
from backend.views.state import TableState
from backend.wire import jws
from backend.wire.views import Objection

_objections = msgspec.json.Decoder(list[Objection])
_READ = """
SELECT pos, dev, received_at, code, objections, jws FROM main.entry ORDER BY pos
"""
_BESIDE = "SELECT text FROM main.disclosure WHERE pos = ? ORDER BY place"
_FLUSHED_EVERY = 2000
_TABLES = (("view_row", "view, key, pos, doc, parent, state"), ("timeline", "crate, pos"))

Progress = Callable[[int, int], None]
"""Told how many entries are done, and of how many."""


class Rebuilt(NamedTuple):
    """Entries replayed, and per table the rows in which the old views differed from a replay."""

    entries: int
    differing: dict[str, int]


def replay(source: sqlite3.Connection, target: TableState) -> Iterator[int]:
    """Project every entry in order, by its stored verdict; yields its position."""
    for pos, dev, received_at, code, objections, text in source.execute(_READ):
        item = open_payload(text, jws.split(text).payload, dev)
        if code is not None:
            beside = [row[0] for row in source.execute(_BESIDE, (pos,))]
            withhold(target, item, pos, received_at, code, beside)
            yield pos
            continue
        kind = KINDS[item.envelope.kind, item.envelope.kv]
        carries = kind.veils or kind.personal
        beside = [row[0] for row in source.execute(_BESIDE, (pos,))] if carries else []
        body = kind.read(bytes(item.envelope.body), beside)
        fact = fact_of(item, body, pos, received_at, _objections.decode(objections))
        project(target, kind, fact)
        yield pos


def _replay_all(source: sqlite3.Connection, target: sqlite3.Connection, progress: Progress) -> int:
    total: int = source.execute("SELECT count(*) FROM entry").fetchone()[0]
    count, state = 0, TableState(target)
    for pos in replay(source, state):
        count += 1
        progress(pos + 1, total)
        if count % _FLUSHED_EVERY == 0:
            state.flush()
    state.flush()
    return count


def refresh(path: Path, progress: Progress) -> None:
    """Make tables and views ready for this version; replays views of another shape."""
    connection = connect(path)
    try:
        if prepare(connection):
            connection.execute("BEGIN IMMEDIATE")
            _replay_all(connection, connection, progress)
            stamp(connection)
            connection.execute("COMMIT")
    finally:
        connection.close()


def rebuild(path: Path, progress: Progress) -> Rebuilt:
    """Replace the views by a replay, in one transaction, and say where they differed from it."""
    connection = connect(path)
    try:
        prepare(connection)
        connection.execute("BEGIN IMMEDIATE")
        fresh = sqlite3.connect(":memory:", isolation_level=None)
        fresh.executescript(VIEWS_SCHEMA)
        count = _replay_all(connection, fresh, progress)
        differing = {table: _swap(connection, fresh, table, columns) for table, columns in _TABLES}
        stamp(connection)
        connection.execute("COMMIT")
    finally:
        connection.close()
    return Rebuilt(count, differing)


def _swap(
    connection: sqlite3.Connection, fresh: sqlite3.Connection, table: str, columns: str
) -> int:
    """Replace a table's rows by the replayed ones where they differ; returns how many did."""
    select = f"SELECT {columns} FROM {table}"  # noqa: S608 - both are constants above
    old, new = set(connection.execute(select)), set(fresh.execute(select))
    if old == new:
        return 0
    marks = ", ".join("?" for _ in columns.split(","))
    connection.execute(f"DELETE FROM {table}")  # noqa: S608
    connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", new)  # noqa: S608
    return len(old ^ new)
