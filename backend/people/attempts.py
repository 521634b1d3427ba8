"""Slowing down the guessing of passwords.

Guarantee: after five wrong passwords for one account from one address, or fifty from one address
for any accounts, the next attempts wait, each wait twice as long as the last. Other addresses
are not held up, so nobody can lock a colleague out. Kept in memory, bounded: a restart forgets it.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from msgspec import Struct

FREE: Final = 5
FREE_PER_ADDRESS: Final = 50
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)
FORGET_AFTER: Final = timedelta(hours=1)
MAX_KEYS: Final = 10_000


class TooManyAttemptsError(Exception):
    """Wait `retry_after_s` seconds before the next attempt."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"too many wrong passwords; try again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class _Tally(Struct):
    count: int
    last: datetime
    blocked_until: datetime


class Attempts:
    """Counts attempts as they begin, so that a hundred at once do not all slip through."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._tallies: OrderedDict[tuple[str, ...], _Tally] = OrderedDict()

    def begin(self, user: str, address: str) -> None:
        """Count an attempt as wrong until `succeeded` says otherwise.

        Raises:
            TooManyAttemptsError: it may not even be tried; waiting attempts do not count.
        """
        limits = {(address,): FREE_PER_ADDRESS, (user, address): FREE}
        wait = max(self._wait(key) for key in limits)
        if wait > timedelta(0):
            raise TooManyAttemptsError(ceil(wait.total_seconds()))
        for key, free in limits.items():
            self._count(key, free)

    def succeeded(self, user: str, address: str) -> None:
        """Forget the account's wrong attempts; the address is only given back this one."""
        self._tallies.pop((user, address), None)
        if (tally := self._tallies.get((address,))) is not None:
            tally.count -= 1
            if tally.count < FREE_PER_ADDRESS:
                tally.blocked_until = tally.last

    def _wait(self, key: tuple[str, ...]) -> timedelta:
        tally = self._tallies.get(key)
        return tally.blocked_until - self._now() if tally else timedelta(0)

    def _count(self, key: tuple[str, ...], free: int) -> None:
        now = self._now()
        tally = self._tallies.pop(key, None)
        if tally is None or now - max(tally.last, tally.blocked_until) > FORGET_AFTER:
            tally = _Tally(count=0, last=now, blocked_until=now)
        tally.count += 1
        tally.last = now
        if tally.count >= free:
            doublings = min(tally.count - free, 10)
            tally.blocked_until = now + min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
        self._tallies[key] = tally
        while len(self._tallies) > MAX_KEYS:
            self._tallies.popitem(last=False)
