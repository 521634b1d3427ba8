"""Personal values beside entries, by the vectors that the phone reads too."""

import json
from typing import Any

import msgspec
import pytest

from backend.rules.kinds import KINDS
from backend.wire.disclosures import check, split, unveil, veil
from backend.wire.jws import NotJwsError, decode
from tests.log.make_personal import FILE, made

VECTORS = json.loads(FILE.read_text(encoding="utf-8"))


def test_the_vectors_are_those_that_are_made_here() -> None:
    assert FILE.read_text(encoding="utf-8") == made()


@pytest.mark.parametrize("case", VECTORS["sound"], ids=lambda case: case["name"])
def test_a_body_is_veiled_and_read_again(case: dict[str, Any]) -> None:
    salts = iter(case["salts"])
    body = msgspec.json.encode(case["body"])
    signed, beside = veil(body, case["paths"], lambda: decode(next(salts)))
    assert signed.decode() == case["signed"]
    assert [item.text for item in beside] == case["disclosures"]
    sent = "~".join(["a.b.c", *case["disclosures"], ""]) if beside else "a.b.c"
    assert split(sent) == ("a.b.c", case["disclosures"])
    assert len(check(signed, case["disclosures"])) == len(beside)
    assert msgspec.json.decode(unveil(signed, case["disclosures"], case["paths"])) == case["body"]
    assert msgspec.json.decode(unveil(signed, [], case["paths"])) == case["redacted"]
    assert tuple(case["paths"]) == KINDS[case["kind"], case["kv"]].personal


@pytest.mark.parametrize("case", VECTORS["bent"], ids=lambda case: case["name"])
def test_a_bent_body_is_not_read(case: dict[str, Any]) -> None:
    for beside in (case["disclosures"], list[str]()):
        if beside or case["name"] != "of another name":
            with pytest.raises(NotJwsError):
                unveil(case["signed"].encode(), beside, case["paths"])
