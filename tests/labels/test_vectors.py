"""The vectors that phone and server share: up to date here, and obeyed by the Python side."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from labels.errors import MalformedNumber, MistypedNumber, TrustRefused
from labels.number import parse_number
from labels.trust import open_list, seal_list
from labels.verdict import NOTES, ORDER, Known, judge
from tests.labels import judge_cases, kit, make_vectors


def cases(name: str) -> list[Any]:
    content = json.loads((make_vectors.FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=f"{name}: {case['name']}") for case in content["cases"]]


JUDGED = [case for name in make_vectors.FILES if name.startswith("judge") for case in cases(name)]


def test_files_are_what_the_script_makes():
    found = {path.name: path.read_text("utf-8") for path in make_vectors.FOLDER.glob("*.json")}
    assert found == make_vectors.written(), "run python -m tests.labels.make_vectors"


@pytest.mark.parametrize("case", JUDGED)
def test_a_scan_gets_its_verdict(case: dict[str, Any]):
    trust = open_list(case["trust"], bytes.fromhex(case["root_point"]))
    today = date.fromisoformat(case["today"])
    verdict = judge(case["text"], trust, today, Known(**case["known"]))
    assert case["expect"] == {
        "verdict": verdict.code,
        "also": list(verdict.also),
        "notes": list(verdict.notes),
        "number": verdict.number,
        "facts": judge_cases.facts_json(verdict.facts),
        "revoked": verdict.revoked and verdict.revoked.isoformat(),
    }


def test_every_verdict_and_note_has_a_scenario():
    expected = [case.values[0]["expect"] for case in JUDGED]
    assert {expect["verdict"] for expect in expected} == set(ORDER)
    assert {note for expect in expected for note in expect["notes"]} == set(NOTES)


@pytest.mark.parametrize("case", cases("numbers"))
def test_a_typed_number(case: dict[str, Any]):
    if case["error"] is None:
        assert parse_number(case["typed"]) == case["number"]
        return
    error = {"malformed": MalformedNumber, "mistyped": MistypedNumber}[case["error"]]
    with pytest.raises(error):
        parse_number(case["typed"])


@pytest.mark.parametrize("case", cases("trust"))
def test_a_trust_list(case: dict[str, Any]):
    root_point = bytes.fromhex(case["root_point"])
    if case["accepted"] is None:
        with pytest.raises(TrustRefused):
            open_list(case["text"], root_point)
        return
    trust = open_list(case["text"], root_point)
    assert make_vectors.trust_json(trust) == case["accepted"]
    assert seal_list(trust, kit.ROOT) == case["text"]
