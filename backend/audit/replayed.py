"""The views held against a replay, row by row, in bounded memory."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from backend.audit.source import snapshot
from backend.journal.rebuild import replay
from backend.views.state import FINGERPRINT, SCHEMA, TableState
from backend.wire import jws

_FLUSHED_EVERY = 2000
_KEPT = 20
_SELECTS = (
    "SELECT view, key, pos, doc, parent, state FROM view_row ORDER BY view, key",
    "SELECT 'timeline', crate, pos FROM timeline ORDER BY crate, pos",
)


class Different(NamedTuple):
    """A row that a replay gives otherwise; `pos` is the entry that last changed it."""

    view: str
    key: str
    pos: int


class Replayed(NamedTuple):
    """The first rows that differ, how many differ, and where and why a replay stopped.

    `comparable` is false where another version of the program made the views.
    """

    rows: list[Different]
    total: int
    stopped: tuple[int, str] | None
    comparable: bool = True


def compare_views(path: Path) -> Replayed:
    """Replay the journal at `path` into a temporary file, in a snapshot of its own."""
    with snapshot(path) as db, closing(sqlite3.connect("", isolation_level=None)) as fresh:
        stamp = db.execute("SELECT value FROM meta WHERE key = 'views'").fetchone()
        if stamp is None or stamp[0] != FINGERPRINT:
            return Replayed([], 0, None, comparable=False)
        fresh.executescript(SCHEMA)
        fresh.execute("BEGIN")
        stopped = _replay(db, TableState(fresh))
        if stopped is not None:
            return Replayed([], 0, stopped)
        rows, count = [], 0
        for row in _differing(db, fresh):
            count += 1
            if count <= _KEPT:
                rows.append(row)
        return Replayed(rows, count, None)


def _replay(db: sqlite3.Connection, state: TableState) -> tuple[int, str] | None:
    last = -1
    try:
        for count, pos in enumerate(replay(db, state)):
            last = pos
            if count % _FLUSHED_EVERY == 0:
                state.flush()
                state.begin()
        state.flush()
    except (KeyError, LookupError, ValueError, jws.NotJwsError, msgspec.MsgspecError) as error:
        row = db.execute("SELECT min(pos) FROM entry WHERE pos > ?", (last,)).fetchone()
        return (row[0] if row and row[0] is not None else last, f"{type(error).__name__}: {error}")
    return None


def _differing(db: sqlite3.Connection, fresh: sqlite3.Connection) -> Iterator[Different]:
    """Rows that only one side has, by merging both in the order of their keys."""
    for select in _SELECTS:
        sides = (
            ((row, side) for row in connection.execute(select))
            for side, connection in enumerate((db, fresh))
        )
        for _, group in groupby(merge(*sides, key=_order), key=_order):
            found = list(group)
            if len(found) != 2 or found[0][0] != found[1][0]:
                view, key, pos = found[-1][0][:3]
                yield Different(view, key, pos)


def _order(item: tuple[Any, int]) -> tuple[str, str, int]:
    view, key, pos = item[0][:3]
    return (view, key, pos) if view == "timeline" else (view, key, 0)
