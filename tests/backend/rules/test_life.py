"""A crate's life, sampling and waivers, by the vectors that the phone is held to as well."""

import csv
import json
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from backend.rules import life, sampling
from backend.rules.draw import draw
from backend.rules.kinds import KINDS
from backend.wire.lots import SamplingPlan
from backend.wire.views import FREE, CrateState
from tests.backend.rules.make_vectors import FOLDER, FROZEN, SEEDS, files

PUBLIC = Path(__file__).parents[4] / "shared" / "domain" / "sampling_vectors.csv"
NOT_OF_A_CRATE = (
    "trust.",
    "key.",
    "range.",
    "issue.",
    "rights.",
    "device.",
    "photo.",
    "checklist.",
    "pestlist.",
    "entry.",
    "objection.",
    "log.",
    "dispute.",
    "journal.",
    "inspection.cosigned",  # says who stood by, and moves no crate
    "task.",  # a word between inspectors
    "draft.",  # who has it, and moves no crate
    "sheet.",  # paper, until it is entered
    "declaration.lodged",
)


def test_vectors_are_what_the_rules_say() -> None:
    for path, content in files().items():
        assert json.loads((FOLDER / path).read_text(encoding="utf-8")) == content, path


def test_every_kind_that_concerns_a_crate_is_an_event() -> None:
    kinds = {kind for kind, _ in KINDS if not kind.startswith(NOT_OF_A_CRATE)}
    named = {"review.decided": "review", "inspection.transcribed": "inspection.recorded"}
    for kind in kinds:
        start = named.get(kind, kind)
        assert any(event.startswith(start) for event in life.RULES), kind


def test_every_state_can_be_left_until_it_is_closed() -> None:
    """No dead end: from everywhere something moves a crate on, and from closed nothing does."""
    for state in get_args(CrateState):
        after = {life.step(event, state, FREE).state for event in life.RULES} - {state}
        assert bool(after) == (state != "closed"), state


@pytest.mark.parametrize("state", life.STATES)
@pytest.mark.parametrize(
    ("standing", "why"),
    [
        ({"frozen": FROZEN}, "lot_frozen"),
        ({"samples_waiting": 1}, "laboratory_awaited"),
        ({"treatments_open": 1}, "treatment_open"),
    ],
)
def test_what_is_held_back_is_never_released(
    state: CrateState, standing: dict[str, object], why: str
) -> None:
    how = replace(FREE, **standing)
    for event in life.RULES:
        after, objection = life.step(event, state, how)
        if after != state:
            assert after not in ("released", "displayed"), (event, state)
        if life.RULES[event].frees:
            assert objection is not None
    assert life.hindrance(state, how) == why


@pytest.mark.skipif(not PUBLIC.exists(), reason="the shared sampling vectors are not here")
def test_ispm_31_as_published() -> None:
    rows = list(csv.DictReader(PUBLIC.read_text(encoding="utf-8").splitlines()))
    assert len(rows) > 60
    for row in rows:
        size = int(row["lot_size"])
        confidence = round(float(row["confidence"]) * 10_000)
        level = round(float(row["level_of_detection"]) * 10_000)
        assert sampling.infested(size, level) == int(row["infested_units"])
        assert sampling.required(size, confidence, level) == int(row["sample_size"]), row


def test_large_lots_take_the_binomial_limit() -> None:
    found = [sampling.required(20_000, 9500, level) for level in (500, 200, 100)]
    assert found == [59, 149, 299]


def test_a_draw_is_fair_and_repeatable() -> None:
    drawn = [draw(f"{n:032x}", 10, 3) for n in range(2000)]
    assert draw(SEEDS[0], 10, 3) == draw(SEEDS[0], 10, 3)
    often = [sum(unit in units for units in drawn) for unit in range(1, 11)]
    assert min(often) > 498  # 600 each, five sigma are 102
    assert max(often) < 702
    assert all(len(set(units)) == 3 for units in drawn)


def test_nonsense_is_refused() -> None:
    for size, confidence, level in ((0, 9500, 500), (5, 0, 500), (5, 9500, 10_001)):
        with pytest.raises(ValueError, match="whole numbers"):
            sampling.required(size, confidence, level)
    with pytest.raises(ValueError, match="more units"):
        draw(SEEDS[0], 3, 4)


def test_a_plan_is_checked_against_its_own_seed() -> None:
    units = draw(SEEDS[1], 500, 56)
    plan = SamplingPlan(
        lot_size=500,
        confidence_bp=9500,
        level_bp=500,
        required=sampling.required(500, 9500, 500),
        drawn=56,
        seed=SEEDS[1],
        units=units,
    )
    assert list(sampling.problems(plan)) == []
    other = [*units[1:], 500] if 500 not in units else units[1:]
    faulty = replace(plan, units=sorted(other))
    assert [item.code for item in sampling.problems(faulty)] == ["sampling_draw_differs"]
    many = replace(plan, drawn=501)
    assert [item.code for item in sampling.problems(many)] == ["sampled_too_many"]
