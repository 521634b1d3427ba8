"""The demo's calendar: days of 2013 moved to now, and a clock that is set to each of them in turn.

Guarantee: the clock never goes back, and never beyond the true time.
"""

import heapq
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count

from backend.desk.office import CHINA

Story = AsyncIterator[datetime]
"""Yields the moment until which it waits, then goes on."""


class Days:
    """A clock for the office while the demo is filled in. `shift_days` moves 2013 to now."""

    def __init__(self, shift_days: int) -> None:
        self._shift = timedelta(days=shift_days)
        self._opened = datetime.now(UTC)
        self.now = self.day("02-25 09:00")

    def __call__(self) -> datetime:
        return self.now

    def day(self, text: str) -> datetime:
        """`03-18 09:30` of the demo's year, by China's clocks."""
        moment = datetime.strptime(f"2013-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)
        return (moment + self._shift).astimezone(UTC)

    def date(self, text: str) -> str:
        """The same of a mere day: `03-18`, or `2014-03-18` of another year."""
        year = "" if len(text) > len("03-18") else "2013-"
        moment = datetime.strptime(f"{year}{text}", "%Y-%m-%d").replace(tzinfo=CHINA)
        return (moment + self._shift).date().isoformat()

    def ago(self, minutes: int) -> datetime:
        return self._opened - timedelta(minutes=minutes)

    async def play(self, stories: Iterable[Story]) -> None:
        """Let the stories go on in the order of their moments."""
        order = count()
        waiting: list[tuple[datetime, int, Story]] = []
        for story in stories:
            await _go_on(waiting, story, next(order))
        while waiting:
            moment, at, story = heapq.heappop(waiting)
            self.now = min(max(self.now, moment), self._opened)
            await _go_on(waiting, story, at)


async def _go_on(waiting: list[tuple[datetime, int, Story]], story: Story, at: int) -> None:
    moment = await anext(story, None)
    if moment is not None:
        heapq.heappush(waiting, (moment, at, story))
