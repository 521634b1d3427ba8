"""Pages of text, rules and codes as one PDF, at true size: forms, vouchers, sheets of bag labels.

Guarantees: the same pages give the same bytes; text can be searched and copied, and stands in the
same two weights as the labels.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from labels.canvas import Area, Text
from labels.fit import units
from labels.pdf_file import PdfFile
from labels.pdf_font import PdfFont
from labels.qr import MM_PER_INCH, Symbol
from labels.typeface import typeface

POINTS_PER_MM = 72 / MM_PER_INCH
A4 = (210.0, 297.0)
LEADING = 1.45
"""From line to line of running text, in em."""


@dataclass(slots=True)
class Page:
    """What stands on one page, in mm from its top left corner."""

    width: float = A4[0]
    height: float = A4[1]
    fills: list[Area] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    codes: list[tuple[Symbol, float, float, float]] = field(default_factory=list)

    def rule(self, x: float, y: float, width: float, thick: float = 0.2) -> None:
        """A line across, centred on y."""
        self.fills.append(Area(x, y - thick / 2, width, thick))

    def post(self, x: float, y: float, height: float, thick: float = 0.2) -> None:
        """A line down, centred on x."""
        self.fills.append(Area(x - thick / 2, y, thick, height))

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
        self.codes.append((symbol, x, y, module))


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


def write_pages(pages: Iterable[Page], out: BinaryIO, title: str) -> int:
    """Write pages to `out` as PDF; returns their number."""
    pdf = PdfFile(out)
    fonts = {bold: PdfFont(pdf, bold) for bold in (False, True)}
    for page in pages:
        number = pdf.stream(_drawn(page, fonts))
        pdf.page(number, page.width * POINTS_PER_MM, page.height * POINTS_PER_MM)
    for font in fonts.values():
        font.write()
    both = b"<</Font<</F0 %d 0 R/F1 %d 0 R>>>>" % (fonts[False].number, fonts[True].number)
    pdf.put(both, pdf.resources)
    pdf.close(title, "Greenlane")
    return pdf.pages


def _drawn(page: Page, fonts: dict[bool, PdfFont]) -> bytes:
    parts = ["0 g", *(_area(area, page.height) for area in page.fills)]
    for symbol, left, top, module in page.codes:
        parts += [
            _area(Area(left + x * module, top + y * module, n * module, module), page.height)
            for y, x, n in symbol.runs()
        ]
    parts += ["f", "BT"] if page.fills or page.codes else ["BT"]
    parts += [_text(text, page.height, fonts[text.bold]) for text in page.texts]
    return "\n".join([*parts, "ET"]).encode()


def _area(area: Area, height: float) -> str:
    up = height - area.y - area.height
    box = (area.x, up, area.width, area.height)
    return " ".join(f"{mm * POINTS_PER_MM:.3f}" for mm in box) + " re"


def _text(text: Text, height: float, font: PdfFont) -> str:
    size, spacing = text.size * POINTS_PER_MM, text.spacing * POINTS_PER_MM
    x, y = text.x * POINTS_PER_MM, (height - text.baseline) * POINTS_PER_MM
    shown = font.show(text.text)
    return (
        f"/F{int(text.bold)} {size:.3f} Tf {spacing:.4f} Tc 1 0 0 1 {x:.3f} {y:.3f} Tm {shown} Tj"
    )
