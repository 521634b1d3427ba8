"""A page for setting up a printer: is it at true size, complete, sharp, and dark enough.

    frame      at the edge of the face, one dot of it: all four sides must be there
    rulers     along the top and the left, in mm: lay a real one beside them
    lines      of one, two and three dots, both ways: none may run into another or be missing
    shades     a quarter, a half, three quarters, black: too dark fills them, too light breaks them
    letters    from the smallest that a label may use
    code       as large as a label's, to be read with a phone

Guarantees: every line and shade is drawn in whole dots of the printer.
"""

from __future__ import annotations

from collections.abc import Callable

from labels.canvas import Area, Canvas, Layout, place_code
from labels.forms import check_dpi
from labels.qr import MM_PER_INCH, label_symbol
from labels.stock import Stock

CODE_URL = "https://TEST.INVALID/T/" + "0123456789ABCDEFGHIJ" * 10  # as long as a label's

_SAMPLES_MM = (2.0, 2.5, 3.2, 4.0)
_SAMPLE = "检验检疫专用标识 Aa09"
_PATCH_W, _PATCH_H = 8.0, 6.0
_Draw = Callable[["_Dots", float, float], None]


def lay_out_test(stock: Stock, dpi: int, name: str) -> Layout:
    """The test print of a stock; `name` says what else was chosen. Raises LabelError."""
    check_dpi(dpi)
    canvas = Canvas({})
    width, height = stock.face_size
    dots = _Dots(canvas, MM_PER_INCH / dpi)
    _frame(dots, width, height)
    _rulers(dots, canvas, width, height)
    _words(canvas, f"{stock.name} · {dpi} dpi · {name}", width, dots.dot)
    _patches(dots, canvas)
    y = 39.0
    for size in _SAMPLES_MM:
        if stock.form == "tall":
            canvas.text(f"{_SAMPLE} {size:g} mm", Area(12, y, 78, size * 1.2), size)
            y += size * 1.4
    code = place_code(label_symbol(CODE_URL), _code_zone(stock), dpi)
    return Layout(tuple(canvas.fills), tuple(canvas.texts), code, None)


def _code_zone(stock: Stock) -> Area:
    """At the bottom right, within the frame."""
    width, height = stock.face_size
    return Area(width - 57.0 - 1, height - 57.0 - 1, 57.0, 57.0)


class _Dots:
    """Black areas in whole dots, from corners that are rounded to dots."""

    def __init__(self, canvas: Canvas, dot: float) -> None:
        self._canvas, self.dot = canvas, dot

    def whole(self, mm: float) -> float:
        """The nearest whole number of dots, in mm."""
        return round(mm / self.dot) * self.dot

    def fill(self, x: float, y: float, across: int, down: int) -> None:
        """`across` × `down` dots."""
        self._canvas.fill(self.whole(x), self.whole(y), across * self.dot, down * self.dot)

    def count(self, mm: float) -> int:
        return round(mm / self.dot)


def _frame(dots: _Dots, width: float, height: float) -> None:
    across, down = dots.count(width), dots.count(height)
    dots.fill(0, 0, across, 1)
    dots.fill(0, (down - 1) * dots.dot, across, 1)
    dots.fill(0, dots.dot, 1, down - 2)
    dots.fill((across - 1) * dots.dot, dots.dot, 1, down - 2)


def _rulers(dots: _Dots, canvas: Canvas, width: float, height: float) -> None:
    """Ticks at every mm, numbered every 10, from 10 so that the two do not meet."""
    for mm in range(10, int(width) - 1):
        length = 4.0 if mm % 10 == 0 else 2.8 if mm % 5 == 0 else 1.8
        dots.fill(mm, 1, 1, dots.count(length))
        if mm % 10 == 0 and mm + 4 < width:
            canvas.text(str(mm), Area(mm - 2.5, 5.1, 5, 2.4), 2.2, centre=True, caps=True)
    for mm in range(10, int(height) - 1):
        length = 4.0 if mm % 10 == 0 else 2.8 if mm % 5 == 0 else 1.8
        dots.fill(1, mm, dots.count(length), 1)
        if mm % 10 == 0 and mm + 4 < height:
            canvas.text(str(mm), Area(5.3, mm - 1.2, 4, 2.4), 2.2, caps=True)


def _words(canvas: Canvas, chosen: str, width: float, dot: float) -> None:
    area = Area(10, 8.2, width - 12, 4.6)
    canvas.text("打印机测试 Printer test", area, 4.0, bold=True)
    canvas.text(chosen, Area(10, 13.0, width - 12, 3.0), 2.6)
    said = f"1 点 dot = {dot:.3f} mm；请按 100% 打印 print at 100%"
    canvas.text(said, Area(10, 16.2, width - 12, 3.0), 2.4)


def _patches(dots: _Dots, canvas: Canvas) -> None:
    """Two rows of patches with what they are below."""
    lines: list[tuple[str, _Draw]] = []
    for size in (1, 2, 3):
        lines.append((f"{size}│", _lines(size, 2 * size, upright=True)))
        lines.append((f"{size}─", _lines(size, 2 * size, upright=False)))
    shades: list[tuple[str, _Draw]] = [
        ("25%", _lines(1, 4, upright=True)),
        ("50%", _checks),
        ("75%", _lines(3, 4, upright=True)),
        ("100%", _lines(1, 1, upright=True)),
    ]
    for at, (name, draw) in enumerate([*lines, *shades]):
        column, row = at % 8, at // 8
        x, y = 11.0 + column * (_PATCH_W + 1.8), 20.2 + row * (_PATCH_H + 3.4)
        draw(dots, x, y)
        canvas.text(name, Area(x, y + _PATCH_H + 0.4, _PATCH_W, 2.6), 2.1, centre=True)


def _lines(thick: int, every: int, *, upright: bool) -> _Draw:
    """Lines `thick` dots wide, one in `every` dots."""

    def draw(dots: _Dots, x: float, y: float) -> None:
        across, down = dots.count(_PATCH_W), dots.count(_PATCH_H)
        if thick == every:
            dots.fill(x, y, across, down)
            return
        left, top = dots.whole(x), dots.whole(y)
        for at in range(0, (across if upright else down) - thick + 1, every):
            if upright:
                dots.fill(left + at * dots.dot, top, thick, down)
            else:
                dots.fill(left, top + at * dots.dot, across, thick)

    return draw


def _checks(dots: _Dots, x: float, y: float) -> None:
    """A chessboard of two dots by two."""
    left, top = dots.whole(x), dots.whole(y)
    for down in range(0, dots.count(_PATCH_H) - 1, 2):
        for across in range(down % 4, dots.count(_PATCH_W) - 1, 4):
            dots.fill(left + across * dots.dot, top + down * dots.dot, 2, 2)
