"""So many requests from one address, and then one at a time.

Guarantee: an address has a bucket of tokens that refills steadily; other addresses are not held
up. Kept in memory, bounded: a restart forgets it, and so does a flood of new addresses.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Final

BURST: Final = 60  # a whole hall may stand behind one address
PER_SECOND: Final = 1.0
MAX_ADDRESSES: Final = 10_000


class Throttle:
    """`now` gives seconds that only grow."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> int:
        """Spend a token of this address: 0, or the seconds to wait where there is none."""
        key, now = _household(address), self._now()
        left, then = self._buckets.pop(key, (float(BURST), now))
        left = min(float(BURST), left + (now - then) * PER_SECOND)
        wait = 0 if left >= 1 else ceil((1 - left) / PER_SECOND)
        self._buckets[key] = (left - 1 if wait == 0 else left, now)
        while len(self._buckets) > MAX_ADDRESSES:
            self._buckets.popitem(last=False)
        return wait


def _household(address: str) -> str:
    """An address, or of IPv6 its /64: a single phone has all of those."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        mapped = ip.ipv4_mapped
        return str(mapped) if mapped else ip.packed[:8].hex()
    return str(ip)
