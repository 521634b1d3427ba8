"""A draft passed from one phone to another: told by both, in either order, and by the record."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.rules.unpacking import upgraded
from backend.wire import jws
from backend.wire.passing import DraftGiven, DraftTaken
from backend.wire.views import PassedDraft, Record
from tests.kit import check, goods
from tests.kit.office import SiteOffice
from tests.kit.phone import Phone

CRATE = f"{goods.DECLARATION}/1"
LOT = f"{goods.DECLARATION}/TH/plants/Renanthera coccinea"
DRAFT = "ab" * 32


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SiteOffice]:
    with SiteOffice(tmp_path) as made:
        asyncio.run(made.import_and_label(goods.declaration()))
        yield made
    assert check(tmp_path / "journal.db") > 0


def id_of(text: str) -> str:
    return str(msgspec.json.decode(jws.split(text).payload)["id"])


def send(office: SiteOffice, phone: Phone) -> list[Any]:
    return list(asyncio.run(office.push(phone)))


def give(phone: Phone) -> str:
    body = DraftGiven(crate=CRATE, draft=DRAFT, way="code", to=None, photos=[])
    return id_of(phone.record("draft.given", body))


def take(phone: Phone, giver: Phone, given: str, draft: str = DRAFT) -> str:
    body = DraftTaken(
        crate=CRATE,
        given=given,
        draft=draft,
        giver=giver.user,
        giver_dev=giver.dev,
        photos_left=0,
    )
    return id_of(phone.record("draft.taken", body))


def inspect(phone: Phone) -> str:
    body = upgraded(goods.inspection(CRATE), LOT)
    signed = msgspec.structs.replace(body, lead=phone.user, recorder="wang")
    return id_of(phone.record("inspection.recorded", signed, over={"kv": 3}))


def codes(verdicts: list[Any]) -> set[str]:
    return {objection.code for verdict in verdicts for objection in verdict.objections}


@pytest.mark.parametrize("first", ["giver", "taker"])
def test_the_record_says_from_whom_its_draft_came(office: SiteOffice, first: str) -> None:
    giver, taker = office.phone("wang"), office.phone("li")
    given = give(giver)
    taken = take(taker, giver, given)
    signed = inspect(taker)
    phones = (giver, taker) if first == "giver" else (taker, giver)
    said = [codes(send(office, phone)) for phone in phones]
    assert "took_another_draft" not in set.union(*said)
    record = asyncio.run(office.doc(Record, signed))
    assert record.taken is not None
    origin = (record.taken.entry, record.taken.given, record.taken.giver, record.taken.giver_dev)
    assert origin == (taken, given, "wang", giver.dev)
    assert (record.actor, record.dev) == ("li", taker.dev)
    passed = asyncio.run(office.doc(PassedDraft, given))
    assert (passed.giver, passed.taker, passed.draft) == ("wang", "li", DRAFT)


@pytest.mark.parametrize("first", ["giver", "taker"])
def test_another_draft_than_was_given_is_objected_to(office: SiteOffice, first: str) -> None:
    giver, taker = office.phone("wang"), office.phone("li")
    take(taker, giver, give(giver), draft="cd" * 32)
    phones = (giver, taker) if first == "giver" else (taker, giver)
    last = [codes(send(office, phone)) for phone in phones][-1]
    assert "took_another_draft" in last


def test_a_giver_who_signs_all_the_same_is_kept_and_a_supervisor_chooses(
    office: SiteOffice,
) -> None:
    giver, taker = office.phone("wang"), office.phone("li")
    take(taker, giver, give(giver))
    first, second = inspect(taker), inspect(giver)
    send(office, taker)
    assert "already_inspected" in codes(send(office, giver))
    records = [asyncio.run(office.doc(Record, one)) for one in (first, second)]
    assert [record.taken is not None for record in records] == [True, False]
    assert [record.state for record in records] == ["submitted", "submitted"]
