"""The test print: complete, readable, and in whole dots."""

from __future__ import annotations

from itertools import combinations

import pytest

from labels.canvas import Area
from labels.printers.raster import pages
from labels.qr import DPI, MM_PER_INCH
from labels.stock import STOCKS, Stock
from labels.testprint import CODE_URL, lay_out_test
from tests.labels.printing import codes


@pytest.mark.parametrize("dpi", DPI)
@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
def test_it_is_whole_and_readable(stock: Stock, dpi: int):
    layout = lay_out_test(stock, dpi, "zpl")
    for one, other in combinations(layout.texts, 2):
        assert not one.ink.overlaps(other.ink, 0.05), (one, other)
    face = Area(0, 0, *stock.face_size)
    for part in (*layout.fills, *(text.ink for text in layout.texts), layout.code.quiet_area):
        assert face.holds(part, 0.1), part
    for text in layout.texts:
        assert not any(fill.overlaps(text.ink, 0.01) for fill in layout.fills), text
    assert not any(fill.overlaps(layout.code.quiet_area) for fill in layout.fills)
    (page,) = pages([layout], stock, dpi)
    assert codes(page.bitmap.picture().convert("L")) == [CODE_URL]


@pytest.mark.parametrize("dpi", DPI)
def test_lines_and_shades_are_whole_dots(dpi: int):
    for area in lay_out_test(STOCKS["100x100"], dpi, "zpl").fills:
        sides = (area.x, area.y, area.width, area.height)
        dots = [side * dpi / MM_PER_INCH for side in sides]
        assert dots == pytest.approx([round(side) for side in dots], abs=1e-6)


def test_a_millimetre_is_a_millimetre():
    """The 80 mm mark of the ruler lies 70 mm from that of 10 mm, to the dot."""
    layout = lay_out_test(STOCKS["100x150"], 300, "pdf")
    ticks = sorted(fill.x for fill in layout.fills if 3.9 < fill.height < 4.1 and fill.width < 0.1)
    assert ticks[7] - ticks[0] == pytest.approx(70, abs=MM_PER_INCH / 300)
