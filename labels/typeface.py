"""The two weights of the label's font: widths, ink and which characters it has.

Guarantees: what is measured here is what every printer draws, since all of them use these files;
a character that the font lacks is found before anything is printed.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "fonts"
FILES = {False: FOLDER / "NotoSansSC-Regular.ttf", True: FOLDER / "NotoSansSC-Bold.ttf"}

_GLYPH_HEAD = struct.Struct(">5h")  # contours, then left, lowest, right and highest point


@dataclass(frozen=True, slots=True)
class Typeface:
    """One weight. Lengths are in em: multiply by the size in mm. Safe to share between threads."""

    units_per_em: int
    glyphs: dict[int, str]  # code point -> glyph name
    ids: dict[int, int]  # code point -> number of the glyph in the file
    advances: dict[str, tuple[int, int]]  # glyph name -> advance, bearing before the ink
    heights: dict[str, tuple[int, int]]  # glyph name -> lowest and highest point of its ink

    def width(self, text: str) -> float:
        """The sum of the advances of `text`, all of whose characters the font must have."""
        total = sum(self.advances[self.glyphs[ord(char)]][0] for char in text)
        return total / self.units_per_em

    def ink(self, text: str) -> tuple[float, float]:
        """Top and bottom of the ink of `text`, measured downwards from the baseline."""
        heights = [self.heights[self.glyphs[ord(char)]] for char in text]
        bottom, top = min(low for low, _ in heights), max(high for _, high in heights)
        return -top / self.units_per_em, -bottom / self.units_per_em

    def bearing(self, char: str) -> float:
        """The white between the start of a character and its ink."""
        return self.advances[self.glyphs[ord(char)]][1] / self.units_per_em

    def missing(self, text: str) -> str | None:
        """The first character of `text` that the font lacks, if any."""
        return next((char for char in text if ord(char) not in self.glyphs), None)


@cache
def typeface(bold: bool = False) -> Typeface:
    """The regular or bold weight, read once."""
    font = TTFont(io.BytesIO(FILES[bold].read_bytes()), lazy=True)
    glyphs, numbers = font.getBestCmap(), font.getReverseGlyphMap()
    return Typeface(
        units_per_em=font["head"].unitsPerEm,
        glyphs=glyphs,
        ids={point: numbers[name] for point, name in glyphs.items()},
        advances=font["hmtx"].metrics,
        heights=dict(zip(font.getGlyphOrder(), _heights(font), strict=True)),
    )


def _heights(font: TTFont) -> Iterator[tuple[int, int]]:
    """Lowest and highest point of each glyph in order, from the heads of their outlines alone."""
    outlines = font.getTableData("glyf")
    starts = font["loca"].locations
    for start, end in pairwise(starts):
        if start == end:  # a space
            yield 0, 0
        else:
            _, _, low, _, high = _GLYPH_HEAD.unpack_from(outlines, start)
            yield low, high
