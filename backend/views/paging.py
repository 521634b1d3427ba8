"""Long lists in pages, the last changed first.

Guarantee: a page costs by its own length, however long the list is. A document that changes
between two pages moves to the front; nothing else is skipped, and nothing comes twice.
"""

import heapq
import itertools
import re
from collections.abc import Sequence
from typing import Generic, NamedTuple, cast

import aiosqlite

from backend.rules.state import D
from backend.views.state import decode

MOST = 500
FIRST = 100

# View and state stand in the text as they are: an index of a few views alone is taken only where
# SQLite can see that its condition holds.
_PAGE = """
SELECT pos, key, doc FROM view_row
WHERE view = '{view}' AND state = '{state}' {narrowed}
  AND (pos, key) < (:pos, :key)
ORDER BY pos DESC, key DESC LIMIT :limit
"""
_COUNT = "SELECT count(*) FROM view_row WHERE view = '{view}' AND state = '{state}' {narrowed}"
_NARROWED = {
    "parent": "AND parent = :parent",
    "crate": """
  AND EXISTS (SELECT 1 FROM json_each(doc, '$.crates') AS c WHERE c.value = :crate)""",
}
_CURSOR = re.compile(r"([0-9]{1,15}):([0-9a-z/_.-]{1,200})")
_FRONT = (2**62, "")


class BadCursor(ValueError):
    """A cursor that no page gave out."""


class Page(NamedTuple, Generic[D]):
    """`cursor` leads to the page behind, and is None at the end; `total` counts all pages."""

    docs: list[D]
    cursor: str | None
    total: int


async def page(
    db: aiosqlite.Connection,
    kind: type[D],
    states: Sequence[str],
    *,
    cursor: str | None = None,
    limit: int = FIRST,
    **only: str | None,
) -> Page[D]:
    """Documents of a view in these states, at most `limit` behind `cursor`; of `only` one parent,
    or that name one crate among their `crates`. Raises BadCursor."""
    pos, key = _front(cursor)
    narrowed = " ".join(_NARROWED[name] for name, value in only.items() if value is not None)
    values = {**only, "pos": pos, "key": key, "limit": limit + 1}
    found, total = [], 0
    for state in states:
        named = {"view": kind.view, "state": state, "narrowed": narrowed}
        found.append(await db.execute_fetchall(_PAGE.format(**named), values))
        async with db.execute(_COUNT.format(**named), values) as counted:
            row = await counted.fetchone()
        total += row[0] if row else 0
    rows = list(
        itertools.islice(
            heapq.merge(*found, key=lambda row: (row[0], row[1]), reverse=True), limit + 1
        )
    )
    docs = [cast(D, decode(kind.view, row[2])) for row in rows[:limit]]
    behind = f"{rows[limit - 1][0]}:{rows[limit - 1][1]}" if len(rows) > limit else None
    return Page(docs, behind, total)


def _front(cursor: str | None) -> tuple[int, str]:
    if not cursor:
        return _FRONT
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise BadCursor(cursor)
    return int(found[1]), found[2]
