"""Clocks 时限: what an office promises to do within which time, and the days on which it works.

Phones fetch both once and reckon with no network; an instant on the wire is RFC 3339.
"""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import Day, Wire

ClockName = Literal["acceptance", "attendance", "inspection", "signing"]
StopReason = Literal["correction", "laboratory", "owner"]
"""What alone may stop a clock: 补正, 实验室, 货主."""


class Term(Wire):
    """`hours` run day and night from the moment on. `days` and `working_days` run out with the
    last of them, in the office's zone; the day on which they begin does not count, and 0 is that
    day itself."""

    n: Annotated[int, Meta(ge=0, le=1000)]
    unit: Literal["hours", "days", "working_days"]


class Terms(Wire):
    """受理, 到场查验, 当日查验, 合格后签证; `near_minutes` before it runs out a clock is near."""

    acceptance: Term
    attendance: Term
    inspection: Term
    signing: Term
    near_minutes: Annotated[int, Meta(ge=1, le=10_000)]


class WorkCalendar(Wire):
    """Which days are worked from `first` to `last`: those of Monday to Friday but `off` (public
    holidays), and `on` (make-up days at a weekend). Outside it weekends alone are free."""

    zone_minutes: Annotated[int, Meta(ge=-840, le=840)]
    first: Day
    last: Day
    off: list[Day]
    on: list[Day]


class ClockPlan(Wire):
    """All that a phone needs to run the clocks by itself."""

    terms: Terms
    calendar: WorkCalendar
