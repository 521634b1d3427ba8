"""Pages of running text, rules and codes: what forms, vouchers and sheets of bag labels consist of.

Guarantee: text is broken as on the labels and none of it is lost; `labels.paper` writes the pages.
"""

from __future__ import annotations

from collections.abc import Iterable

from labels.canvas import Canvas, Text
from labels.fit import units
from labels.qr import Symbol
from labels.typeface import typeface

LEADING = 1.45
"""From line to line of running text, in em."""


class Page(Canvas):
    """What stands on one A4 page, in mm from its top left corner."""

    def __init__(self) -> None:
        super().__init__({})

    def rule(self, x: float, y: float, width: float, thick: float = 0.2) -> None:
        """A line across, centred on y."""
        self.fill(x, y - thick / 2, width, thick)

    def post(self, x: float, y: float, height: float, thick: float = 0.2) -> None:
        """A line down, centred on x."""
        self.fill(x - thick / 2, y, thick, height)

    def line(self, text: str, x: float, baseline: float, size: float, bold: bool = False) -> None:
        if text:
            self.texts.append(Text(text, x, baseline, size, bold, False))

    def centred(
        self,
        text: str,
        x: float,
        baseline: float,
        size: float,
        *,
        bold: bool = False,
        gap: float = 0,
    ) -> None:
        """A line around x, with `gap` mm after each character."""
        width = typeface(bold).width(text) * size + gap * (len(text) - 1)
        self.texts.append(Text(text, x - width / 2, baseline, size, bold, False, gap))

    def right(self, text: str, x: float, baseline: float, size: float, bold: bool = False) -> None:
        """A line that ends at x."""
        self.line(text, x - typeface(bold).width(text) * size, baseline, size, bold)

    def code(self, symbol: Symbol, x: float, y: float, module: float) -> None:
        """A QR code whose modules are `module` mm wide."""
        for row, column, length in symbol.runs():
            self.fill(x + column * module, y + row * module, length * module, module)


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """A text in lines of at most `width` mm, broken as on the labels; its own breaks stay."""
    measure = typeface(bold).width
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in units(paragraph, bold, width):
            if line and measure((line + piece).rstrip()) * size > width:
                lines.append(line.rstrip())
                line = ""
            for char in piece if measure(piece.rstrip()) * size > width else (piece,):
                if line and measure((line + char).rstrip()) * size > width:
                    lines.append(line.rstrip())
                    line = ""
                line += char
        lines.append(line.rstrip())
    return lines


def missing(texts: Iterable[str]) -> str | None:
    """The first character that cannot be printed, if any; control characters cannot."""
    face = typeface()
    return next((bad for text in texts if (bad := face.missing(text.replace("\n", "")))), None)
