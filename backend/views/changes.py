"""What changed since a cursor, in pages that end only between positions."""

from collections.abc import Iterable
from typing import cast

import aiosqlite
import msgspec

from backend.wire.sync import Change
from backend.wire.views import PHONE_VIEWS

_MARKS = ", ".join("?" for _ in PHONE_VIEWS)
# By position: `+view` keeps SQLite from taking all rows of these views and sorting them, which
# every poll of every phone would pay for. The document comes as the bytes it is sent as.
_PAGE = f"""
SELECT view, key, pos, CAST(doc AS BLOB) FROM view_row
WHERE pos >= ? AND +view IN ({_MARKS}) ORDER BY pos LIMIT ?
"""  # noqa: S608 - the marks are question marks
_REST = f"""
SELECT view, key, pos, CAST(doc AS BLOB) FROM view_row WHERE pos = ? AND +view IN ({_MARKS})
"""  # noqa: S608
_SIZE = "SELECT coalesce(max(pos) + 1, 0) FROM entry"
_NULL = b"null"

Row = tuple[str, str, int, bytes | None]


async def changes(
    db: aiosqlite.Connection, since: int, limit: int
) -> tuple[list[Change], int, bool]:
    """Rows changed at or after position `since`: the rows, the next cursor, whether more wait.

    A position with more rows than `limit` comes whole, so that a reader never sees half of it.
    """
    rows = await _rows(db, _PAGE, (since, *PHONE_VIEWS, limit + 1))
    if len(rows) <= limit:
        size = await (await db.execute(_SIZE)).fetchone()
        return [_change(*row) for row in rows], size[0] if size else 0, False
    last = rows[-1][2]
    whole = [row for row in rows if row[2] < last]
    if not whole:
        whole = await _rows(db, _REST, (last, *PHONE_VIEWS))
        last += 1
    return [_change(*row) for row in whole], last, True


async def _rows(db: aiosqlite.Connection, sql: str, values: Iterable[object]) -> list[Row]:
    return cast("list[Row]", await db.execute_fetchall(sql, values))


def _change(view: str, key: str, pos: int, doc: bytes | None) -> Change:
    return Change(view=view, key=key, pos=pos, doc=msgspec.Raw(_NULL if doc is None else doc))
