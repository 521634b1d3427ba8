"""The two weights of the label's font: widths, ink and which characters it has.

Guarantees: what is measured here is what every printer draws, since all of them use these files;
a character that the font lacks is found before anything is printed.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "fonts"
FILES = {False: FOLDER / "NotoSansSC-Regular.ttf", True: FOLDER / "NotoSansSC-Bold.ttf"}


@dataclass(slots=True)
class Typeface:
    """One weight. Lengths are in em: multiply by the size in mm."""

    units_per_em: int
    glyphs: dict[int, str]  # code point -> glyph name
    advances: dict[str, tuple[int, int]]
    outlines: Any
    _ink: dict[str, tuple[int, int]] = field(default_factory=dict)

    def width(self, text: str) -> float:
        """The sum of the advances of `text`, all of whose characters the font must have."""
        total = sum(self.advances[self.glyphs[ord(char)]][0] for char in text)
        return total / self.units_per_em

    def ink(self, text: str) -> tuple[float, float]:
        """How far the ink of `text` reaches above and below the baseline, both positive down."""
        bounds = [self._bounds(char) for char in text]
        bottom, top = min(low for low, _ in bounds), max(high for _, high in bounds)
        return -top / self.units_per_em, -bottom / self.units_per_em

    def bearing(self, char: str) -> float:
        """The white between the start of a character and its ink."""
        return self.advances[self.glyphs[ord(char)]][1] / self.units_per_em

    def missing(self, text: str) -> str | None:
        """The first character of `text` that the font lacks, if any."""
        return next((char for char in text if ord(char) not in self.glyphs), None)

    def _bounds(self, char: str) -> tuple[int, int]:
        """Lowest and highest point of a glyph, in font units; a space has none: 0, 0."""
        if char not in self._ink:
            glyph = self.outlines[self.glyphs[ord(char)]]
            empty = glyph.numberOfContours == 0
            self._ink[char] = (0, 0) if empty else (glyph.yMin, glyph.yMax)
        return self._ink[char]


@cache
def typeface(bold: bool = False) -> Typeface:
    """The regular or bold weight, read once."""
    font = TTFont(io.BytesIO(FILES[bold].read_bytes()), lazy=True)
    return Typeface(
        units_per_em=font["head"].unitsPerEm,
        glyphs=font.getBestCmap(),
        advances=font["hmtx"].metrics,
        outlines=font["glyf"],
    )
