"""What changed since a cursor, in pages that end only between positions."""

from collections.abc import Sequence

import aiosqlite
import msgspec

from backend.wire.sync import Change
from backend.wire.views import PHONE_VIEWS

_MARKS = ", ".join("?" for _ in PHONE_VIEWS)
_PAGE = f"""
SELECT view, key, pos, doc FROM view_row
WHERE pos >= ? AND view IN ({_MARKS}) ORDER BY pos LIMIT ?
"""  # noqa: S608 - the marks are question marks
_REST = f"""
SELECT view, key, pos, doc FROM view_row WHERE pos = ? AND view IN ({_MARKS})
"""  # noqa: S608
_SIZE = "SELECT coalesce(max(pos) + 1, 0) FROM entry"
_NULL = b"null"

Row = tuple[str, str, int, str | None]


async def changes(
    db: aiosqlite.Connection, since: int, limit: int
) -> tuple[list[Change], int, bool]:
    """Rows changed at or after position `since`: the rows, the next cursor, whether more wait.

    A position with more rows than `limit` comes whole, so that a reader never sees half of it.
    """
    rows = [
        tuple(row) for row in await db.execute_fetchall(_PAGE, (since, *PHONE_VIEWS, limit + 1))
    ]
    if len(rows) <= limit:
        size = await (await db.execute(_SIZE)).fetchone()
        return [_change(row) for row in rows], size[0] if size else 0, False
    last = rows[-1][2]
    whole = [row for row in rows if row[2] < last]
    if not whole:
        whole = [tuple(row) for row in await db.execute_fetchall(_REST, (last, *PHONE_VIEWS))]
        last += 1
    return [_change(row) for row in whole], last, True


def _change(row: Sequence[object]) -> Change:
    view, key, pos, text = row
    raw = msgspec.Raw(text.encode() if isinstance(text, str) else _NULL)
    return Change(view=str(view), key=str(key), pos=int(str(pos)), doc=raw)
