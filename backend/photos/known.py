"""Which photos may be here, for who asks at every upload.

Guarantee: what was added is never said to be absent. What was not is said to be absent, but for
about one in a hundred once there are a million. Asking the disk instead means to look for a name
of every type, which costs more than all else that is done before an upload's first byte.
"""

from collections.abc import Iterable
from typing import Final

_DIGITS: Final = 6
_BITS: Final = 16**_DIGITS


class Known:
    """A Bloom filter of two bits a hash: a SHA-256 is as good as random already."""

    def __init__(self, hashes: Iterable[str]) -> None:
        self._bits = bytearray(_BITS // 8)
        for sha256 in hashes:
            self.add(sha256)

    def add(self, sha256: str) -> None:
        """`sha256` in lower-case hex, as everywhere."""
        for bit in _places(sha256):
            self._bits[bit >> 3] |= 1 << (bit & 7)

    def __contains__(self, sha256: str) -> bool:
        first, second = _places(sha256)
        bits = self._bits
        return bool(bits[first >> 3] >> (first & 7) & bits[second >> 3] >> (second & 7) & 1)


def _places(sha256: str) -> tuple[int, int]:
    return int(sha256[:_DIGITS], 16), int(sha256[_DIGITS : 2 * _DIGITS], 16)
