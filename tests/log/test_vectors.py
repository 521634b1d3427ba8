"""The vectors that phone and server share: up to date here, and obeyed by the Python side."""

import base64
import json
from typing import Any

import pytest

from backend.journal.log import leaf_data
from backend.merkle import leaf_hash, verify_consistency, verify_inclusion
from backend.wire.notes import Checkpoint, NotANoteError, verify
from tests.log import make_vectors


def cases(name: str) -> list[Any]:
    content = json.loads((make_vectors.FOLDER / f"{name}.json").read_text("utf-8"))
    return [pytest.param(case, id=case["name"]) for case in content["cases"]]


def unb64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def test_files_are_what_the_script_makes() -> None:
    found = {path.name: path.read_text("utf-8") for path in make_vectors.FOLDER.glob("*.json")}
    assert found == make_vectors.written(), "run python -m tests.log.make_vectors"


@pytest.mark.parametrize("case", cases("leaves"))
def test_a_leaf(case: dict[str, Any]) -> None:
    data = leaf_data(case["jws"], case["received_at"], case["answer"], case["code"])
    assert leaf_hash(data) == unb64(case["leaf"])


@pytest.mark.parametrize("case", cases("notes"))
def test_a_note(case: dict[str, Any]) -> None:
    expect = case["expect"]
    if expect is None:
        with pytest.raises(NotANoteError):
            verify(case["note"], case["vkey"])
        return
    expected = Checkpoint(expect["origin"], expect["size"], unb64(expect["root"]))
    assert verify(case["note"], case["vkey"]) == expected


def test_proofs_of_inclusion() -> None:
    for param in cases("inclusion"):
        case = param.values[0]
        proof = [unb64(value) for value in case["proof"]]
        place = case["position"], case["size"]
        held = verify_inclusion(unb64(case["leaf"]), *place, proof, unb64(case["root"]))
        assert held is case["holds"], case["name"]


def test_proofs_of_consistency() -> None:
    for param in cases("consistency"):
        case = param.values[0]
        proof = [unb64(value) for value in case["proof"]]
        old = case["first"], unb64(case["first_root"])
        new = case["second"], unb64(case["second_root"])
        assert verify_consistency(*old, *new, proof) is case["holds"], case["name"]
