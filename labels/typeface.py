"""The two weights of the label's font: widths, ink and which characters it has.

Guarantees: what is measured here is what every printer draws, since all of them use these files;
a character that the font lacks is found before anything is printed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
FILES = {False: FOLDER / "NotoSansSC-Regular.ttf", True: FOLDER / "NotoSansSC-Bold.ttf"}

_TABLES_AT = 12
_TABLE = struct.Struct(">4sIII")  # name, check sum, offset, length
_GLYPH_HEAD = struct.Struct(">5h")  # contours, then left, lowest, right and highest point
_UNICODE = (3, 1)  # of the maps from characters to glyphs, the one that every font has


@dataclass(frozen=True, slots=True)
class Typeface:
    """One weight. Lengths are in em: multiply by the size in mm. Safe to share between threads."""

    units_per_em: int
    glyphs: dict[int, int]  # code point -> number of the glyph in the file
    advances: Sequence[tuple[int, int]]  # by glyph: advance, bearing before the ink
    heights: Sequence[tuple[int, int]]  # by glyph: lowest and highest point of its ink

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


def typeface(bold: bool = False) -> Typeface:
    """The regular or bold weight, read once."""
    return _read(bold)


@cache
def _read(bold: bool) -> Typeface:
    file = memoryview(FILES[bold].read_bytes())
    tables = {
        name: file[offset : offset + length]
        for name, _, offset, length in _TABLE.iter_unpack(
            file[_TABLES_AT : _TABLES_AT + _TABLE.size * int.from_bytes(file[4:6])]
        )
    }
    (count,) = struct.unpack_from(">H", tables[b"maxp"], 4)
    return Typeface(
        units_per_em=struct.unpack_from(">H", tables[b"head"], 18)[0],
        glyphs=dict(_mapped(tables[b"cmap"])),
        advances=_advances(tables, count),
        heights=list(_heights(tables, count)),
    )


def _mapped(cmap: memoryview) -> Iterator[tuple[int, int]]:
    """Characters and their glyphs, from the ranges of a map of format 4."""
    (maps,) = struct.unpack_from(">H", cmap, 2)
    subtables = {key[:2]: key[2] for key in struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * maps])}
    found = cmap[subtables[_UNICODE] :]
    form, _, _, twice = struct.unpack_from(">4H", found)
    if form != 4:
        raise ValueError(f"a map of characters in format {form}")
    ranges = twice // 2
    lasts = struct.unpack_from(f">{ranges}H", found, 14)
    firsts, shifts, offsets = (
        struct.unpack_from(f">{ranges}H", found, 16 + twice * place) for place in (1, 2, 3)
    )
    for at in range(ranges):
        for point in range(firsts[at], min(lasts[at], 0xFFFE) + 1):
            glyph = point
            if offsets[at]:  # counted from the offset itself, into the list behind all of them
                where = 16 + 3 * twice + 2 * at + offsets[at] + 2 * (point - firsts[at])
                (glyph,) = struct.unpack_from(">H", found, where)
            if glyph:
                yield point, glyph + shifts[at] & 0xFFFF


def _advances(tables: dict[bytes, memoryview], count: int) -> Sequence[tuple[int, int]]:
    """Advance and bearing of each glyph; the last advance holds for all that follow."""
    (long,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    metrics = tables[b"hmtx"]
    pairs = list(struct.iter_unpack(">Hh", metrics[: 4 * long]))
    bearings = struct.iter_unpack(">h", metrics[4 * long : 4 * long + 2 * (count - long)])
    return [*pairs, *((pairs[-1][0], bearing) for (bearing,) in bearings)]


def _heights(tables: dict[bytes, memoryview], count: int) -> Iterator[tuple[int, int]]:
    """Lowest and highest point of each glyph in order, from the heads of their outlines alone."""
    (wide,) = struct.unpack_from(">h", tables[b"head"], 50)
    outlines, unit = tables[b"glyf"], 1 if wide else 2
    starts = struct.unpack_from(f">{count + 1}{'I' if wide else 'H'}", tables[b"loca"])
    for start, end in pairwise(starts):
        if start == end:  # a space
            yield 0, 0
        else:
            _, _, low, _, high = _GLYPH_HEAD.unpack_from(outlines, unit * start)
            yield low, high
