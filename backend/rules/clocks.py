"""Clocks: which promise runs for a crate, since when and until when, and what has stopped it.

Guarantee: pure. The phone's twin is `pwa/src/rules/clocks.ts`; `tests/vectors/clocks.json` holds
both to the same answers. One promise runs at a time, from the moment the crate came into its
state; a clock stands still only while the crate waits for a correction, a laboratory or its owner,
and what it waits for is an entry in the journal. Afterwards the next promise begins anew.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final, NamedTuple

from backend.wire.clocks import ClockName, StopReason, Term, Terms, WorkCalendar
from backend.wire.views import Crate, CrateState

_DAY: Final = timedelta(days=1)
_WEEKEND: Final = 5
_STOPPED: Final[dict[CrateState, StopReason]] = {
    "held": "owner",
    "laboratory": "laboratory",
    "treatment": "owner",
}


class Clock(NamedTuple):
    """`due_at` in UTC; None while `stopped` says what is waited for."""

    name: ClockName | None
    since: datetime
    due_at: datetime | None
    stopped: StopReason | None


class Standing(NamedTuple):
    """What of a crate decides. `returned`: its record was sent back. `begun`: somebody is at it."""

    state: CrateState
    since: str
    returned: bool = False
    begun: bool = False


def standing_of(crate: Crate, *, returned: bool = False, begun: bool = False) -> Standing:
    return Standing(crate.state, crate.since, returned, begun)


def clock_of(crate: Standing, terms: Terms, calendar: WorkCalendar) -> Clock | None:
    """The clock of a crate; None where nothing is promised. Raises ValueError for no instant."""
    since = datetime.fromisoformat(crate.since)
    stopped = "correction" if crate.returned else _STOPPED.get(crate.state)
    if stopped is not None:
        return Clock(None, since, None, stopped)
    name = _running(crate)
    if name is None:
        return None
    term: Term = getattr(terms, name)
    return Clock(name, since, due_at(term, since, calendar), None)


def _running(crate: Standing) -> ClockName | None:
    match crate.state:
        case "declared":
            return "acceptance"
        case "arrived":
            return "inspection" if crate.begun else "attendance"
        case "inspecting":
            return "signing"
        case _:
            return None


def due_at(term: Term, since: datetime, calendar: WorkCalendar) -> datetime:
    """When a promise that began at `since` runs out, in UTC."""
    if term.unit == "hours":
        return (since + timedelta(hours=term.n)).astimezone(UTC)
    zone = timezone(timedelta(minutes=calendar.zone_minutes))
    day = since.astimezone(zone).date()
    left = term.n
    while left:
        day += _DAY
        left -= term.unit == "days" or is_worked(day, calendar)
    end = datetime.combine(day + _DAY, datetime.min.time(), zone)
    return end.astimezone(UTC)


def is_worked(day: date, calendar: WorkCalendar) -> bool:
    """Whether the office works on a day; beyond the calendar, whether it is no weekend."""
    text = day.isoformat()
    if day.weekday() >= _WEEKEND:
        return text in calendar.on
    return text not in calendar.off


def is_near(clock: Clock, terms: Terms, now: datetime) -> bool:
    """Whether a clock has at most `near_minutes` to run, or none any more."""
    if clock.due_at is None:
        return False
    return now >= clock.due_at - timedelta(minutes=terms.near_minutes)
