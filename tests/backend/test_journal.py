"""The journal: every answer, nothing lost, nothing twice, views equal to a replay."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from msgspec.structs import replace

from backend.journal.append import Objected
from backend.journal.log import Log
from backend.journal.sealing import Draft
from backend.rules.consignments import crate_key, parts
from backend.rules.state import SYSTEM
from backend.wire import jws
from backend.wire.attestations import DeviceRevoked, PhotoStored
from backend.wire.entry import MAX_PAYLOAD_BYTES, PhotoRef
from backend.wire.inspections import Opened, ReviewDecided
from backend.wire.reviews import ReturnedItem, ReviewDecided2
from backend.wire.sync import Conflict, Duplicate, Gap, Quarantined, Refused, Stored
from backend.wire.views import Crate, Device, Record
from tests.kit import DECLARATION, Phone, SiteOffice, check, declaration, inspection

CRATE = crate_key(DECLARATION, 1)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[SiteOffice]:
    with SiteOffice(tmp_path) as office:
        await office.import_and_label(declaration())
        yield office
        assert check(office.journal.path) > 0


async def record(site: SiteOffice, text: str) -> Record:
    return await site.doc(Record, json.loads(jws.split(text).payload)["id"])


async def test_an_inspection_is_stored_once_however_often_it_is_sent(site: SiteOffice) -> None:
    phone = site.phone()
    phone.record("inspection.recorded", inspection(CRATE))
    (first,) = await site.push(phone)
    assert isinstance(first, Stored)
    site.reopen()
    (again,) = await site.push(phone)
    assert again == Duplicate(
        pos=first.pos, received_at=first.received_at, objections=first.objections
    )
    assert (await site.doc(Crate, CRATE)).state == "inspecting"


async def test_a_gap_is_named_and_nothing_after_it_is_kept(site: SiteOffice) -> None:
    phone = site.phone()
    texts = [phone.record("inspection.recorded", inspection(CRATE)) for _ in range(3)]
    first, third = await site.send([texts[0], texts[2]])
    assert isinstance(first, Stored)
    assert third == Gap(have=1)
    assert [type(answer) for answer in await site.send(texts[1:])] == [Stored, Stored]


async def test_the_same_place_with_other_bytes_is_a_conflict_and_both_are_kept(
    site: SiteOffice,
) -> None:
    phone = site.phone()
    phone.record("inspection.recorded", inspection(CRATE))
    await site.push(phone)
    phone.seq = 0
    other = phone.record("inspection.recorded", inspection(crate_key(DECLARATION, 2)))
    for _ in range(2):
        assert await site.send([other]) == [Conflict(code="seq")]
    assert (await site.doc(Device, phone.dev)).must_enrol
    assert (await site.doc(Crate, crate_key(DECLARATION, 2))).record is None


async def test_the_same_id_under_another_sequence_number_is_a_conflict(site: SiteOffice) -> None:
    phone = site.phone()
    text = phone.record("inspection.recorded", inspection(CRATE))
    await site.push(phone)
    id_ = json.loads(jws.split(text).payload)["id"]
    twin = phone.record("inspection.recorded", inspection(CRATE), over={"id": id_})
    assert await site.send([twin]) == [Conflict(code="id")]


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"kind": "crate.teleported"}, "unknown_kind"),
        ({"kv": 99}, "unknown_kind"),
        ({"body": {"crate": CRATE}}, "bad_body"),
        ({"body": {"crate": "1"}}, "bad_body"),
        ({"actor": "li"}, "wrong_actor"),
        ({"kind": "review.decided"}, "no_right"),
        ({"kind": "photo.stored"}, "no_right"),
    ],
)
async def test_what_is_authentic_but_not_understood_or_allowed_is_quarantined(
    site: SiteOffice, over: dict[str, Any], code: str
) -> None:
    phone = site.phone()
    phone.record("inspection.recorded", inspection(CRATE), over=over)
    phone.record("inspection.recorded", inspection(CRATE))
    first, second = await site.push(phone)
    assert isinstance(first, Quarantined)
    assert first.code == code
    assert isinstance(second, Stored), "the next one goes on"
    assert (await site.push(phone))[0] == first, "sent again, the same answer"


async def test_a_body_that_is_no_utf_8_is_refused_and_holds_up_nobody(
    site: SiteOffice,
) -> None:
    phone = site.phone()
    text = phone.record("inspection.recorded", inspection(CRATE))
    place = inspection(CRATE).place.text.encode()
    payload = jws.split(text).payload
    assert payload.count(place) == 1
    phone.outbox = [phone.seal(payload.replace(place, b"\xff"))]
    phone.seq -= 1
    phone.record("inspection.recorded", inspection(CRATE))
    first, second = await site.push(phone)
    assert isinstance(first, Refused)
    assert first.code == "unparseable"
    assert isinstance(second, Stored)


async def test_entries_of_one_request_see_each_other(site: SiteOffice) -> None:
    """What is looked up for all of them beforehand must not hide what the first of them did."""
    phone = site.phone()
    first = phone.record("inspection.recorded", inspection(CRATE))
    phone.record("inspection.recorded", inspection(CRATE))
    stored, doubted, again = await site.send([*phone.outbox, first])
    assert isinstance(stored, Stored)
    assert isinstance(doubted, Stored)
    assert "already_inspected" in [objection.code for objection in doubted.objections]
    assert isinstance(again, Duplicate)
    assert again.pos == stored.pos


async def test_a_revoked_phone_is_quarantined_not_refused(site: SiteOffice) -> None:
    phone = site.phone()
    site.desk("sun", "device.revoked", DeviceRevoked(dev=phone.dev, reason="遗失"))
    phone.record("inspection.recorded", inspection(CRATE))
    (answer,) = await site.push(phone)
    assert isinstance(answer, Quarantined)
    assert answer.code == "revoked_device"
    assert (await site.doc(Crate, CRATE)).record is None


def _tampered(phone: Phone) -> list[tuple[str, str]]:
    text = phone.record("inspection.recorded", inspection(CRATE))
    head, payload, signature = text.split(".")
    swapped = "A" if payload[20] != "A" else "B"
    forged = f"{head}.{payload[:20]}{swapped}{payload[21:]}.{signature}"
    other_key = Phone("wang", phone._clock)
    stranger = other_key.record("inspection.recorded", inspection(CRATE))
    impostor = jws.seal(jws.header_of(phone.dev), jws.split(text).payload, other_key.key)
    padded = jws.seal(jws.header_of(phone.dev), b"x" * (MAX_PAYLOAD_BYTES + 1), phone.key)
    not_text = jws.split(text).payload.replace(CRATE.encode(), b"\xc0" + CRATE.encode()[1:])
    return [
        ("bad_signature", forged),
        ("bad_signature", impostor),
        ("unknown_device", stranger),
        ("too_large", padded),
        ("unparseable", ""),
        ("unparseable", "a.b"),
        ("unparseable", "é.é.é"),
        ("unparseable", f"{text}="),
        ("unparseable", f"{payload}.{payload}.{signature}"),
        ("unparseable", phone.seal(b"not json")),
        ("unparseable", phone.seal(b"{}")),
        ("unparseable", phone.seal(b"\xff\xfe")),
        ("unparseable", phone.seal(not_text)),
    ]


async def test_what_is_no_entry_is_refused_with_a_reason_and_leaves_the_rest_whole(
    site: SiteOffice,
) -> None:
    phone = site.phone()
    cases = _tampered(phone)
    good = phone.outbox[0]
    answers = await site.send([*(text for _, text in cases), good])
    for (code, _), answer in zip(cases, answers, strict=False):
        assert isinstance(answer, Refused)
        assert answer.code == code
        assert answer.detail
    assert isinstance(answers[-1], Stored), "the good one in the same request"


async def test_two_phones_that_inspected_one_crate_are_both_kept_with_an_objection(
    site: SiteOffice,
) -> None:
    wang, li = site.phone("wang"), site.phone("li")
    first = wang.record("inspection.recorded", inspection(CRATE))
    second = li.record("inspection.recorded", inspection(CRATE, lead="li", recorder="wang"))
    await site.push(wang)
    (answer,) = await site.push(li)
    assert isinstance(answer, Stored)
    assert "already_inspected" in [objection.code for objection in answer.objections]
    assert (await record(site, second)).state == "submitted"
    assert (await site.doc(Crate, CRATE)).record == (await record(site, first)).id


@pytest.mark.parametrize("chosen", [0, 1])
async def test_of_two_that_inspected_one_crate_a_supervisor_takes_one(
    site: SiteOffice, chosen: int
) -> None:
    wang, li = site.phone("wang"), site.phone("li")
    texts = [
        wang.record("inspection.recorded", inspection(CRATE)),
        li.record("inspection.recorded", inspection(CRATE, lead="li", recorder="wang")),
    ]
    await site.push(wang)
    await site.push(li)
    taken, other = texts[chosen], texts[1 - chosen]
    id_ = (await record(site, taken)).id

    def accepted(record: str) -> ReviewDecided:
        opened = Opened(entries=[record], photos=[])
        return ReviewDecided(record=record, decision="accept", reason=None, opened=opened)

    site.desk("zhao", "review.decided", accepted(id_))
    assert (await site.doc(Crate, CRATE)).record == id_
    aside = await record(site, other)
    assert (aside.state, aside.superseded_by) == ("superseded", id_)
    assert aside.body.lead == ("li", "wang")[chosen]  # it is kept, and can be read
    with pytest.raises(Objected, match="already_reviewed"):
        site.desk("zhao", "review.decided", accepted(aside.id))


async def test_a_record_is_accepted_only_with_its_photos_and_by_somebody_else(
    site: SiteOffice,
) -> None:
    phone = site.phone()
    photo = PhotoRef(sha256="ab" * 32, size=1234, type="image/jpeg")
    text = phone.record("inspection.recorded", inspection(CRATE, photos=["ab" * 32]), [photo])
    await site.push(phone)
    id_ = (await record(site, text)).id

    def review(
        decision: Literal["accept", "return"] = "accept", reason: str | None = None
    ) -> ReviewDecided:
        opened = Opened(entries=[id_], photos=[])
        return ReviewDecided(record=id_, decision=decision, reason=reason, opened=opened)

    with pytest.raises(Objected, match="photos_missing"):
        site.desk("zhao", "review.decided", review())
    stored = PhotoStored(sha256="ab" * 32, size=1234, type="image/jpeg")
    site.desk("system", "photo.stored", stored)
    site.grant({"wang": ("王芳", ["inspector", "supervisor"])})
    with pytest.raises(Objected, match="reviewer_is_inspector"):
        site.desk("wang", "review.decided", review())
    with pytest.raises(Objected, match="reason_owed"):
        site.desk("zhao", "review.decided", review("return"))
    with pytest.raises(Objected, match="no_right"):
        site.desk("zhou", "review.decided", review())
    site.desk("zhao", "review.decided", review())
    assert (await record(site, text)).state == "accepted"
    assert (await site.doc(Crate, CRATE)).state == "released"
    with pytest.raises(Objected, match="already_reviewed"):
        site.desk("zhao", "review.decided", review())


async def test_a_record_sent_back_is_amended_and_both_versions_stay(site: SiteOffice) -> None:
    phone = site.phone()
    text = phone.record("inspection.recorded", inspection(CRATE))
    await site.push(phone)
    id_ = (await record(site, text)).id
    opened = Opened(entries=[id_], photos=[])
    sent_back = ReviewDecided(record=id_, decision="return", reason="缺根部照片", opened=opened)
    site.desk("zhao", "review.decided", sent_back)
    assert (await record(site, text)).review_reason == "缺根部照片"
    assert (await record(site, text)).review_items == []  # version 1 said it of none
    body = {"amends": id_, "reason": "已补拍", "record": inspection(CRATE)}
    amended = phone.record("inspection.amended", body)
    answers = await site.push(phone)
    assert isinstance(answers[-1], Stored)
    assert answers[-1].objections == []
    old, new = await record(site, text), await record(site, amended)
    assert (old.state, old.superseded_by) == ("superseded", new.id)
    assert (new.state, new.amends) == ("submitted", id_)
    assert (await site.doc(Crate, CRATE)).record == new.id


async def test_single_answers_are_sent_back_with_reasons_of_their_own(site: SiteOffice) -> None:
    phone = site.phone()
    text = phone.record("inspection.recorded", inspection(CRATE))
    await site.push(phone)
    id_ = (await record(site, text)).id
    blurred = ReturnedItem(item="all.label_intact", reason="照片看不清")
    sent_back = ReviewDecided2(
        record=id_,
        decision="return",
        reason="请补拍",
        items=[blurred],
        opened=Opened(entries=[id_], photos=[]),
    )
    unknown = ReturnedItem(item="bulbs.soil_free", reason="未答")
    for wrong in (
        replace(sent_back, items=[unknown]),
        replace(sent_back, items=[blurred, blurred]),
        replace(sent_back, decision="accept"),
    ):
        with pytest.raises(Objected, match="item_not_sent_back"):
            site.desk("zhao", "review.decided", wrong, kv=2)
    with pytest.raises(Objected, match="reason_owed"):
        site.desk("zhao", "review.decided", replace(sent_back, reason=None), kv=2)
    site.desk("zhao", "review.decided", sent_back, kv=2)
    doc = await record(site, text)
    assert (doc.state, doc.review_reason, doc.review_items) == ("returned", "请补拍", [blurred])


async def test_a_desk_that_breaks_a_rule_enters_nothing(site: SiteOffice) -> None:
    size = await site.journal.size()
    with pytest.raises(Objected, match="crate_declared_twice"):
        site.desk("zhou", "declaration.lodged", declaration())
    assert await site.journal.size() == size


def test_a_lodging_too_long_for_one_entry_is_lodged_in_parts() -> None:
    whole = declaration(crates=1000)
    pieces = parts(whole, 20_000)
    assert len(pieces) > 1
    assert all(len(msgspec.json.encode(piece)) <= 20_000 for piece in pieces)
    assert [line.n for piece in pieces for line in piece.crates] == list(range(1, 1001))
    assert parts(declaration(), 20_000) == [declaration()]


def test_no_desk_makes_an_entry_that_no_phone_could_send(site: SiteOffice) -> None:
    with pytest.raises(ValueError, match="larger than an entry may be"):
        site.desk("zhou", "declaration.lodged", declaration("210900113009999", crates=1000))


async def test_a_large_batch_is_verified_elsewhere_with_the_same_answers(site: SiteOffice) -> None:
    phone = site.phone()
    good = [phone.record("inspection.recorded", inspection(CRATE)) for _ in range(20)]
    wanted = [code for code, _ in _tampered(site.phone("li"))]
    forged = [text for _, text in _tampered(site.phone("li"))]
    answers = await site.send([*good, *forged])
    assert [type(answer) for answer in answers[:20]] == [Stored] * 20
    refused = [answer.code for answer in answers[20:] if isinstance(answer, Refused)]
    assert refused == wanted


async def test_a_verifier_that_dies_is_replaced(site: SiteOffice) -> None:
    phone = site.phone()
    for _ in range(3):
        for _ in range(10):
            phone.record("inspection.recorded", inspection(CRATE))
        answers = await site.send(phone.outbox[-10:])
        assert [type(answer) for answer in answers] == [Stored] * 10
        child = site.journal._verifier.child
        assert child is not None
        child.process.kill()
        child.process.join()


async def test_views_of_another_version_are_replayed_at_the_next_start(site: SiteOffice) -> None:
    with closing(sqlite3.connect(site.journal.path)) as db, db:
        db.execute("UPDATE meta SET value = 'of an older program' WHERE key = 'views'")
        db.execute("DROP TABLE view_row")
        db.execute("CREATE TABLE view_row (view TEXT, key TEXT, shape TEXT)")
    site.reopen()
    assert (await site.doc(Crate, CRATE)).label is not None


async def test_a_writer_whose_disk_fails_in_mid_commit_goes_on_when_it_is_back(
    site: SiteOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = site.phone()
    text = phone.record("inspection.recorded", inspection(CRATE))

    def failing(*_: object) -> str:
        raise sqlite3.OperationalError("disk I/O error")

    for broken in ("seal", "reload"):  # reload: and it cannot even read what is there
        with monkeypatch.context() as fault:
            fault.setattr(Log, "seal", failing)
            fault.setattr(Log, broken, failing)
            with pytest.raises(sqlite3.OperationalError):
                await site.send([text])
    (answer,) = await site.send([text])
    assert isinstance(answer, Stored)


async def test_who_gives_up_waiting_costs_the_journal_nothing(tmp_path: Path) -> None:
    with SiteOffice(tmp_path / "data") as site:
        body = PhotoStored(sha256="ab" * 32, size=1234, type="image/jpeg")
        size = await site.journal.size()
        given_up = asyncio.create_task(
            site.journal.record(SYSTEM, lambda _: [Draft("photo.stored", 1, body)])
        )
        await asyncio.sleep(0)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        async with asyncio.timeout(30):
            assert await site.journal.size() == size + 1
