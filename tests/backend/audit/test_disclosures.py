"""Personal values beside entries: kept, shown, deleted for good, and provably so."""

import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.audit.bundle import make
from backend.audit.bundle_check import verify_bundle
from backend.audit.source import find
from backend.desk.parcels import Parcels
from backend.desk.redacting import NothingToRedact, redact
from backend.desk.timeline import timeline
from backend.journal.append import Objected
from backend.rules.consignments import crate_key
from backend.views.readers import Readers
from backend.wire import disclosures, jws
from backend.wire.inspections import Witness
from backend.wire.sync import Duplicate, Quarantined, Refused, Stored
from backend.wire.views import Record
from tests.backend.audit.kit import audit, codes, tamper
from tests.kit import DECLARATION, Phone, SiteOffice, check, declaration, inspection

CRATE = crate_key(DECLARATION, 1)
NAME = "范德赫伊"
REASON = "当事人要求"
VALUE = disclosures.make(bytes(range(16)), "name", NAME)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[SiteOffice]:
    with SiteOffice(tmp_path / "data") as office:
        await office.import_and_label(declaration())
        yield office
        assert check(office.journal.path) > 0


def veiled(witness: dict[str, Any] | None = None) -> dict[str, Any]:
    body: dict[str, Any] = msgspec.to_builtins(inspection(CRATE))
    body["witness"] = witness or {"signed": True, "reason": None, "_sd": [VALUE.digest]}
    return body


def sealed(phone: Phone, body: dict[str, Any] | None = None, kv: int = 2) -> str:
    return phone.record("inspection.recorded", body or veiled(), over={"kv": kv})


def id_of(text: str) -> str:
    found: str = json.loads(jws.split(text).payload)["id"]
    return found


async def readers_of(site: SiteOffice) -> Readers:
    readers = Readers(site.journal.path)
    await readers.open()
    return readers


async def redacted(site: SiteOffice, entry: str, actor: str = "sun") -> None:
    readers = await readers_of(site)
    try:
        await redact(site.office, readers, Parcels(site.folder / "parcels"), actor, entry, REASON)
    finally:
        await readers.close()


async def test_a_value_travels_beside_its_entry_and_rules_see_it(site: SiteOffice) -> None:
    phone = site.phone()
    text = sealed(phone)
    assert NAME not in text
    (answer,) = await site.send([f"{text}~{VALUE.text}~"])
    assert isinstance(answer, Stored)
    record = await site.doc(Record, id_of(text))
    assert record.body.witness == Witness(name=NAME, signed=True, reason=None)
    assert codes(audit(site.folder)) == {}


async def test_sent_again_with_or_without_its_value_it_is_a_duplicate(site: SiteOffice) -> None:
    text = sealed(site.phone())
    await site.send([f"{text}~{VALUE.text}~"])
    again = await site.send([text, f"{text}~{VALUE.text}~"])
    assert [type(answer) for answer in again] == [Duplicate, Duplicate]


async def test_a_redaction_deletes_the_value_and_nothing_else(
    site: SiteOffice, tmp_path: Path
) -> None:
    text = sealed(site.phone())
    (stored,) = await site.send([f"{text}~{VALUE.text}~"])
    assert isinstance(stored, Stored)
    site.clock.pass_(seconds=2)
    await redacted(site, id_of(text))
    record = await site.doc(Record, id_of(text))
    assert record.body.witness == Witness(name=None, signed=True, reason=None)
    (again,) = await site.send([f"{text}~{VALUE.text}~"])
    assert isinstance(again, Duplicate), "and it does not come back by being sent again"
    site.reopen()
    assert (await site.doc(Record, id_of(text))).body.witness == record.body.witness
    report = audit(site.folder)
    assert report.findings.good
    (note,) = [item for item in report.findings.kept if item.code == "redacted"]
    assert note.pos == stored.pos
    with pytest.raises(NothingToRedact):
        await redacted(site, id_of(text))
    site.clock.pass_(seconds=2)
    site.phone("li")
    make(find(site.folder), CRATE, tmp_path / "b.zip")
    bundled = verify_bundle(tmp_path / "b.zip", [], None)
    assert bundled.findings.good
    assert "redacted" in bundled.findings.counts


async def test_what_was_deleted_is_in_no_file_any_more(site: SiteOffice) -> None:
    text = sealed(site.phone())
    await site.send([f"{text}~{VALUE.text}~"])
    await redacted(site, id_of(text))
    db = sqlite3.connect(site.journal.path)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    for path in site.folder.glob("journal.db*"):
        data = path.read_bytes()
        assert VALUE.text.encode() not in data
        assert NAME.encode() not in data


async def test_only_an_administrator_redacts(site: SiteOffice) -> None:
    text = sealed(site.phone())
    await site.send([f"{text}~{VALUE.text}~"])
    with pytest.raises(Objected):
        await redacted(site, id_of(text), actor="wang")
    assert codes(audit(site.folder)) == {}


async def test_the_timeline_tells_of_it(site: SiteOffice) -> None:
    text = sealed(site.phone())
    await site.send([f"{text}~{VALUE.text}~"])
    await redacted(site, id_of(text))
    readers = await readers_of(site)
    async with readers.snapshot() as db:
        last = (await timeline(db, CRATE, 1))[-1]
    await readers.close()
    assert (last.kind, last.actor) == ("entry.redacted", "sun")
    assert "当事人要求" in last.summary.zh


def other(name: str = "name", value: str = "x") -> str:
    return disclosures.make(b"another salt here", name, value).text


@pytest.mark.parametrize(
    "behind",
    [
        f"~{VALUE.text}",
        "~",
        f"~{other()}~",
        f"~{VALUE.text}~{VALUE.text}~",
        f"~{VALUE.text}~{other()}~",
        f"~{VALUE.text}=~",
        f"~{jws.encode(b'[1,2,3]')}~",
        f"~{jws.encode(b'not json')}~",
    ],
)
async def test_disclosures_that_do_not_fit_are_refused(site: SiteOffice, behind: str) -> None:
    phone = site.phone()
    text = sealed(phone)
    (answer,) = await site.send([text + behind])
    assert isinstance(answer, Refused)
    assert answer.code == "unparseable"
    (answer,) = await site.send([f"{text}~{VALUE.text}~"])
    assert isinstance(answer, Stored), "nothing of it was kept"


async def test_a_value_may_not_replace_what_was_signed_nor_take_another_name(
    site: SiteOffice,
) -> None:
    phone = site.phone()
    twice = veiled({"name": "甲", "signed": True, "reason": None, "_sd": [VALUE.digest]})
    crate = disclosures.make(bytes(16), "crate", "210900113004205/2")
    moved = veiled({"signed": True, "reason": None, "_sd": [crate.digest]})
    first = f"{sealed(phone, twice)}~{VALUE.text}~"
    second = f"{sealed(phone, moved)}~{crate.text}~"
    for answer in await site.send([first, second]):
        assert isinstance(answer, Quarantined)
        assert answer.code == "bad_body"


async def test_the_first_version_of_the_kind_knows_no_digests(site: SiteOffice) -> None:
    phone = site.phone()
    plain = veiled({"name": "甲", "signed": True, "reason": None})
    old = sealed(phone, plain, kv=1)
    new = sealed(phone, veiled(), kv=1)
    one, two = await site.send([old, f"{new}~{VALUE.text}~"])
    assert isinstance(one, Stored)
    assert isinstance(two, Quarantined)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("DELETE FROM disclosure", "disclosure_missing"),
        ("UPDATE disclosure SET text = 'WyJhIl0'", "disclosure_altered"),
        ("UPDATE disclosure SET digest = 'x'", "disclosure_altered"),
        ("UPDATE disclosure SET pos = 0", "disclosure_altered"),
    ],
)
async def test_tampering_with_values_is_named(tmp_path: Path, sql: str, code: str) -> None:
    with SiteOffice(tmp_path / "data") as site:
        await site.import_and_label(declaration())
        await site.send([f"{sealed(site.phone())}~{VALUE.text}~"])
    tamper(tmp_path / "data", lambda db: db.execute(sql))
    assert code in codes(audit(tmp_path / "data"))


async def test_a_redaction_undone_is_named(tmp_path: Path) -> None:
    with SiteOffice(tmp_path / "data") as site:
        await site.import_and_label(declaration())
        text = sealed(site.phone())
        (stored,) = await site.send([f"{text}~{VALUE.text}~"])
        assert isinstance(stored, Stored)
        await redacted(site, id_of(text))
    row = (stored.pos, 0, VALUE.digest, VALUE.text)
    tamper(
        tmp_path / "data",
        lambda db: db.execute("INSERT INTO disclosure VALUES (?, ?, ?, ?)", row),
    )
    assert codes(audit(tmp_path / "data"))["redaction_undone"] == [stored.pos]
