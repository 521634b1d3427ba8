"""What the office calls personal, entry by entry: sent beside it, shown, and deleted for good."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.audit.bundle import make
from backend.audit.bundle_check import verify_bundle
from backend.audit.source import find
from backend.desk import handing
from backend.desk.parcels import Parcels
from backend.desk.redacting import redact
from backend.journal.sealing import Draft
from backend.rules.kinds import KINDS
from backend.rules.unpacking import upgraded
from backend.views.readers import Readers
from backend.wire import disclosures, jws
from backend.wire.attestations import DeviceRevoked, EntryAdmitted
from backend.wire.cosigning import InspectionCosigned
from backend.wire.inspections import Witness
from backend.wire.labeldesk import HandOver
from backend.wire.labels import LabelAffixed
from backend.wire.sync import Quarantined, Stored
from backend.wire.views import Crate, Handover, Quarantine, Record
from tests.backend.audit.kit import audit, codes
from tests.backend.audit.test_disclosures import CRATE, NAME, REASON, id_of, readers_of
from tests.kit import Phone, SiteOffice, check, declaration, inspection
from tests.kit.goods import DECLARATION

STROKES = "M10 10L200 90M210 40L300 120"
LOT = f"{DECLARATION}/TH/plants/Renanthera coccinea"
DRIVER, PHONE = "张师傅", "139 0000 0000"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[SiteOffice]:
    with SiteOffice(tmp_path / "data") as office:
        await office.import_and_label(declaration())
        yield office
        assert check(office.journal.path) > 0
        report = audit(office.folder)
        assert report.findings.good
        assert set(codes(report)) <= {"redacted"}


def sealed(phone: Phone, kind: str, kv: int, body: Any) -> tuple[str, str]:
    """An entry as the app makes it: what is signed, and all that is sent."""
    salts = iter(range(99))
    raw = msgspec.json.encode(body)
    signed, beside = disclosures.veil(
        raw, KINDS[kind, kv].personal, lambda: hashlib.sha256(bytes([next(salts)])).digest()[:16]
    )
    text = phone.record(kind, msgspec.json.decode(signed), over={"kv": kv})
    return text, "~".join([text, *(item.text for item in beside), *([""] if beside else [])])


def recorded(phone: Phone, name: str = NAME) -> tuple[str, str]:
    body = upgraded(inspection(CRATE), LOT)
    witness = Witness(name=name, signed=True, reason=None)
    return sealed(phone, "inspection.recorded", 4, msgspec.structs.replace(body, witness=witness))


def cosigned(phone: Phone, record: str) -> tuple[str, str]:
    body = InspectionCosigned(
        record=id_of(record),
        sha256=hashlib.sha256(record.encode()).hexdigest(),
        crate=CRATE,
        result="release",
        role="witness",
        method="finger",
        signer=None,
        strokes=STROKES,
    )
    return sealed(phone, "inspection.cosigned", 2, body)


async def redacted(site: SiteOffice, entry: str) -> int:
    readers: Readers = await readers_of(site)
    try:
        return await redact(
            site.office, readers, Parcels(site.folder / "parcels"), "sun", entry, REASON
        )
    finally:
        await readers.close()


def gone(site: SiteOffice, *words: str) -> bool:
    """Whether no file of the journal holds any of these, in whatever spelling they travel."""
    site.journal.close()
    found = b"".join(path.read_bytes() for path in site.folder.glob("journal.db*"))
    site._open()
    return not any(word.encode() in found for word in words)


async def test_a_witness_is_shown_until_redacted_and_the_record_still_proves(
    site: SiteOffice, tmp_path: Path
) -> None:
    text, sent = recorded(site.phone())
    assert NAME not in jws.split(text).payload.decode()
    (answer,) = await site.send([sent])
    assert isinstance(answer, Stored)
    assert answer.objections == []
    witness = (await site.doc(Record, id_of(text))).body.witness
    assert witness == Witness(name=NAME, signed=True, reason=None)
    assert await redacted(site, id_of(text)) == 1
    witness = (await site.doc(Record, id_of(text))).body.witness
    assert witness == Witness(name=None, signed=True, reason=None)
    assert gone(site, NAME, sent.split("~")[1])
    site.clock.pass_(seconds=2)
    site.phone("li")
    make(find(site.folder), CRATE, tmp_path / "b.zip")
    bundled = verify_bundle(tmp_path / "b.zip", [], None)
    assert bundled.findings.good
    assert "redacted" in bundled.findings.counts


async def test_an_amended_record_has_its_witness_beside_it(site: SiteOffice) -> None:
    phone = site.phone()
    first, sent = recorded(phone)
    record = upgraded(inspection(CRATE), LOT)
    named = msgspec.structs.replace(record, witness=Witness(name="乙", signed=True, reason=None))
    body = {"amends": id_of(first), "reason": "补签", "record": msgspec.to_builtins(named)}
    second, again = sealed(phone, "inspection.amended", 4, body)
    assert all(isinstance(answer, Stored) for answer in await site.send([sent, again]))
    await redacted(site, id_of(first))
    witness = (await site.doc(Record, id_of(second))).body.witness
    assert witness is not None
    assert witness.name == "乙", "each entry has values of its own"
    await redacted(site, id_of(second))
    witness = (await site.doc(Record, id_of(second))).body.witness
    assert witness is not None
    assert witness.name is None


@pytest.mark.parametrize("early", [False, True])
async def test_strokes_are_shown_under_their_record_until_redacted(
    site: SiteOffice, early: bool
) -> None:
    phone, other = site.phone(), site.phone("li")
    record, sent = recorded(phone)
    text, strokes = cosigned(other, record)
    for one in [strokes, sent] if early else [sent, strokes]:
        (answer,) = await site.send([one])
        assert isinstance(answer, Stored)
        assert answer.objections == []
        if early and one is strokes:
            await redacted(site, id_of(text))
    (shown,) = (await site.doc(Record, id_of(record))).cosigned
    assert shown.body.strokes == (None if early else STROKES)
    if not early:
        await redacted(site, id_of(text))
    (shown,) = (await site.doc(Record, id_of(record))).cosigned
    assert (shown.body.strokes, shown.body.method) == (None, "finger")
    witness = (await site.doc(Record, id_of(record))).body.witness
    assert witness is not None
    assert witness.name == NAME, "the name is another entry's"
    assert gone(site, strokes.split("~")[1])


async def handed(site: SiteOffice) -> Handover:
    crate = await site.doc(Crate, CRATE)
    assert crate.label is not None
    body = LabelAffixed(crate=CRATE, number=crate.label.number, token=None, how="typed", place=None)
    site.desk("zhou", "label.affixed", body)
    asked = HandOver(
        crates=[CRATE],
        kind="road",
        carrier="顺达物流",
        plate="辽B 12345",
        driver=DRIVER,
        phone=PHONE,
        seal=None,
        remark=None,
    )
    return await site.doc(Handover, await handing.hand_over(site.office, "zhou", asked))


async def test_the_driver_of_a_handover_is_printed_until_redacted(
    site: SiteOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await handed(site)
    assert (before.body.driver, before.body.phone) == (DRIVER, PHONE)
    assert await redacted(site, before.entry) == 2
    after = await site.doc(Handover, before.body.no)
    assert (after.body.driver, after.body.phone) == (None, None)
    assert after.body.plate == "辽B 12345"
    assert gone(site, DRIVER, PHONE)
    drawn = []
    monkeypatch.setattr(handing, "draw", lambda sheet, _: drawn.append(sheet))
    readers = await readers_of(site)
    async with readers.snapshot() as db:
        for handover in (before, after):
            await handing.pdf_of(site.office.settings, db, handover)
    await readers.close()
    assert [(sheet.driver, sheet.phone) for sheet in drawn] == [
        (DRIVER, PHONE),
        (handing.REDACTED, handing.REDACTED),
    ]


async def test_a_list_of_the_first_version_is_read_as_ever(site: SiteOffice) -> None:
    whole = (await handed(site)).body
    plain = {**msgspec.to_builtins(whole), "no": "DAL13-J0900"}
    body = msgspec.convert(plain, KINDS["crate.handed", 1].body)
    draft = Draft("crate.handed", 1, body, despite=frozenset(("already_handed",)))
    site.journal.plan("zhou", lambda _: [draft])
    assert (await site.doc(Handover, "DAL13-J0900")).body.driver == DRIVER


async def test_a_quarantined_entry_keeps_its_values_for_its_admission(site: SiteOffice) -> None:
    phone, other = site.phone(), site.phone("li")
    site.desk("sun", "device.revoked", DeviceRevoked(dev=phone.dev, reason="遗失"))
    site.desk("sun", "device.revoked", DeviceRevoked(dev=other.dev, reason="遗失"))
    text, sent = recorded(phone)
    later, unseen = recorded(other, "丙")
    answers = await site.send([sent, unseen])
    assert all(isinstance(answer, Quarantined) for answer in answers)
    await redacted(site, id_of(later))
    assert (await site.doc(Quarantine, id_of(later))).beside == []
    for entry in (id_of(text), id_of(later)):
        site.desk("zhao", "entry.admitted", EntryAdmitted(entry=entry, reason="已找回"))
    names = [(await site.doc(Record, id_of(one))).body.witness for one in (text, later)]
    assert [witness and witness.name for witness in names] == [NAME, None]
    await redacted(site, id_of(text))
    assert (await site.doc(Quarantine, id_of(text))).beside == []
    assert gone(site, NAME, sent.split("~")[1], unseen.split("~")[1])


@pytest.mark.parametrize("name", ["plain", "elsewhere"])
async def test_what_could_never_be_deleted_is_no_body_of_this_version(
    site: SiteOffice, name: str
) -> None:
    phone = site.phone()
    body: dict[str, Any] = msgspec.to_builtins(upgraded(inspection(CRATE), LOT))
    value = disclosures.make(bytes(16), "name", NAME)
    if name == "plain":
        body["witness"] = {"name": NAME, "signed": True, "reason": None}
        text = phone.record("inspection.recorded", body, over={"kv": 4})
    else:
        body["place"] = {**body["place"], "_sd": [value.digest]}
        text = phone.record("inspection.recorded", body, over={"kv": 4}) + f"~{value.text}~"
    (answer,) = await site.send([text])
    assert isinstance(answer, Quarantined)
    assert answer.code == "bad_body"
