"""Rows of dots compressed as one zlib stream, what recurs from page to page only once.

Guarantees: any inflater reads the stream as if it had been compressed in one piece. A strip that
recurs is kept compressed (a bounded number of them), and its check sum is combined with those of
its neighbours, so that a page costs little more than what is new on it.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from labels.printers.bitmap import Strip, turned

_LEVEL, _WINDOW_BITS, _MEMORY = 1, -15, 9
_HEAD, _END = b"\x78\x01", b"\x03\x00"  # of a zlib stream; its last, empty block
_ADLER = 65_521
_STRIPS_KEPT = 96


class _Packed(NamedTuple):
    blocks: bytes
    adler: int
    size: int


def packed(strips: Sequence[Strip], stride: int = 0) -> bytes:
    """The rows of `strips` as a zlib stream.

    With `stride`, the bytes of a row, as a PNG wants them: each row after a 0, black as 0 bits.
    """
    parts, low, high = [_HEAD], 1, 0
    for rows, recurs in strips:
        one = _kept(rows, stride) if recurs else _pack(rows, stride)
        parts.append(one.blocks)
        high = (high + (one.adler >> 16) + one.size * (low - 1)) % _ADLER
        low = (low + (one.adler & 0xFFFF) - 1) % _ADLER
    parts += (_END, (high << 16 | low).to_bytes(4))
    return b"".join(parts)


def _pack(rows: bytes, stride: int) -> _Packed:
    if stride and rows:
        light = turned(rows)
        starts = range(0, len(light), stride)
        rows = b"\0" + b"\0".join([light[start : start + stride] for start in starts])
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW_BITS, _MEMORY)
    blocks = deflate.compress(rows) + deflate.flush(zlib.Z_FULL_FLUSH)
    return _Packed(blocks, zlib.adler32(rows), len(rows))


_kept = lru_cache(maxsize=_STRIPS_KEPT)(_pack)
