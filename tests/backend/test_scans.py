"""Scanning at the desk: the verdict on a label, and crates that come through the gate there."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from backend.desk.label_life import end
from backend.rules.consignments import crate_key
from backend.wire.views import Crate, CrateLabel
from labels.code import open_token, seal, url_of
from tests.backend.keeping.served import CRATES, Served, serving
from tests.kit import DECLARATION

CRATE = CRATES[0]


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as one:
        yield one


async def label_of(served: Served, crate: str = CRATE) -> CrateLabel:
    label = (await served.doc(Crate, crate)).label
    assert label is not None
    return label


async def scan(served: Served, text: str, user: str = "zhao") -> Any:
    return await served.post(user, "/api/scans", {"text": text})


async def arrive(served: Served, crate: str = CRATE, user: str = "wang") -> Any:
    return await served.post(user, "/api/arrivals", at_gate(crate, await label_of(served, crate)))


def at_gate(crate: str, label: CrateLabel | None, place: str | None = None) -> dict[str, Any]:
    read = (
        {"number": label.number, "token": label.token} if label else {"number": None, "token": None}
    )
    return {"crate": crate, **read, "how": "scanned", "gate": "东门", "place": place}


async def test_a_label_is_known_by_its_address_its_token_and_its_number(served: Served) -> None:
    label = await label_of(served)
    number = label.number.replace("-", "").lower()
    for text in (url_of("localhost", label.token), f" {label.token}\n", number):
        answer = await scan(served, text)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert (found["verdict"], found["also"], found["notes"]) == ("valid", [], [])
        assert (found["number"], found["token"]) == (label.number, label.token)
        assert found["typed"] is (text == number)
        assert (found["crate"]["id"], found["facts"]["n"]) == (CRATE, 1)
        assert found["facts"]["declaration"] == DECLARATION


async def test_a_wrong_number_is_told_from_an_unknown_one(served: Served) -> None:
    number = (await label_of(served)).number
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")
    for text, status, code in (
        (wrong, 400, "mistyped"),
        ("兰花", 400, "malformed"),
        ("DAL13-000123-D", 404, "label_unknown"),
    ):
        answer = await scan(served, text)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_of_what_is_not_signed_nothing_is_told(served: Served) -> None:
    facts = open_token((await label_of(served)).token).facts
    stranger = seal(facts, ec.generate_private_key(ec.SECP256R1()))
    for text, verdict in (
        ("https://example.org/menu", "not_ours"),
        ("6901234567892/1", "not_ours"),
        (url_of("localhost", stranger), "key_unknown"),
    ):
        found = (await scan(served, text)).json()
        assert found["verdict"] == verdict
        assert (found["crate"], found["facts"]) == (None, None)


async def test_a_void_label_is_void_by_code_and_by_number(served: Served) -> None:
    label = await label_of(served)
    await end(served.office, "zhou", label.number, "void", "卡纸")
    for text in (label.token, label.number):
        assert (await scan(served, text)).json()["verdict"] == "void"


async def test_an_arrival_is_journalled_once(served: Served) -> None:
    before = await served.office.journal.size()
    answer = await arrive(served)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["recorded"], answer.json()["crate"]["state"]) == (True, "arrived")
    again = await arrive(served, user="zhou")
    assert (again.status_code, again.json()["recorded"]) == (201, False)
    assert await served.office.journal.size() == before + 1
    page = await served.get("zhao", f"/api/crates/{CRATE}")
    last = page.json()["timeline"][-1]
    assert (last["kind"], last["actor"]) == ("crate.arrived", "wang")


async def test_who_stands_at_no_gate_lets_nothing_in(served: Served) -> None:
    answer = await arrive(served, user="zhao")
    assert (answer.status_code, answer.json()["code"]) == (403, "no_right")
    assert (await served.doc(Crate, CRATE)).state == "labelled"


async def test_a_crate_that_is_unknown_does_not_arrive(served: Served) -> None:
    body = at_gate(crate_key(DECLARATION, 999), None)
    answer = await served.post("wang", "/api/arrivals", body)
    assert (answer.status_code, answer.json()["code"]) == (404, "crate_unknown")


async def test_a_photocopy_is_doubted_at_the_desk_and_both_arrivals_are_kept(
    served: Served,
) -> None:
    """The original came to a phone at the east gate; its copy comes to the desk, then elsewhere."""
    label = await label_of(served)
    phone = await served.phone("li")
    where = {"latitude": 41.07, "longitude": 121.12, "accuracy_m": 12.0}
    phone.record("crate.arrived", {**at_gate(CRATE, label), **where}, over={"kv": 2})
    assert (await served.push(phone)).json()["answers"][0]["objections"] == []
    answer = await served.post("wang", "/api/arrivals", at_gate(CRATE, label, "GLP"))
    said = answer.json()
    assert said["recorded"] is True
    codes = [one["code"] for one in said["objections"]]
    assert codes == ["arrived_twice", "arrived_elsewhere"]
    listed = (await served.get("zhao", "/api/objections")).json()["rows"]
    assert {one["code"] for one in listed} == set(codes)
    first = (await served.doc(Crate, CRATE)).arrived
    assert first is not None
    assert (first.dev, first.latitude) == (phone.dev, 41.07)  # the first sighting stays


async def test_a_gate_of_no_known_place_is_refused(served: Served) -> None:
    asked = at_gate(CRATE, await label_of(served), "NOWHERE")
    answer = await served.post("wang", "/api/arrivals", asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "place_unknown")
    assert (await served.doc(Crate, CRATE)).state == "labelled"
