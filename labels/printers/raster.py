"""From layouts to pages of dots, for everything that does not draw by itself.

Guarantees: every dot of a code is where the layout puts it, in whole modules; the same layout gives
the same dots in every format. Most of a label is as on the one before: what stands in rows of its
own is a band, and drawn bands are kept, so a page costs little more than its code. Memory does not
grow with the number of labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from labels.canvas import Area, Code, Layout, Text
from labels.printers.bitmap import Bitmap, Strip
from labels.printers.glyphs import line
from labels.qr import MM_PER_INCH
from labels.stock import Stock

CUT_MM = 0.2
_BANDS_KEPT = 96
_DIGITS = bytes.maketrans(b"\0\1", b"01")


class Page(NamedTuple):
    """A page, to be printed so many times in a row."""

    bitmap: Bitmap
    times: int


class _Grid(NamedTuple):
    """The dots of a page as seen from the corner of a face."""

    dpi: int
    left: int  # dots from the edge of the page
    stride: int  # bytes across the page

    def dots(self, mm: float) -> int:
        return _dots(mm, self.dpi)


class _Span(NamedTuple):
    """What is drawn in the rows from `top` to before `bottom`, seen from the face's corner."""

    top: int
    bottom: int
    what: Area | Text | Code


def pages(
    layouts: Iterable[Layout], stock: Stock, dpi: int, copies: int = 1, start_at: int = 1
) -> Iterator[Page]:
    """The pages that `layouts`, each `copies` times, fill, from place `start_at` of the first."""
    places = stock.free_places(start_at)
    if stock.roll:
        return (Page(_roll(layout, stock, dpi), copies) for layout in layouts)
    faces = ((*next(places), layout) for layout in layouts for _ in range(copies))
    by_page = groupby(faces, key=itemgetter(0))
    return (Page(_sheet((face[1:] for face in on), stock, dpi), 1) for _, on in by_page)


def _roll(layout: Layout, stock: Stock, dpi: int) -> Bitmap:
    """A label of its own: strip below strip."""
    width, height = _dots(stock.width, dpi), _dots(stock.height, dpi)
    stride = (width + 7) // 8
    ((left, top),) = stock.places
    strips, row = [], 0
    for first, strip in _strips(layout, _Grid(dpi, _dots(left, dpi), stride)):
        start = _dots(top, dpi) + first
        strips += [Strip(_blank((start - row) * stride), True), strip]
        row = start + len(strip.rows) // stride
    strips.append(Strip(_blank((height - row) * stride), True))
    return Bitmap(width, height, strips)


def _sheet(faces: Iterable[tuple[tuple[float, float], Layout]], stock: Stock, dpi: int) -> Bitmap:
    """A page of faces side by side, with the marks for cutting."""
    width, height = _dots(stock.width, dpi), _dots(stock.height, dpi)
    stride = (width + 7) // 8
    page = bytearray(stride * height)
    cuts = _cuts(stock, _Grid(dpi, 0, stride), width, height)
    drawn = list(cuts)
    for (left, top), layout in faces:
        grid = _Grid(dpi, _dots(left, dpi), stride)
        drawn += [(first + _dots(top, dpi), strip.rows) for first, strip in _strips(layout, grid)]
    for first, rows in drawn:
        where = slice(first * stride, first * stride + len(rows))
        both = int.from_bytes(page[where]) | int.from_bytes(rows)
        page[where] = both.to_bytes(len(rows))
    return Bitmap(width, height, [Strip(bytes(page), False)])


def _cuts(stock: Stock, grid: _Grid, width: int, height: int) -> Iterator[tuple[int, bytes]]:
    """First rows and dots of the marks for cutting, none beyond the page."""
    for x1, y1, x2, y2 in stock.cuts:
        area = Area(x1, y1, max(x2 - x1, CUT_MM), max(y2 - y1, CUT_MM))
        first, count = _rows_of(area, grid)
        rows = _black(area, grid, width).to_bytes(count * grid.stride)
        yield min(first, height - count), rows


def _strips(layout: Layout, grid: _Grid) -> Iterator[tuple[int, Strip]]:
    """The face as first rows and what is drawn from there, none over another, from the top."""
    for spans in _split(_spans(layout, grid)):
        top, bottom = spans[0].top, max(span.bottom for span in spans)
        items = tuple(span.what for span in spans if not isinstance(span.what, Code))
        if len(items) == len(spans):
            yield top, Strip(_band(items, top, bottom, grid), True)
            continue
        code = _code(layout.code, grid)
        below = bottom - next(span.bottom for span in spans if isinstance(span.what, Code))
        dots = _beside(items, bottom, grid) | code << 8 * grid.stride * below
        yield top, Strip(dots.to_bytes((bottom - top) * grid.stride), False)


def _split(spans: list[_Span]) -> Iterator[list[_Span]]:
    """Spans grouped so that no two groups share a row, from the top."""
    band: list[_Span] = []
    bottom = 0
    for span in sorted(spans, key=itemgetter(0)):
        if band and span.top >= bottom:
            yield band
            band = []
        band.append(span)
        bottom = max(bottom, span.bottom)
    yield band


def _spans(layout: Layout, grid: _Grid) -> list[_Span]:
    spans = []
    for area in layout.fills:
        first, count = _rows_of(area, grid)
        spans.append(_Span(first, first + count, area))
    for text in layout.texts:
        first, count, _ = line(text, grid.dpi, grid.left, grid.stride)
        spans.append(_Span(first, first + count, text))
    first = grid.dots(layout.code.y)
    last = first + layout.code.symbol.modules * _module(layout.code, grid)
    spans.append(_Span(first, last, layout.code))
    return spans


@lru_cache(maxsize=_BANDS_KEPT)
def _band(items: tuple[Area | Text, ...], top: int, bottom: int, grid: _Grid) -> bytes:
    """A band of its own, as rows."""
    return _drawn(items, bottom, grid).to_bytes((bottom - top) * grid.stride)


def _drawn(items: tuple[Area | Text, ...], bottom: int, grid: _Grid) -> int:
    """What stands in the rows before `bottom`: black areas, black texts, white texts."""
    row_bits = 8 * grid.stride
    dots = white = 0
    for item in items:
        if isinstance(item, Text):
            first, count, drawn = line(item, grid.dpi, grid.left, grid.stride)
            if item.white:
                white |= drawn << (bottom - first - count) * row_bits
                continue
        else:
            first, count = _rows_of(item, grid)
            drawn = _black(item, grid, row_bits)
        dots |= drawn << (bottom - first - count) * row_bits
    return dots & ~white


_beside = lru_cache(maxsize=8)(_drawn)  # what stands beside the code


def _rows_of(area: Area, grid: _Grid) -> tuple[int, int]:
    first = grid.dots(area.y)
    return first, max(1, grid.dots(area.y + area.height) - first)


def _black(area: Area, grid: _Grid, width: int) -> int:
    """A black area, at least a dot each way, as the dots of its rows."""
    first = min(grid.left + grid.dots(area.x), width - 1)
    last = min(max(first + 1, grid.left + grid.dots(area.x + area.width)), width)
    row = ((1 << last - first) - 1) << 8 * grid.stride - last
    _, count = _rows_of(area, grid)
    return int.from_bytes(row.to_bytes(grid.stride) * count)


def _module(code: Code, grid: _Grid) -> int:
    """Dots along a side of one module."""
    return round(code.module * grid.dpi / MM_PER_INCH)


def _code(code: Code, grid: _Grid) -> int:
    """The code as the dots of its rows."""
    module = _module(code, grid)
    side = module * code.symbol.modules
    shift = 8 * grid.stride - grid.left - grid.dots(code.x) - side
    digits = b"".join(code.symbol.rows).translate(_DIGITS)
    wide = digits.replace(b"0", b"0" * module).replace(b"1", b"1" * module)
    rows = [
        (int(wide[start : start + side], 2) << shift).to_bytes(grid.stride) * module
        for start in range(0, len(wide), side)
    ]
    return int.from_bytes(b"".join(rows))


@lru_cache(maxsize=256)
def _blank(size: int) -> bytes:
    return bytes(size)


def _dots(mm: float, dpi: int) -> int:
    return round(mm * dpi / MM_PER_INCH)
