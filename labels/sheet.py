"""Many labels as one PDF, for any printer that takes PDF, in vectors and at true size.

Guarantees: a crate's faces follow each other; every module of a code is a whole number of dots of
the printer that the file was made for, and stands on them when the file is printed at 100%, which
the file asks for. Pages leave as they are laid out and memory does not grow with their number: who
must not be left with half a file writes to a draft, as the command line does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import BinaryIO

from labels.canvas import Code, Layout
from labels.errors import LabelError
from labels.face import Face
from labels.forms import check_dpi, lay_out_for
from labels.pdf_file import PdfFile
from labels.pdf_text import POINTS_PER_MM, PdfText, rectangle
from labels.qr import MM_PER_INCH
from labels.stock import STOCKS, Stock

FACES_A_CRATE = 2
_CUT_MM = 0.2

_CODE_MAX = 9  # groups of eight modules along the side of a code

Progress = Callable[[int], object]


def write_pdf(
    faces: Iterable[Face],
    out: BinaryIO,
    stock: Stock = STOCKS["100x150"],
    progress: Progress | None = None,
    *,
    dpi: int = 300,
    copies: int = FACES_A_CRATE,
    start_at: int = 1,
) -> int:
    """Write each of `faces` `copies` times to `out` as PDF; returns the number of pages.

    `dpi` is that of the printer, 203 or 300. `progress` is called with the number of faces laid
    out so far, copies not counted. `start_at` is the first free place of a used sheet. Raises
    LabelError, then `out` may hold the beginning of a file.
    """
    check_dpi(dpi)
    layouts = (lay_out_for(face, stock, dpi) for face in faces)
    return write_layouts(layouts, out, stock, progress, dpi=dpi, copies=copies, start_at=start_at)


def write_layouts(
    layouts: Iterable[Layout],
    out: BinaryIO,
    stock: Stock,
    progress: Progress | None = None,
    *,
    dpi: int = 300,
    copies: int = 1,
    start_at: int = 1,
) -> int:
    """The same for what has been laid out."""
    places = stock.free_places(start_at)
    pages = _Pages(out, stock, dpi)
    count = 0
    for count, layout in enumerate(layouts, 1):
        drawn = pages.drawn(layout)
        for _ in range(copies):
            pages.place(*next(places), drawn)
        if progress is not None:
            progress(count)
    if not count:
        raise LabelError("没有可打印的标识。", "There are no labels to print.")
    return pages.finish()


def _runs_of(group: int) -> dict[int, str]:
    """The dark runs of each pattern of eight modules, as rectangles in row y."""
    return {
        pattern: "".join(
            f"{8 * group + run.start()} y {run.end() - run.start()} 1 re "
            for run in re.finditer("1+", f"{pattern:08b}")
        )
        for pattern in range(256)
    }


_RUNS = tuple(_runs_of(group) for group in range(_CODE_MAX))


class _Pages:
    """A PDF being filled, place by place."""

    def __init__(self, out: BinaryIO, stock: Stock, dpi: int) -> None:
        self._stock, self._dot = stock, MM_PER_INCH / dpi
        self._pdf = PdfFile(out)
        self._texts = PdfText(self._pdf)
        self._page = 0
        self._contents: list[bytes] = []
        self._last: tuple[list[bytes], int] = ([], 0)

    def drawn(self, layout: Layout) -> bytes:
        """The operators of one face, from its top left corner."""
        parts = ["0 g"]
        parts += [rectangle(area) for area in layout.fills]
        parts += ["f", self._code(layout.code), "BT"]
        parts += [self._texts.operators(text) for text in layout.texts if not text.white]
        parts.append("1 g")
        parts += [self._texts.operators(text) for text in layout.texts if text.white]
        parts.append("ET")
        return "\n".join(parts).encode()

    def place(self, page: int, place: tuple[float, float], drawn: bytes) -> None:
        """Put a face on a page; the page before, if another, is written."""
        if page != self._page:
            self._write_page()
            self._page = page
        left = self._on_dot(place[0]) * POINTS_PER_MM
        up = (self._stock.height - self._on_dot(place[1])) * POINTS_PER_MM
        self._contents.append(f"q 1 0 0 1 {left:.5f} {up:.5f} cm\n".encode())
        self._contents += (drawn, b"\nQ\n")

    def finish(self) -> int:
        """Write what is left; returns the number of pages."""
        self._write_page()
        self._texts.write_fonts()
        self._pdf.close("检验检疫专用标识 Special labels", "Greenlane")
        return self._pdf.pages

    def _write_page(self) -> None:
        """The second face of a crate on a roll is the same page again: it shows the same stream."""
        kept, number = self._last
        if self._contents != kept:
            number = self._pdf.stream(_cuts(self._stock) + b"".join(self._contents))
            self._last = (self._contents, number)
        self._contents = []
        width, height = self._stock.width, self._stock.height
        self._pdf.page(number, width * POINTS_PER_MM, height * POINTS_PER_MM)

    def _code(self, code: Code) -> str:
        """The code as one filled path, in modules, so that no hairline shows between them."""
        x, y = self._on_dot(code.x) * POINTS_PER_MM, -self._on_dot(code.y) * POINTS_PER_MM
        scale = code.module * POINTS_PER_MM
        path = "".join(
            "".join(map(dict.__getitem__, _RUNS, packed)).replace("y", str(y))
            for y, packed in enumerate(code.symbol.packed())
        )
        return f"q {scale:.6f} 0 0 {-scale:.6f} {x:.5f} {y:.5f} cm {path}f Q"

    def _on_dot(self, mm: float) -> float:
        return round(mm / self._dot) * self._dot


def _cuts(stock: Stock) -> bytes:
    """The marks for cutting, as lines of the page."""
    lines = [f"{_CUT_MM * POINTS_PER_MM:.3f} w\n"] if stock.cuts else []
    for x1, y1, x2, y2 in stock.cuts:
        ends = (x1, stock.height - y1, x2, stock.height - y2)
        a, b, c, d = (f"{mm * POINTS_PER_MM:.3f}" for mm in ends)
        lines.append(f"{a} {b} m {c} {d} l S\n")
    return "".join(lines).encode()
