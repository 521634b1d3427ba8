"""A page in the dots of a printer: one bit each, 1 is black."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image

_TURNED = bytes(255 - value for value in range(256))


class Strip(NamedTuple):
    """Some rows. `recurs`: the very same object is part of other pages too."""

    rows: bytes
    recurs: bool


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Strips from the top; each row `stride` bytes, its leftmost dot in the highest bit.

    The bits beyond `width` are 0.
    """

    width: int
    height: int
    strips: Sequence[Strip]

    @property
    def stride(self) -> int:
        return (self.width + 7) // 8

    @property
    def data(self) -> bytes:
        """All rows."""
        return b"".join(strip.rows for strip in self.strips)

    def picture(self) -> Image.Image:
        """As a picture, black on white."""
        return Image.frombytes("1", (self.width, self.height), turned(self.data))


def turned(rows: bytes) -> bytes:
    """Rows with 0 for black instead, as pictures and some printers want them."""
    return rows.translate(_TURNED)
