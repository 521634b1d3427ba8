"""The days on which China works, by the tables of chinesecalendar, for the years that matter here.

Guarantee: a year that those tables do not know yet leaves only its weekends free; nothing fails.
"""

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

from backend.desk.office import Office
from backend.wire.clocks import ClockPlan, WorkCalendar

_CHINA_MINUTES = 8 * 60
_WEEKEND = 5


def clock_plan(office: Office) -> ClockPlan:
    """The promises of this office, and its calendar from the year before the expo to the next."""
    years = {int(office.settings.expo.opens[:4]), office.today().year}
    return ClockPlan(terms=office.settings.clocks, calendar=calendar(min(years), max(years)))


@lru_cache(maxsize=8)
def calendar(first: int, last: int) -> WorkCalendar:
    """From January of the year before `first` to December of the year after `last`."""
    off, on = [], []
    day, end = date(first - 1, 1, 1), date(last + 1, 12, 31)
    start = day
    while day <= end:
        worked = _is_worked(day)
        if day.weekday() >= _WEEKEND and worked:
            on.append(day.isoformat())
        elif day.weekday() < _WEEKEND and not worked:
            off.append(day.isoformat())
        day += timedelta(days=1)
    return WorkCalendar(
        zone_minutes=_CHINA_MINUTES,
        first=start.isoformat(),
        last=end.isoformat(),
        off=off,
        on=on,
    )


def _is_worked(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < _WEEKEND
