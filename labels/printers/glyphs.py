"""Characters and lines of text in printer dots.

Guarantees: a character of one size always has the same dots, drawn once; its place is that of the
layout, to the nearest dot. Memory is bounded.
"""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from labels.canvas import Text
from labels.qr import MM_PER_INCH
from labels.typeface import FILES, typeface

_THRESHOLD = 112  # of 255: how much of a dot a stroke must cover to blacken it
_SPLIT = tuple(255 if level > _THRESHOLD else 0 for level in range(256))


@lru_cache(maxsize=1024)
def line(text: Text, dpi: int, left: int, width: int) -> tuple[int, int, int]:
    """A line of text on pages `width` bytes wide, its corner `left` dots from the edge.

    Returns its first row relative to the corner, how many rows, and their dots as one number.
    """
    dot = MM_PER_INCH / dpi
    size = text.size / dot
    baseline = round(text.baseline / dot)
    face = typeface(text.bold)
    glyphs, x = [], text.x
    for char in text.text:
        picture, across, down = glyph(char, size, text.bold)
        glyphs.append((char, picture, left + round(x / dot) + across, down))
        x += face.width(char) * text.size + text.spacing
    top = min(down for _, _, _, down in glyphs)
    bottom = max(down + picture.height for _, picture, _, down in glyphs)
    dots, row_bits = 0, 8 * width
    for char, picture, across, down in glyphs:
        if 0 <= across <= row_bits - picture.width:
            drawn = _in_rows(char, size, text.bold, width) >> across
        else:  # what would stand beyond the edge is cut off
            edges = max(0, -across), 0, min(picture.width, row_bits - across), picture.height
            if edges[0] >= edges[2]:
                continue
            drawn = _rows(picture.crop(edges), width) >> max(0, across)
        dots |= drawn << (bottom - down - picture.height) * row_bits
    return baseline + top, bottom - top, dots


@lru_cache(maxsize=512)
def _in_rows(char: str, size: float, bold: bool, width: int) -> int:
    """A character at the left edge of rows `width` bytes wide."""
    return _rows(glyph(char, size, bold)[0], width)


def _rows(picture: Image.Image, width: int) -> int:
    own = (picture.width + 7) // 8
    data, rest = picture.tobytes(), bytes(width - own)
    rows = [data[start : start + own] + rest for start in range(0, len(data), own)]
    return int.from_bytes(b"".join(rows))


@lru_cache(maxsize=4096)
def glyph(char: str, size: float, bold: bool) -> tuple[Image.Image, int, int]:
    """A character `size` dots large, and where its picture begins, seen from its origin."""
    font = _font(size, bold)
    x1, y1, x2, y2 = (int(edge) for edge in font.getbbox(char, anchor="ls"))
    grey = Image.new("L", (max(x2 - x1, 1), max(y2 - y1, 1)))
    ImageDraw.Draw(grey).text((-x1, -y1), char, 255, font, anchor="ls")
    return grey.point(_SPLIT, "1"), x1, y1


@lru_cache(maxsize=128)
def _font(size: float, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FILES[bold], size, layout_engine=ImageFont.Layout.BASIC)
