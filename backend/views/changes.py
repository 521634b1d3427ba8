"""What changed since a cursor, in pages that end only between positions.

Guarantee: whoever pulls from nothing to the end, and goes on from there, misses no change of a row
that they hold. The first pull leaves out what nobody in the field has to do with any more: crates
that were closed long ago, with their labels and records. What of it changes later is sent again.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, cast

import aiosqlite
import msgspec

from backend.wire.sync import Change
from backend.wire.views import PHONE_VIEWS

CLOSED_KEPT = timedelta(days=30)
"""So long a closed crate stays with phones, by this server's clock; `CLOSED_KEPT_DAYS` in
pwa/src/store/closed.ts."""
_MARKS = ", ".join(f"'{view}'" for view in PHONE_VIEWS)
# By position: `+view` keeps SQLite from taking all rows of these views and sorting them, which
# every poll of every phone would pay for. The document comes as the bytes it is sent as.
_CHANGED = f"""
SELECT view, key, pos, CAST(doc AS BLOB) FROM view_row AS r
WHERE +view IN ({_MARKS}) AND (pos >= :base OR doc IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM view_row AS crate JOIN entry ON entry.pos = crate.pos
  WHERE crate.view = 'crate' AND crate.state = 'closed'
  AND crate.key = CASE r.view WHEN 'crate' THEN r.key WHEN 'label' THEN r.parent
                              WHEN 'record' THEN r.parent END
  AND entry.received_at < :closed_before
))
"""  # noqa: S608 - names of ours
_FROM = " AND pos >= :since ORDER BY pos LIMIT :most"
_AT = " AND pos = :since"
_SIZE = "SELECT coalesce(max(pos) + 1, 0) FROM entry"
_NULL = b"null"

Row = tuple[str, str, int, bytes | None]


class Since(NamedTuple):
    """How far a phone has come. `base` is the size of the journal when its first pull began, null
    once that is done: what is closed long before `now` is left out below it."""

    base: int | None
    position: int


START = Since(None, 0)


async def changes(
    db: aiosqlite.Connection, since: Since, limit: int, now: datetime
) -> tuple[list[Change], Since, bool]:
    """Rows changed at or after a position: the rows, where to go on, whether more wait.

    A position with more rows than `limit` comes whole, so that a reader never sees half of it.
    """
    size = await _size(db)
    base = size if since == START else since.base
    values = {
        "base": base or 0,
        "since": since.position,
        "most": limit + 1,
        "closed_before": f"{(now - CLOSED_KEPT).astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
    }
    rows = await _rows(db, _CHANGED + _FROM, values)
    if len(rows) <= limit:
        return [_change(*row) for row in rows], Since(None, size), False
    last = rows[-1][2]
    whole = [row for row in rows if row[2] < last]
    if not whole:
        whole = await _rows(db, _CHANGED + _AT, {**values, "since": last})
        last += 1
    going_on = Since(base if base is not None and last < base else None, last)
    return [_change(*row) for row in whole], going_on, True


async def _size(db: aiosqlite.Connection) -> int:
    size = await (await db.execute(_SIZE)).fetchone()
    return size[0] if size else 0


async def _rows(db: aiosqlite.Connection, sql: str, values: Mapping[str, object]) -> list[Row]:
    return cast("list[Row]", await db.execute_fetchall(sql, values))


def _change(view: str, key: str, pos: int, doc: bytes | None) -> Change:
    return Change(view=view, key=key, pos=pos, doc=msgspec.Raw(_NULL if doc is None else doc))
