"""The font is read by its bytes, as an independent reader of fonts reads it."""

from functools import partial

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from labels.canvas import Text
from labels.printers.glyphs import glyph, line
from labels.typeface import FILES, typeface


@pytest.mark.parametrize("bold", [False, True])
def test_widths_ink_and_characters_are_those_of_the_file(bold: bool):
    ours = typeface(bold)
    with TTFont(FILES[bold]) as font:
        names, outlines, metrics = font.getBestCmap(), font["glyf"], font["hmtx"]
        assert ours.units_per_em == font["head"].unitsPerEm
        assert ours.glyphs == {point: font.getGlyphID(name) for point, name in names.items()}
        for name in names.values():
            number, outline = font.getGlyphID(name), outlines[name]
            assert ours.advances[number] == metrics[name]
            low, high = getattr(outline, "yMin", 0), getattr(outline, "yMax", 0)
            assert ours.heights[number] == (low, high)


@pytest.mark.parametrize("x", [-2.0, 0.0, 31.7, 47.5])
def test_a_line_is_its_characters_side_by_side_cut_off_at_the_edges(x: float):
    dpi, left, width = 300, 3, 75
    text = Text("锦州 JZ-0042，É", x, 20.0, 4.1, bold=True, white=False, spacing=0.4)
    first, count, dots = line(text, dpi, left, width)
    shown = Image.new("1", (8 * width, count))
    dot, at, size = 25.4 / dpi, x, text.size * dpi / 25.4
    drawn = partial(glyph, size=size, bold=True)
    for char in text.text:
        picture, across, down = drawn(char)
        place = (left + round(at / dot) + across, round(text.baseline / dot) + down - first)
        shown.paste(1, place, picture)
        at += typeface(bold=True).width(char) * text.size + text.spacing
    assert dots.to_bytes(width * count) == shown.tobytes()
    assert any(shown.tobytes())
