"""Entries in quarantine and objections: what supervisors see of them, and their decisions."""

from collections.abc import Sequence
from typing import Literal, get_args

import aiosqlite

from backend.desk.office import Office
from backend.desk.timeline import summary
from backend.journal.sealing import Draft
from backend.rules.kinds import subjects, understood
from backend.rules.state import MemoryState
from backend.views.paging import page
from backend.views.queries import device_name_of, name_of
from backend.views.readers import doc
from backend.wire.attestations import EntryAdmitted, EntryDismissed, ObjectionSettled
from backend.wire.base import Wire
from backend.wire.desk import (
    Bilingual,
    ObjectionPage,
    ObjectionRow,
    QuarantineOf,
    QuarantinePage,
    QuarantineRow,
)
from backend.wire.views import OpenObjection, Quarantine

Waiting = Literal["waiting", "admitted", "dismissed"]
_ENTRY = "SELECT kind, received_at FROM entry WHERE id = ?"
_BY_DEVICE = """
SELECT parent, count(*) AS n FROM view_row
WHERE view = 'quarantine' AND state = 'waiting' GROUP BY parent ORDER BY n DESC, parent
"""
_NEWEST = """
SELECT coalesce(max(pos), 0) FROM view_row WHERE view = 'quarantine' AND state = 'waiting'
"""


async def quarantined(
    db: aiosqlite.Connection, state: Waiting | None, dev: str | None, cursor: str | None, limit: int
) -> QuarantinePage:
    """What is or was in quarantine, the last changed first. Raises BadCursor."""
    states = (state,) if state else get_args(Waiting)
    found = await page(db, Quarantine, states, cursor=cursor, limit=limit, parent=dev)
    devices = [
        QuarantineOf(dev=of, device_name=await device_name_of(db, of), waiting=n)
        for of, n in await db.execute_fetchall(_BY_DEVICE)
    ]
    newest = await (await db.execute(_NEWEST)).fetchone()
    return QuarantinePage(
        rows=[await _row(db, entry) for entry in found.docs],
        cursor=found.cursor,
        total=found.total,
        devices=devices,
        newest=newest[0] if newest else 0,
    )


async def quarantined_one(db: aiosqlite.Connection, id_: str) -> QuarantineRow:
    """Raises LookupError where it never was in quarantine."""
    entry = await doc(db, Quarantine, id_)
    if entry is None:
        raise LookupError(id_)
    return await _row(db, entry)


async def _row(db: aiosqlite.Connection, entry: Quarantine) -> QuarantineRow:
    found = understood(entry.jws)
    body = found[2] if found else None
    crates = list(subjects(MemoryState(), body)) if body else []
    return QuarantineRow(
        id=entry.id,
        pos=entry.pos,
        dev=entry.dev,
        device_name=await device_name_of(db, entry.dev),
        kind=entry.kind,
        code=entry.code,
        actor=entry.actor,
        actor_name=await name_of(db, entry.actor),
        at=entry.at,
        received_at=entry.received_at,
        crates=crates,
        summary=_summary(body, crates),
        state=entry.state,
        decided_by=entry.decided_by,
        decided_at=entry.decided_at,
        reason=entry.reason,
    )


def _summary(body: Wire | None, crates: list[str]) -> Bilingual | None:
    if body is None:
        return None
    n = int(crates[0].rpartition("/")[2]) if crates else 0
    return summary(body, n)


async def objections(
    db: aiosqlite.Connection,
    states: Sequence[str],
    crate: str | None,
    cursor: str | None,
    limit: int,
) -> ObjectionPage:
    """The last changed first; those that one crate counts, or all. Raises BadCursor."""
    found = await page(db, OpenObjection, states, cursor=cursor, limit=limit, crate=crate)
    rows = [await _objection(db, item) for item in found.docs]
    return ObjectionPage(rows=rows, cursor=found.cursor, total=found.total)


async def objection(db: aiosqlite.Connection, entry: str, code: str) -> ObjectionRow:
    """Raises LookupError where nothing of the kind was objected."""
    found = await doc(db, OpenObjection, f"{entry}/{code}")
    if found is None:
        raise LookupError(entry)
    return await _objection(db, found)


async def _objection(db: aiosqlite.Connection, item: OpenObjection) -> ObjectionRow:
    async with db.execute(_ENTRY, (item.entry,)) as cursor:
        row = await cursor.fetchone()
    kind, received_at = (str(row[0]), str(row[1])) if row else ("", item.raised_at)
    return ObjectionRow(
        entry=item.entry,
        code=item.code,
        details=item.details,
        crates=item.crates,
        kind=kind,
        dev=item.dev,
        device_name=await device_name_of(db, item.dev),
        actor=item.actor,
        actor_name=await name_of(db, item.actor),
        received_at=received_at,
        raised_at=item.raised_at,
        state=item.state,
        settled_by=item.settled_by,
        settled_at=item.settled_at,
        note=item.note,
    )


async def admit(office: Office, actor: str, entry: str, reason: str) -> None:
    """Let a quarantined entry take effect from here on. Raises Objected."""
    body = EntryAdmitted(entry=entry, reason=reason)
    await office.journal.record(actor, lambda _: [Draft("entry.admitted", 1, body)])


async def dismiss(office: Office, actor: str, entry: str, reason: str) -> None:
    """Leave it without effect; it stays in the journal. Raises Objected."""
    body = EntryDismissed(entry=entry, reason=reason)
    await office.journal.record(actor, lambda _: [Draft("entry.dismissed", 1, body)])


async def settle(office: Office, actor: str, entry: str, code: str, note: str) -> None:
    """Settle all that is objected to an entry under one code. Raises Objected."""
    body = ObjectionSettled(entry=entry, code=code, note=note)
    await office.journal.record(actor, lambda _: [Draft("objection.settled", 1, body)])
