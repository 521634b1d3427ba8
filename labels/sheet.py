"""Many labels as one PDF, for any printer that takes PDF, in vectors and at true size.

Guarantees: a crate's faces follow each other; every module of a code is a whole number of dots of
the printer that the file was made for, and stands on them when the file is printed at 100%, which
the file asks for. Nothing is written when a label cannot be printed: the error comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import BinaryIO

from fpdf import FPDF
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences

from labels.canvas import Area, Code, Layout, Text
from labels.errors import LabelError
from labels.face import Face
from labels.layout import lay_out
from labels.qr import DPI, MM_PER_INCH
from labels.stock import STOCKS, Stock
from labels.typeface import FILES

FACES_A_CRATE = 2
POINTS_PER_MM = 72 / MM_PER_INCH
_CUT_MM = 0.2
_FAMILY = "label"

Progress = Callable[[int], object]


def write_pdf(
    faces: Iterable[Face],
    out: BinaryIO,
    stock: Stock = STOCKS["100x150"],
    progress: Progress | None = None,
    *,
    dpi: int = 300,
    copies: int = FACES_A_CRATE,
) -> int:
    """Write each of `faces` `copies` times to `out` as PDF; returns the number of pages.

    `dpi` is that of the printer, 203 or 300. `progress` is called with the number of faces laid
    out so far, copies not counted. Raises LabelError before anything is written.
    """
    if dpi not in DPI:
        raise LabelError(
            f"打印机分辨率 {dpi} 点/英寸不受支持，可用 203 或 300。",
            f"A printer of {dpi} dpi is not supported: 203 or 300.",
        )
    with closing(_Pages(stock, dpi)) as pages:
        for count, face in enumerate(faces, 1):
            layout = lay_out(face, dpi)
            pages.draw(layout, copies)
            if progress is not None:
                progress(count)
        if not pages.count:
            raise LabelError("没有可打印的标识。", "There are no labels to print.")
        out.write(pages.finished())
        return pages.count


class _Pages:
    """A PDF being filled, place by place."""

    def __init__(self, stock: Stock, dpi: int) -> None:
        self._stock, self._dot = stock, MM_PER_INCH / dpi
        self._pdf = FPDF(unit="mm", format=(stock.width, stock.height))
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        for bold, file in FILES.items():
            self._pdf.add_font(_FAMILY, "B" if bold else "", file)
        self._pdf.set_title("检验检疫专用标识 Special labels")
        self._pdf.set_lang("zh-CN")
        self._pdf.set_producer("Greenlane")
        self._pdf.viewer_preferences = ViewerPreferences(print_scaling="None")
        self._free: Iterator[tuple[float, float]] = iter(())

    @property
    def count(self) -> int:
        return self._pdf.page

    def draw(self, layout: Layout, copies: int) -> None:
        """Draw one face in the next free places."""
        runs = layout.code.symbol.runs()
        path = " ".join(f"{column} {row} {length} 1 re" for row, column, length in runs)
        for _ in range(copies):
            x, y = self._place()
            self._fill(layout.fills, x, y)
            for text in layout.texts:
                self._text(text, x, y)
            self._code(layout.code, path, x, y)

    def finished(self) -> bytes:
        return bytes(self._pdf.output())

    def close(self) -> None:
        """Let go of the font files, which the PDF reads to the end."""
        for font in self._pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    def _place(self) -> tuple[float, float]:
        """The next free place, on a new page where the last one is full."""
        place = next(self._free, None)
        if place is not None:
            return place
        self._pdf.add_page()
        self._pdf.set_line_width(_CUT_MM)
        for cut in self._stock.cuts:
            self._pdf.line(*cut)
        self._free = iter(self._stock.places)
        return next(self._free)

    def _fill(self, fills: Iterable[Area], x: float, y: float) -> None:
        self._pdf.set_fill_color(0)
        for area in fills:
            self._pdf.rect(x + area.x, y + area.y, area.width, area.height, style="F")

    def _text(self, text: Text, x: float, y: float) -> None:
        self._pdf.set_text_color(255 if text.white else 0)
        self._pdf.set_font(_FAMILY, "B" if text.bold else "", text.size * POINTS_PER_MM)
        self._pdf.set_char_spacing(text.spacing * POINTS_PER_MM)
        self._pdf.text(x + text.x, y + text.baseline, text.text)

    def _code(self, code: Code, path: str, x: float, y: float) -> None:
        """The code as one filled path, in modules, so that no hairline shows between them."""
        left, top = self._on_dot(x + code.x), self._on_dot(y + code.y)
        scale = code.module * POINTS_PER_MM
        corner = f"{left * POINTS_PER_MM:.4f} {(self._stock.height - top) * POINTS_PER_MM:.4f}"
        # fpdf2 has no public way to add a path this cheaply; its rect() takes ten times as long
        self._pdf._out(f"q 0 g {scale:.6f} 0 0 {-scale:.6f} {corner} cm {path} f Q")  # noqa: SLF001

    def _on_dot(self, mm: float) -> float:
        return round(mm / self._dot) * self._dot
