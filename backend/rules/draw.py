"""A random draw that anybody can repeat from its seed.

The seed (32 hex figures) is made before anything is opened and recorded with the units. Random
words are the first 6 bytes, big-endian, of SHA-256 over the UTF-8 text `seed:counter`, counter from
0; a word at or above the greatest multiple of k below 2^48 is left out, else its remainder by k is
the next number below k. With these a Fisher-Yates shuffle of 1..N is begun from the front, as far
as n places; those are the units, returned in ascending order. The phone's twin is
`pwa/src/rules/draw.ts`.
"""

import hashlib
from collections.abc import Iterator
from itertools import count
from typing import Final

_WORD: Final = 2**48


def draw(seed: str, lot_size: int, n: int) -> list[int]:
    """n different units from 1 to `lot_size`, ascending. Raises ValueError where n > lot_size."""
    if not 0 <= n <= lot_size:
        raise ValueError("more units than there are")
    words = _words(seed)
    moved: dict[int, int] = {}  # places whose unit is another than at first
    chosen = []
    for place in range(n):
        other = place + _below(words, lot_size - place)
        chosen.append(moved.get(other, other) + 1)
        moved[other] = moved.get(place, place)
    return sorted(chosen)


def _words(seed: str) -> Iterator[int]:
    for counter in count():
        digest = hashlib.sha256(f"{seed}:{counter}".encode()).digest()
        yield int.from_bytes(digest[:6], "big")


def _below(words: Iterator[int], k: int) -> int:
    """A number below k, each equally likely."""
    limit = _WORD - _WORD % k
    return next(word for word in words if word < limit) % k
