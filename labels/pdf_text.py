"""Texts and black areas as the operators of a PDF page, and the fonts that they need.

Guarantees: a text is drawn with the very advances that it was measured with; a font is written once
a file, with the glyphs that were used.
"""

from __future__ import annotations

from labels.canvas import Area, Text
from labels.pdf_file import PdfFile
from labels.pdf_font import PdfFont
from labels.qr import MM_PER_INCH

POINTS_PER_MM = 72 / MM_PER_INCH
_TEXTS_KEPT = 4096


class PdfText:
    """The two weights of the font in one PDF. Positions are in mm from the top left, y downwards;
    the operators expect the origin there, y upwards."""

    def __init__(self, pdf: PdfFile) -> None:
        self._pdf = pdf
        self._fonts = {bold: PdfFont(pdf, bold) for bold in (False, True)}
        self._known: dict[Text, str] = {}

    def operators(self, text: Text) -> str:
        """One line of text, between BT and ET."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= _TEXTS_KEPT:
                self._known.clear()
            known = self._known[text] = self._written(text)
        return known

    def write_fonts(self) -> None:
        """Write the fonts and the resources that name them; nothing is drawn afterwards."""
        for font in self._fonts.values():
            font.write()
        regular, bold = self._fonts[False].number, self._fonts[True].number
        fonts = b"<</Font<</F0 %d 0 R/F1 %d 0 R>>>>" % (regular, bold)
        self._pdf.put(fonts, self._pdf.resources)

    def _written(self, text: Text) -> str:
        size, spacing = text.size * POINTS_PER_MM, text.spacing * POINTS_PER_MM
        x, y = text.x * POINTS_PER_MM, -text.baseline * POINTS_PER_MM
        shown = self._fonts[text.bold].show(text.text)
        font = f"/F{int(text.bold)} {size:.3f} Tf {spacing:.4f} Tc"
        return f"{font} 1 0 0 1 {x:.3f} {y:.3f} Tm {shown} Tj"


def rectangle(area: Area) -> str:
    """The path of an area, to be filled."""
    x, y = area.x * POINTS_PER_MM, -(area.y + area.height) * POINTS_PER_MM
    return f"{x:.3f} {y:.3f} {area.width * POINTS_PER_MM:.3f} {area.height * POINTS_PER_MM:.3f} re"
