"""Replay: make the views anew from the entries alone, and say where they differed.

Recovery runs the path of every day: the same decoding, the same folds, the stored verdicts.
"""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from backend.journal.append import fact_of, project, withhold
from backend.journal.incoming import open_payload
from backend.journal.writer import connect, prepare
from backend.rules.kinds import KINDS
from backend.views.state import SCHEMA as VIEWS_SCHEMA
from backend.views.state import TableState
from backend.wire import jws
from backend.wire.views import Objection

_objections = msgspec.json.Decoder(list[Objection])
_READ = """
SELECT pos, dev, received_at, code, objections, jws FROM main.entry ORDER BY pos
"""
_FLUSHED_EVERY = 2000
_TABLES = (("view_row", "view, key, pos, doc"), ("timeline", "crate, pos"))


class Rebuilt(NamedTuple):
    """Entries replayed, and per table the rows in which the old views differed from a replay."""

    entries: int
    differing: dict[str, int]


def replay(source: sqlite3.Connection, target: TableState) -> Iterator[int]:
    """Project every entry in order, by its stored verdict; yields its position."""
    for pos, dev, received_at, code, objections, text in source.execute(_READ):
        item = open_payload(text, jws.split(text).payload, dev)
        if code is not None:
            withhold(target, item, pos, received_at, code)
            yield pos
            continue
        kind = KINDS[item.envelope.kind, item.envelope.kv]
        fact = fact_of(item, kind, pos, received_at, _objections.decode(objections))
        project(target, kind, fact)
        yield pos


def rebuild(path: Path, progress: Callable[[int, int], None]) -> Rebuilt:
    """Replace the views by a replay, in one transaction; `progress` gets done and total."""
    connection = connect(path)
    try:
        prepare(connection)
        connection.execute("BEGIN IMMEDIATE")
        total: int = connection.execute("SELECT count(*) FROM entry").fetchone()[0]
        fresh = sqlite3.connect(":memory:", isolation_level=None)
        fresh.executescript(VIEWS_SCHEMA)
        count, state = 0, TableState(fresh)
        for pos in replay(connection, state):
            count += 1
            progress(pos + 1, total)
            if count % _FLUSHED_EVERY == 0:
                state.flush()
        state.flush()
        differing = {table: _swap(connection, fresh, table, columns) for table, columns in _TABLES}
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
