"""Signatures beside the lead's: in any order, of these very bytes, by the one named."""

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.journal.append import Objected
from backend.journal.sealing import Draft
from backend.rules.unpacking import upgraded
from backend.wire import jws
from backend.wire.cosigning import InspectionCosigned
from backend.wire.inspections import ReviewDecided, Witness
from backend.wire.views import Record
from tests.kit import check, goods
from tests.kit.office import SiteOffice
from tests.kit.phone import Phone

CRATE = f"{goods.DECLARATION}/1"
LOT = f"{goods.DECLARATION}/TH/plants/Renanthera coccinea"
STROKES = "M10 10L200 90M210 40L300 120"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SiteOffice]:
    with SiteOffice(tmp_path) as made:
        asyncio.run(made.import_and_label(goods.declaration()))
        yield made
    assert check(tmp_path / "journal.db") > 0


def id_of(text: str) -> str:
    return str(msgspec.json.decode(jws.split(text).payload)["id"])


def record_by(phone: Phone) -> str:
    body = upgraded(goods.inspection(CRATE), LOT)
    witness = Witness(name="刘明", signed=True, reason=None)
    signed = msgspec.structs.replace(body, witness=witness)
    return phone.record("inspection.recorded", signed, over={"kv": 3})


def cosign(phone: Phone, text: str, **over: Any) -> str:
    body = InspectionCosigned(
        record=id_of(text),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        crate=CRATE,
        result="release",
        role="recorder",
        method="own_phone",
        signer=phone.user,
        strokes=None,
    )
    return phone.record("inspection.cosigned", {**msgspec.to_builtins(body), **over})


def codes(verdicts: list[Any]) -> list[str]:
    return [objection.code for verdict in verdicts for objection in verdict.objections]


def send(office: SiteOffice, *phones: Phone) -> list[Any]:
    return list(asyncio.run(office.push(*phones)))


def record_of(office: SiteOffice, text: str) -> Record:
    return asyncio.run(office.doc(Record, id_of(text)))


@pytest.mark.parametrize("cosigned_first", [False, True])
def test_both_sync_in_any_order(office: SiteOffice, cosigned_first: bool) -> None:
    lead, recorder = office.phone("wang"), office.phone("li")
    text = record_by(lead)
    cosign(recorder, text)
    order = [recorder, lead] if cosigned_first else [lead, recorder]
    verdicts = [verdict for phone in order for verdict in send(office, phone)]
    assert not {code for code in codes(verdicts) if "cosign" in code}
    [signature] = record_of(office, text).cosigned
    assert (signature.actor, signature.dev) == ("li", recorder.dev)


@pytest.mark.parametrize("cosigned_first", [False, True])
@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"sha256": "0" * 64}, "cosigned_other_record"),
        ({"result": "destruction"}, "cosigned_other_record"),
        ({"signer": "zhao"}, "cosigner_not_recorder"),
        ({"role": "witness", "method": "finger", "signer": None}, "strokes_missing"),
    ],
)
def test_what_does_not_fit_is_objected_to(
    office: SiteOffice, over: dict[str, Any], code: str, cosigned_first: bool
) -> None:
    lead, recorder = office.phone("wang"), office.phone("li")
    text = record_by(lead)
    cosign(recorder, text, **over)
    order = [recorder, lead] if cosigned_first else [lead, recorder]
    assert code in codes([verdict for phone in order for verdict in send(office, phone)])
    assert len(record_of(office, text).cosigned) == 1  # objected to, never dropped


def test_the_lead_cannot_sign_for_the_recorder(office: SiteOffice) -> None:
    lead = office.phone("wang")
    text = record_by(lead)
    cosign(lead, text, signer="li")
    found = codes(send(office, lead))
    assert {"cosigner_not_actor", "cosigned_on_same_phone"} <= set(found)


def test_the_witness_signs_by_finger(office: SiteOffice) -> None:
    lead = office.phone("wang")
    text = record_by(lead)
    cosign(lead, text, role="witness", method="finger", signer=None, strokes=STROKES)
    assert not {code for code in codes(send(office, lead)) if "cosign" in code or "witness" in code}
    assert record_of(office, text).cosigned[0].body.strokes == STROKES


def test_strokes_that_are_no_drawing_are_quarantined(office: SiteOffice) -> None:
    lead = office.phone("wang")
    text = record_by(lead)
    cosign(lead, text, role="witness", method="finger", signer=None, strokes='M1 1"/><script>')
    assert [getattr(verdict, "code", None) for verdict in send(office, lead)][-1] == "bad_body"


@pytest.mark.parametrize("cosigned", [False, True])
def test_accepting_without_the_recorder_leaves_an_objection(
    office: SiteOffice, cosigned: bool
) -> None:
    lead, recorder = office.phone("wang"), office.phone("li")
    text = record_by(lead)
    if cosigned:
        cosign(recorder, text)
    send(office, lead, recorder)
    opened = {"entries": [id_of(text)], "photos": []}
    fields = {"record": id_of(text), "decision": "accept", "reason": None, "opened": opened}
    body = msgspec.convert(fields, ReviewDecided)
    if cosigned:
        [stored] = office.desk("zhao", "review.decided", body)
        assert stored.objections == []
        return
    with pytest.raises(Objected):
        office.desk("zhao", "review.decided", body)
    draft = Draft("review.decided", 1, body, despite=frozenset(("recorder_not_cosigned",)))
    [stored] = office.journal.plan("zhao", lambda _: [draft])
    assert [objection.code for objection in stored.objections] == ["recorder_not_cosigned"]
