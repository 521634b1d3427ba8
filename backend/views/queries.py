"""What the desk asks of the views."""

import re
from importlib.resources import files
from typing import cast

import aiosqlite

from backend.rules.state import D
from backend.views.readers import doc
from backend.views.state import decode
from backend.wire.desk import CrateList, CrateRow, DeskStatus, QueueRow
from backend.wire.views import (
    ChecklistDoc,
    Crate,
    CrateState,
    Declaration,
    Device,
    Handover,
    Person,
    Photo,
    Record,
)

_CRATES = files("backend.views").joinpath("crates.sql").read_text(encoding="utf-8")
_STATES = f"SELECT doc ->> '$.state', count(*) FROM ({_CRATES}) GROUP BY 1"  # noqa: S608
_COUNT = f"SELECT count(*) FROM ({_CRATES})"  # noqa: S608
_RECORDS = """
SELECT doc FROM view_row WHERE view = 'record' AND parent = ? ORDER BY pos
"""
_WAITING = """
SELECT doc FROM view_row WHERE view = 'record' AND state = 'submitted' ORDER BY pos
"""
_IN_STATE = "SELECT doc FROM view_row WHERE view = 'crate' AND state = ? ORDER BY key"
_WILD, _BARE = re.compile(r"[%_\\]"), r"\\\g<0>"
"""What LIKE reads as more than itself, and how it is taken at its word."""
FILTERS = ("state", "port", "country", "stand", "declaration", "outcome", "label", "q")


def crate_row(crate: Crate) -> CrateRow:
    return CrateRow(
        id=crate.id,
        goods=crate.goods.name,
        latin=crate.goods.latin,
        exhibitor=crate.exhibitor,
        country=crate.country,
        stand=crate.stand,
        port=crate.port,
        state=crate.state,
        since=crate.since,
        outcome=crate.outcome,
        label=crate.label.number if crate.label else None,
        result=crate.result,
        objections=crate.objections,
    )


async def crate_list(
    db: aiosqlite.Connection, filters: dict[str, str | None], limit: int, offset: int
) -> CrateList:
    """A page of crates, the total, and the counts by state under the other filters."""
    values = {name: filters.get(name) or None for name in FILTERS}
    if values["q"]:
        values["q"] = f"%{_WILD.sub(_BARE, values['q'])}%"
    page = f"{_CRATES} LIMIT :limit OFFSET :offset"
    rows = await db.execute_fetchall(page, {**values, "limit": limit, "offset": offset})
    crates = [crate_row(cast(Crate, decode("crate", row[0]))) for row in rows]
    total = await (await db.execute(_COUNT, values)).fetchone()
    states = await db.execute_fetchall(_STATES, {**values, "state": None})
    return CrateList(
        total=total[0] if total else 0, states={row[0]: row[1] for row in states}, crates=crates
    )


async def crates_of(db: aiosqlite.Connection, declaration: str) -> list[Crate]:
    """All crates of a declaration, in order."""
    values = {**dict.fromkeys(FILTERS), "declaration": declaration}
    rows = await db.execute_fetchall(_CRATES, values)
    return [cast(Crate, decode("crate", row[0])) for row in rows]


async def crates_in(db: aiosqlite.Connection, state: CrateState) -> list[Crate]:
    """All crates in one state."""
    rows = await db.execute_fetchall(_IN_STATE, (state,))
    return [cast(Crate, decode("crate", row[0])) for row in rows]


async def records_of(db: aiosqlite.Connection, crate: str) -> list[Record]:
    """All records of a crate, oldest change first."""
    rows = await db.execute_fetchall(_RECORDS, (crate,))
    return [cast(Record, decode("record", row[0])) for row in rows]


async def asked_in(db: aiosqlite.Connection, records: list[Record]) -> list[ChecklistDoc]:
    """The checklists that these records answer, in the versions asked."""
    refs = dict.fromkeys(
        f"{ref.id}@{ref.version}" for record in records for ref in record.body.checklists
    )
    found = [await doc(db, ChecklistDoc, key) for key in refs]
    return [item for item in found if item is not None]


async def photos_of(db: aiosqlite.Connection, records: list[Record]) -> list[Photo]:
    shas = dict.fromkeys(sha for record in records for sha in record.photos)
    found = [await doc(db, Photo, sha) for sha in shas]
    return [item for item in found if item is not None]


_LISTED = """
SELECT doc FROM view_row
WHERE view = :view AND (:state IS NULL OR state = :state)
  AND (:crate IS NULL
       OR EXISTS (SELECT 1 FROM json_each(doc, '$.crates') AS c WHERE c.value = :crate))
ORDER BY pos DESC LIMIT 1000
"""
_COUNTED = """
SELECT
  (SELECT count(*) FROM view_row WHERE view = 'dispute' AND state = 'open'),
  (SELECT count(*) FROM view_row WHERE view = 'quarantine' AND state = 'waiting'),
  (SELECT count(*) FROM view_row WHERE view = 'objection' AND state = 'open'),
  (SELECT min(doc ->> '$.received_at') FROM view_row
   WHERE view = 'record' AND state = 'submitted'),
  (SELECT coalesce(max(pos) + 1, 0) FROM entry)
"""
_DISPUTES_OF = "SELECT count(*) FROM view_row WHERE view = 'dispute' AND doc ->> '$.dev' IS ?"


async def listed(
    db: aiosqlite.Connection, kind: type[D], state: str | None, crate: str | None = None
) -> list[D]:
    """Documents of one view, the last changed first, a thousand at most; those in one state, or
    that name one crate among their `crates`, or all."""
    values = {"view": kind.view, "state": state, "crate": crate}
    rows = await db.execute_fetchall(_LISTED, values)
    return [cast(D, decode(kind.view, row[0])) for row in rows]


async def desk_status(db: aiosqlite.Connection, checkpoint: str) -> DeskStatus:
    async with db.execute(_COUNTED) as cursor:
        row = await cursor.fetchone()
    disputes, quarantined, objections, oldest, size = row or (0, 0, 0, None, 0)
    return DeskStatus(
        disputes=disputes,
        quarantined=quarantined,
        objections=objections,
        oldest_unreviewed=oldest,
        size=size,
        checkpoint=checkpoint,
    )


async def disputes_of(db: aiosqlite.Connection, dev: str | None) -> int:
    """How many heads a device has held against the log so far."""
    async with db.execute(_DISPUTES_OF, (dev,)) as cursor:
        row = await cursor.fetchone()
    return row[0] if row else 0


_HANDOVERS = """
SELECT doc FROM view_row
WHERE view = 'handover' AND doc IS NOT NULL
  AND (:like IS NULL OR EXISTS (
    SELECT 1 FROM json_each(doc, '$.body.crates') AS c WHERE c.value ->> '$.crate' LIKE :like))
ORDER BY pos DESC LIMIT 200
"""


async def handovers_of(db: aiosqlite.Connection, declaration: str | None) -> list[Handover]:
    """Handover lists, the newest first; those with crates of one declaration, or all."""
    like = f"{declaration}/%" if declaration else None
    rows = await db.execute_fetchall(_HANDOVERS, {"like": like})
    return [cast(Handover, decode("handover", row[0])) for row in rows]


async def declaration_of(db: aiosqlite.Connection, crate: Crate) -> Declaration:
    found = await doc(db, Declaration, crate.declaration)
    if found is None:
        raise LookupError(f"crate {crate.id} without its declaration: run `greenlane rebuild`")
    return found


async def device_name_of(db: aiosqlite.Connection, dev: str) -> str:
    device = await doc(db, Device, dev)
    return device.name if device else ""


async def name_of(db: aiosqlite.Connection, user: str) -> str:
    person = await doc(db, Person, user)
    return person.name if person else user


async def waiting(db: aiosqlite.Connection) -> list[QueueRow]:
    """Records that wait for review, riskiest first, then oldest."""
    rows = await db.execute_fetchall(_WAITING)
    found = [await _queue_row(db, cast(Record, decode("record", row[0]))) for row in rows]
    return sorted(found, key=lambda row: (-_risk(row), row.received_at))


def _risk(row: QueueRow) -> int:
    return 4 * (row.findings > 0) + 2 * (row.fails > 0) + (row.objections > 0)


async def _queue_row(db: aiosqlite.Connection, record: Record) -> QueueRow:
    crate = await doc(db, Crate, record.crate)
    body = record.body
    return QueueRow(
        record=record.id,
        crate=record.crate,
        goods=crate.goods.name if crate else "",
        stand=crate.stand if crate else "",
        country=crate.country if crate else "",
        lead=await name_of(db, body.lead),
        recorder=await name_of(db, body.recorder),
        result=body.result,
        ended_at=body.ended_at,
        received_at=record.received_at,
        findings=len(body.findings),
        fails=sum(answer.mark == "fail" for answer in body.answers),
        photos=len(record.photos),
        photos_missing=record.photos_missing,
        objections=len(record.objections),
        amended=record.amends is not None,
    )
