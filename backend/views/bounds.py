"""Between which times an entry provably was made, whatever its device's clock said.

After: it names the newest checkpoint that its device held, whose root nobody could know before
the last entry under it was received. (The time stored with that checkpoint may be a second later
than when phones were told of it, so it would say too much.) Before: a stored checkpoint covers it.
Both are as good as the server's clock, and do not lean on the device's.
"""

import base64
from typing import NamedTuple

import aiosqlite

from backend.merkle.edge import TILE_BITS, Nodes, Tile
from backend.merkle.tree import peaks, root
from backend.wire.entry import Seen

_AFTER = "SELECT received_at FROM entry WHERE pos = ? - 1"
_BEFORE = "SELECT time FROM checkpoint WHERE size > ? ORDER BY size LIMIT 1"
_TILE = "SELECT hashes FROM tile WHERE height = ? AND place = ?"


class Bounds(NamedTuple):
    """`seen_ok` is false where the checkpoint that the entry names is none of this log.

    `after` is None where the entry names none, `before` where no stored checkpoint covers it yet.
    """

    after: str | None
    before: str | None
    seen_ok: bool


async def bounds(db: aiosqlite.Connection, pos: int, seen: Seen | None) -> Bounds:
    """The bounds of the entry at `pos`, which names `seen`."""
    before = await _time(db, _BEFORE, pos)
    if seen is None:
        return Bounds(None, before, True)
    if seen.size > pos or not await _is_ours(db, seen):
        return Bounds(None, before, False)
    return Bounds(await _time(db, _AFTER, seen.size), before, True)


async def _time(db: aiosqlite.Connection, sql: str, size: int) -> str | None:
    row = await (await db.execute(sql, (size,))).fetchone()
    return row[0] if row else None


async def _is_ours(db: aiosqlite.Connection, seen: Seen) -> bool:
    """Whether the log had this head at this size, under whichever name."""
    tiles: dict[Tile, bytes] = {}
    for node in peaks(seen.size):
        height, above = divmod(node.level, TILE_BITS)
        tile = Tile(height, node.place << above >> TILE_BITS)
        row = await (await db.execute(_TILE, tile)).fetchone()
        if row is None:
            return False
        tiles[tile] = row[0]
    try:
        head = root(seen.size, Nodes(tiles.__getitem__))
    except LookupError:
        return False
    return base64.b64encode(head).decode() == seen.root
