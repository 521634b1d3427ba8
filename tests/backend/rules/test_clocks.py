"""Clocks by the vectors that the phone is held to as well, and the days on which China works."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.desk.workdays import calendar
from backend.rules.clocks import Standing, clock_of, due_at, is_near, is_worked
from backend.settings import load
from backend.wire.clocks import Term, Terms, WorkCalendar

_READ: Any = json.loads((Path(__file__).parents[2] / "vectors" / "clocks.json").read_text("utf-8"))
TERMS = msgspec.convert(_READ["terms"], Terms)
CALENDAR = msgspec.convert(_READ["calendar"], WorkCalendar)


def told(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None


@pytest.mark.parametrize("case", _READ["crates"], ids=lambda case: case["says"])
def test_a_crate_has_the_clock_of_its_state(case: dict[str, Any]) -> None:
    facts = Standing(case["state"], case["since"], case["returned"], case["begun"])
    clock = clock_of(facts, TERMS, CALENDAR)
    found = clock and [clock.name, told(clock.due_at), clock.stopped]
    assert found == case["clock"]


@pytest.mark.parametrize("case", _READ["dues"], ids=lambda case: case["due_at"])
def test_a_promise_runs_out_when_it_does(case: dict[str, Any]) -> None:
    term = msgspec.convert(case["term"], Term)
    assert told(due_at(term, datetime.fromisoformat(case["since"]), CALENDAR)) == case["due_at"]


def test_the_vectors_stand_on_the_terms_that_ship_and_on_the_calendar_of_china() -> None:
    assert load().clocks == TERMS
    assert calendar(2013, 2013) == CALENDAR
    worked = {day: is_worked(date.fromisoformat(day), CALENDAR) for day in _DAYS}
    assert worked == _DAYS


_DAYS = {"2013-04-27": True, "2013-04-29": False, "2013-06-10": False, "2013-09-22": True}


def test_a_year_that_nobody_knows_yet_leaves_its_weekends_free() -> None:
    far = calendar(2090, 2090)
    assert (far.first, far.last, far.off, far.on) == ("2089-01-01", "2091-12-31", [], [])
    assert not is_worked(date(2090, 1, 1), far)  # a Sunday
    assert is_worked(date(2090, 1, 2), far)


def test_a_clock_is_near_within_the_time_that_is_set() -> None:
    arrived = Standing("arrived", "2013-05-10T09:00:00+08:00")
    clock = clock_of(arrived, TERMS, CALENDAR)
    assert clock is not None
    at = datetime.fromisoformat
    assert not is_near(clock, TERMS, at("2013-05-10T11:59:59+08:00"))
    assert is_near(clock, TERMS, at("2013-05-10T12:00:00+08:00"))
    stopped = clock_of(Standing("laboratory", arrived.since), TERMS, CALENDAR)
    assert stopped is not None
    assert not is_near(stopped, TERMS, at("2014-05-10T12:00:00+08:00"))
