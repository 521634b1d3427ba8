"""What an arrival contradicts, by the vectors that the phone is held to as well."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from backend.rules.kinds import KINDS, fold, judge
from backend.rules.state import Fact, MemoryState
from backend.wire.base import Wire
from backend.wire.travels import CrateArrived, CrateScannedIn, GatePlace
from backend.wire.views import Crate, CrateLabel
from tests.kit import DECLARATION, declaration, inspection

CASES = json.loads(
    (Path(__file__).parents[2] / "vectors" / "arrivals.json").read_text(encoding="utf-8")
)
CRATE = f"{DECLARATION}/1"
CLONE_RULES = ("arrived_twice", "arrived_elsewhere", "arrived_after_unpacking")


def fact(body: Wire, at: str = "2013-04-26T09:00:00+08:00", dev: str = "desk") -> Fact:
    return Fact(0, f"entry of {dev}", dev, "wang", at, at, body, [], [], sha256="0" * 64)


def scanned(number: str | None, gate: str | None, place: Any) -> CrateScannedIn:
    return CrateScannedIn(
        crate=CRATE,
        number=number,
        token=None,
        how="typed",
        gate=gate,
        place=GatePlace(**place) if place else None,
        latitude=None,
        longitude=None,
        accuracy_m=None,
    )


def label(number: str, destination: str) -> CrateLabel:
    return CrateLabel(
        number=number,
        token="",
        port="DAL",
        destination=destination,
        issued="2013-04-20",
        valid_until="2013-11-01",
        by="zhou",
        state="issued",
        reason=None,
        replaced_by=None,
        prints=[],
        spoiled=0,
        affixed=None,
    )


def known(case: Any) -> MemoryState:
    """What the journal knew of the crate before the scan."""
    state = MemoryState()
    fold(state, KINDS["declaration.lodged", 1], fact(declaration(crates=1)))
    crate = state.get(Crate, CRATE)
    assert crate is not None
    told = case["crate"]
    bears = label("DAL13-000123-D", told["destination"]) if told["destination"] else None
    state.put(replace(crate, place=told["place"], label=bears))
    if told["unpacked"]:
        body = replace(inspection(CRATE), ended_at=told["unpacked"])
        fold(state, KINDS["inspection.recorded", 1], fact(body))
    if told["arrived"]:
        before = told["arrived"]
        first = scanned(before["number"], before["gate"], None)
        fold(state, KINDS["crate.arrived", 2], fact(first, before["at"], before["dev"]))
    return state


def doubts(case: Any, version: int, body: Wire) -> list[str]:
    scan = case["scan"]
    found = judge(known(case), KINDS["crate.arrived", version], fact(body, scan["at"], scan["dev"]))
    return [one.code for one in found if one.code in CLONE_RULES]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_an_arrival_is_doubted_as_the_phone_doubts_it(case: Any) -> None:
    scan = case["scan"]
    body = scanned(scan["number"], scan["gate"], scan["place"])
    assert doubts(case, 2, body) == case["doubts"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_version_1_is_doubted_by_all_that_it_could_say(case: Any) -> None:
    scan = case["scan"]
    body = CrateArrived(crate=CRATE, number=scan["number"], gate=scan["gate"])
    expected = [code for code in case["doubts"] if code != "arrived_elsewhere"]
    assert doubts(case, 1, body) == expected
    assert "place" not in to_builtins(body)
