"""Revoking devices: what a lost phone delivered after it was lost is marked, nothing is destroyed.

Guarantee: once a device is revoked with a cut-off, each of its entries from there on that had
taken effect gets an objection, after a crash too; what comes later waits in quarantine.
"""

from datetime import datetime
from functools import partial

import aiosqlite
import msgspec

from backend.desk.office import Office
from backend.journal.clock import instant
from backend.journal.sealing import Draft
from backend.people import People
from backend.rules.kinds import subjects, understood
from backend.rules.objections import AFTER_CUTOFF
from backend.rules.state import SYSTEM, MemoryState, State
from backend.views.readers import Readers
from backend.wire.attestations import MAX_DOUBTED, DeviceRevokedFrom, Doubted, EntryDoubted
from backend.wire.desk import DeviceRow, RevokeDevice
from backend.wire.views import Device, OpenObjection

_FIRST_SINCE = """
SELECT pos FROM entry WHERE dev = ? AND received_at >= ? ORDER BY seq LIMIT 1
"""
_SIZE = "SELECT coalesce(max(pos) + 1, 0) FROM entry"
_DELIVERED = """
SELECT jws FROM entry
WHERE dev = ? AND pos >= ? AND answer = 'stored' AND kind <> 'entry.withheld' ORDER BY seq
"""
_QUARANTINED = """
SELECT doc ->> '$.dev', count(*) FROM view_row
WHERE view = 'quarantine' AND state = 'waiting' GROUP BY 1
"""


async def devices(readers: Readers) -> list[DeviceRow]:
    """All phones, with how many of their entries wait in quarantine."""
    async with readers.snapshot() as db:
        rows = await db.execute_fetchall(_QUARANTINED)
    waiting = {row[0]: row[1] for row in rows}
    return [
        DeviceRow(**msgspec.structs.asdict(device), quarantined=waiting.get(device.dev, 0))
        for device in await readers.docs(Device)
        if not device.desk
    ]


async def revoke(
    office: Office, readers: Readers, people: People, actor: str, dev: str, asked: RevokeDevice
) -> None:
    """Revoke a device, end its sessions, and put in doubt what it delivered since it was lost.

    Raises Objected where it is unknown or revoked.
    """
    cutoff = None
    if asked.lost_since is not None:
        async with readers.snapshot() as db:
            cutoff = await _cutoff(db, dev, datetime.fromisoformat(asked.lost_since))
    body = DeviceRevokedFrom(dev=dev, reason=asked.reason, cutoff=cutoff)
    await office.journal.record(actor, lambda _: [Draft("device.revoked", 2, body)])
    await people.close_device_sessions(dev)
    if cutoff is not None:
        await _doubt(office, readers, dev, cutoff)


async def _cutoff(db: aiosqlite.Connection, dev: str, since: datetime) -> int:
    """The first position that the device filled at or after that moment, by the server's clock;
    the next one where it filled none."""
    for sql, values in ((_FIRST_SINCE, (dev, instant(since))), (_SIZE, ())):
        async with db.execute(sql, values) as cursor:
            row = await cursor.fetchone()
        if row is not None:
            return int(row[0])
    raise AssertionError("a size always is")


async def complete(office: Office, readers: Readers) -> None:
    """Mark what a crash left unmarked between a revocation and its objections."""
    for device in await readers.docs(Device):
        if device.cutoff is not None:
            await _doubt(office, readers, device.dev, device.cutoff)


async def _doubt(office: Office, readers: Readers, dev: str, cutoff: int) -> None:
    """After the revocation, when the device can store no more: all that it delivered is there."""
    async with readers.snapshot() as db:
        rows = await db.execute_fetchall(_DELIVERED, (dev, cutoff))
    entries = [_doubted(row[0]) for row in rows]
    for start in range(0, len(entries), MAX_DOUBTED):
        part = entries[start : start + MAX_DOUBTED]
        await office.journal.record(SYSTEM, partial(_unmarked, dev, cutoff, part))


def _unmarked(dev: str, cutoff: int, entries: list[Doubted], state: State) -> list[Draft]:
    fresh = [
        item for item in entries if state.get(OpenObjection, f"{item.entry}/{AFTER_CUTOFF}") is None
    ]
    if not fresh:
        return []
    return [Draft("entry.doubted", 1, EntryDoubted(dev=dev, cutoff=cutoff, entries=fresh))]


def _doubted(text: str) -> Doubted:
    found = understood(text)
    if found is None:
        raise LookupError("an entry took effect that this version does not understand")
    _, envelope, body = found
    crates = list(subjects(MemoryState(), body))
    return Doubted(entry=envelope.id, crate=crates[0] if crates else None)
