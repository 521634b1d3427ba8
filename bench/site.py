"""An office to measure: people, enrolled phones that are signed in, labelled crates."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from backend.app import open_office
from backend.desk import accounts
from backend.desk.issuing import issue
from backend.desk.office import Office
from backend.journal.sealing import Draft
from backend.people import People
from backend.rules.checklists import published
from backend.rules.consignments import crate_key
from backend.rules.release import decide
from backend.rules.state import SYSTEM
from backend.settings import load
from backend.wire.attestations import DeviceEnrolled
from backend.wire.certificates import CrateClosed
from backend.wire.declarations import Decision, DeclarationAccepted, Reason
from bench.goods import PER_DECLARATION, lodged, short_lists
from bench.phones import Phone
from bench.progress import progress

_LONG_AGO = timedelta(days=60)
_PASSWORD = "a bench has no secrets"
CONNECTIONS = 8
_LABELS = "SELECT key, doc ->> '$.label.number' FROM view_row WHERE view = 'crate'"


class Site(NamedTuple):
    """A prepared data folder, with the keys of its crates."""

    folder: Path
    epoch: str
    phones: list[Phone]
    crates: list[str]

    def labels(self) -> dict[str, str]:
        """The label number of each crate."""
        with closing(sqlite3.connect(self.folder / "journal.db")) as db:
            return dict(db.execute(_LABELS))


def build(folder: Path, crates: int, phones: int = CONNECTIONS, closed: int = 0) -> Site:
    """Blocks for about a second per thousand crates. Before them come as many crates as `closed`
    says, which went their way two months ago."""
    if closed:
        asyncio.run(_past(folder, -(-crates // PER_DECLARATION), closed))
    return asyncio.run(_build(folder, crates, phones))


async def _past(folder: Path, first: int, crates: int) -> None:
    """Consignments numbered from `first` on, each crate sent back two months ago."""
    office = open_office(load(), folder, lambda: datetime.now(UTC) - _LONG_AGO)
    people = People(folder / "people.db")
    await people.open()
    try:
        await _hire(office, people, "port", ["port"])
        await _hire(office, people, "supervisor", ["supervisor"])
        for place, start in enumerate(range(0, crates, PER_DECLARATION), first):
            more = min(PER_DECLARATION, crates - start)
            await _send_back(office, await _consign(office, place, more))
            progress("closed crates", start + more, crates, more)
    finally:
        await people.close()
        office.journal.close()


async def _send_back(office: Office, keys: list[str]) -> None:
    no = keys[0].partition("/")[0]
    why = Reason(code="bench", article="1", zh="退运", en="sent back")
    stopped = Decision(
        crates=[int(key.partition("/")[2]) for key in keys], outcome="prohibited", reasons=[why]
    )
    held = DeclarationAccepted(declaration=no, rule=1, decisions=[stopped])
    gone = [
        CrateClosed(crate=key, how="returned", document=None, remark=None, photos=[])
        for key in keys
    ]
    await office.journal.record("port", lambda _: [Draft("declaration.accepted", 1, held)])
    drafts = [Draft("crate.closed", 1, body) for body in gone]
    await office.journal.record("supervisor", lambda _: drafts)


async def _build(folder: Path, crates: int, phones: int) -> Site:
    office = open_office(load(), folder)
    people = People(folder / "people.db")
    await people.open()
    try:
        if "port" not in await people.users():
            await _hire(office, people, "port", ["port"])
        fleet = [await _phone(office, people, f"inspector{n}") for n in range(phones)]
        keys: list[str] = []
        for place, start in enumerate(range(0, crates, PER_DECLARATION)):
            more = min(PER_DECLARATION, crates - start)
            keys += await _consign(office, place, more)
            progress("crates", len(keys), crates, more)
        return Site(folder, office.journal.epoch, fleet, keys)
    finally:
        await people.close()
        office.journal.close()


async def _hire(office: Office, people: People, user: str, roles: list[str]) -> None:
    person = accounts.NewPerson(user, user, roles, _PASSWORD)  # type: ignore[arg-type]
    await accounts.add_person(office, people, SYSTEM, person)


async def _phone(office: Office, people: People, user: str) -> Phone:
    await _hire(office, people, user, ["inspector"])
    phone = Phone(user)
    body = DeviceEnrolled(dev=phone.dev, jwk=phone.jwk, user=user, name=user, desk=False)
    await office.journal.record(SYSTEM, lambda _: [Draft("device.enrolled", 1, body)])
    phone.token = (await people.open_session(user, phone.dev)).token
    return phone


async def _consign(office: Office, place: int, crates: int) -> list[str]:
    """Lodge, accept and label a consignment, as a port does; the keys of its crates."""
    if place == 0:
        drafts = [
            Draft("checklist.published", 3, published(item, "bench")) for item in short_lists()
        ]
        await office.journal.record(SYSTEM, lambda _: drafts)
    body = lodged(place, crates)
    accepted = DeclarationAccepted(
        declaration=body.no, rule=1, decisions=decide(body, office.settings.isolation_places)
    )
    await office.journal.record("port", lambda _: [Draft("declaration.lodged", 1, body)])
    await office.journal.record("port", lambda _: [Draft("declaration.accepted", 1, accepted)])
    await issue(office, "port", body.no, None)
    return [crate_key(body.no, line.n) for line in body.crates]
