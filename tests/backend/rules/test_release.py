"""The release rule: by scenarios, and on the real list of twelve consignments."""

from pathlib import Path
from typing import get_args

import msgspec
import pytest

from backend.rules import release
from backend.rules.lists import read_list
from backend.rules.release import RULE, RULE_VERSION, Seen, decide
from backend.settings import DEMO_LIST, load
from backend.wire.declarations import DeclarationLodged, Outcome

VECTORS = sorted((Path(__file__).parents[2] / "vectors" / "release").glob("*.json"))


class Expected(msgspec.Struct, forbid_unknown_fields=True):
    crates: list[int]
    outcome: Outcome
    codes: list[str]


class Vector(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    declaration: DeclarationLodged
    isolation_places: list[str]
    seen: dict[int, list[Seen]]
    expect: list[Expected]


def read(path: Path) -> Vector:
    return msgspec.json.decode(path.read_bytes(), type=Vector, strict=False)


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path: Path) -> None:
    vector = read(path)
    decisions = decide(vector.declaration, vector.isolation_places, vector.seen)
    found = [
        Expected(d.crates, d.outcome, [reason.code for reason in d.reasons]) for d in decisions
    ]
    assert found == vector.expect


def test_every_row_has_a_vector() -> None:
    seen = {code for path in VECTORS for expected in read(path).expect for code in expected.codes}
    assert seen == {row.code for row in RULE.rows}


def test_every_row_names_its_article_in_both_languages() -> None:
    assert RULE_VERSION >= 1
    assert {row.outcome for row in RULE.rows} == set(get_args(Outcome))
    for row in RULE.rows:
        assert "第" in row.article
        assert row.zh.endswith("。")
        assert row.en.endswith(".")
        assert not set(row.zh) & set(",;:?!()"), row.code


def test_a_decision_can_be_signed_as_it_is() -> None:
    for path in VECTORS:
        for decision in decide(read(path).declaration, []):
            again = msgspec.json.decode(msgspec.json.encode(decision), type=type(decision))
            assert again == decision


def test_rows_out_of_order_are_refused() -> None:
    raw = msgspec.json.decode(
        Path(release.__file__).with_name("data").joinpath("release_rule.json").read_bytes()
    )
    raw["rows"] = raw["rows"][::-1]
    with pytest.raises(msgspec.ValidationError, match="prohibited to label"):
        msgspec.convert(raw, release.Rule)


def test_on_the_demo_list_176_crates_may_travel_and_18_may_not() -> None:
    settings = load()
    read = read_list("list", DEMO_LIST.read_bytes(), settings)
    found = {}
    for number, declaration in enumerate(read.declarations, start=1):
        [decision] = decide(declaration, settings.isolation_places)
        assert decision.crates == [line.n for line in declaration.crates]
        found[number] = (len(decision.crates), decision.outcome)
    assert found == {
        1: (60, "label_isolation"),
        2: (10, "label_isolation"),
        3: (6, "label_isolation"),
        4: (25, "label"),
        5: (14, "label"),
        6: (12, "label"),
        7: (2, "port_only"),
        8: (15, "prohibited"),
        9: (18, "label"),
        10: (22, "label"),
        11: (9, "label"),
        12: (1, "port_only"),
    }
    travels = [count for count, outcome in found.values() if outcome.startswith("label")]
    assert sum(travels) == 176
