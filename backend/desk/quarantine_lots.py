"""Deciding alike on many entries in quarantine, as after a phone was lost and found again.

Guarantee: each entry is judged and decided by itself, oldest first, as if somebody had pressed the
button for it; a few at a time, so that a phone which pushes meanwhile waits behind no more than
these. A lot that was cut short is gone on with by asking again.
"""

import asyncio
from typing import Final

import aiosqlite

from backend.desk import quarantine
from backend.desk.office import Office
from backend.journal.append import Objected
from backend.views.readers import Readers
from backend.wire.desk import DecidedLot, DecideLot, LeftWaiting

LOT: Final = 200
_AT_ONCE: Final = 20
_ALL = """
FROM view_row WHERE view = 'quarantine' AND state = 'waiting'
  AND pos > :after AND pos <= :upto
"""
_OF_ONE = f"{_ALL} AND parent = :dev"


async def decide_lot(office: Office, readers: Readers, actor: str, asked: DecideLot) -> DecidedLot:
    """Admit or dismiss up to `LOT` entries. What a rule keeps from it waits on."""
    async with readers.snapshot() as db:
        lot, total = await _oldest(db, asked)
    act = quarantine.admit if asked.decision == "admit" else quarantine.dismiss
    left: list[LeftWaiting] = []
    for start in range(0, len(lot), _AT_ONCE):
        some = lot[start : start + _AT_ONCE]
        ends = await asyncio.gather(
            *(act(office, actor, id_, asked.reason) for _, id_ in some), return_exceptions=True
        )
        for (pos, id_), end in zip(some, ends, strict=True):
            if isinstance(end, Objected):
                left.append(LeftWaiting(id=id_, pos=pos, code=end.objections[0].code))
            elif end is not None:
                raise end
    after = lot[-1][0] if lot else asked.after
    return DecidedLot(decided=len(lot) - len(left), left=left, after=after, more=total - len(lot))


async def _oldest(db: aiosqlite.Connection, asked: DecideLot) -> tuple[list[tuple[int, str]], int]:
    """Position and id of those whose turn it is, and how many wait in all."""
    waiting = _OF_ONE if asked.dev else _ALL
    values = {"dev": asked.dev, "after": asked.after, "upto": asked.upto, "limit": LOT}
    rows = await db.execute_fetchall(
        f"SELECT pos, key {waiting} ORDER BY pos LIMIT :limit",
        values,
    )
    async with db.execute(f"SELECT count(*) {waiting}", values) as counted:
        total = await counted.fetchone()
    return [(row[0], row[1]) for row in rows], total[0] if total else 0
