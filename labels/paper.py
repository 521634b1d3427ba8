"""Forms on A4 for the office's own files: what a canvas holds, page by page.

Guarantees: the same pages give the same bytes, with the label's own fonts embedded; a character
that they lack is an error that names it, never a blank box on a document.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from labels.canvas import Area, Canvas
from labels.errors import LabelError
from labels.pdf_file import PdfFile
from labels.pdf_text import POINTS_PER_MM, PdfText, rectangle
from labels.typeface import typeface

A4_MM = (210.0, 297.0)
SEAL_MM = 42.0  # diameter of the round seal
LINE_MM = 0.25


def write_pages(pages: Iterable[Canvas], out: BinaryIO, title: str) -> int:
    """Write each canvas as an upright A4 page; returns their number. Raises LabelError."""
    pdf = PdfFile(out)
    texts = PdfText(pdf)
    width, height = (side * POINTS_PER_MM for side in A4_MM)
    for canvas in pages:
        parts = [f"q 1 0 0 1 0 {height:.4f} cm 0 g"]
        parts += [rectangle(area) for area in canvas.fills]
        parts += ["f", "BT"]
        for white in (False, True):
            parts.append("1 g" if white else "0 g")
            parts += [texts.operators(text) for text in canvas.texts if text.white == white]
        parts += ["ET", "Q"]
        pdf.page(pdf.stream("\n".join(parts).encode()), width, height)
    texts.write_fonts()
    pdf.close(title, "Greenlane")
    return pdf.pages


def printable(text: str | None) -> str:
    """As it goes on a form: "/" where there is nothing. Raises LabelError for a character that the
    font lacks."""
    said = " ".join((text or "").split()) or "/"
    for face in (typeface(), typeface(bold=True)):
        char = face.missing(said)
        if char is not None:
            raise LabelError(
                f"“{said}”中的字符“{char}”（U+{ord(char):04X}）不在字库中，印不出来：请改用通用字。",
                f"The character {char!r} (U+{ord(char):04X}) in {said!r} is not in the font and "
                "cannot be printed: use another.",
            )
    return said


def box(canvas: Canvas, area: Area, line: float = LINE_MM) -> None:
    """The frame of an area."""
    canvas.fill(area.x, area.y, area.width, line)
    canvas.fill(area.x, area.y + area.height - line, area.width, line)
    canvas.fill(area.x, area.y, line, area.height)
    canvas.fill(area.x + area.width - line, area.y, line, area.height)


def page_number(canvas: Canvas, page: int, pages: int) -> None:
    """第x页 共y页, at the foot, for the straddling seal."""
    said = f"第 {page} 页　共 {pages} 页　Page {page} of {pages}"
    canvas.text(said, Area(20, A4_MM[1] - 14, A4_MM[0] - 40, 4.5), 3.4, centre=True)
