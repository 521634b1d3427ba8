"""A weight of the label's font inside a PDF: only the glyphs that were used, and what they mean.

Guarantees: glyphs keep their numbers, so text can be written before it is known which glyphs the
run will need; text can be searched and copied.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from fontTools import subset
from fontTools.ttLib import TTFont

from labels.pdf_file import PdfFile
from labels.typeface import FILES, typeface

_MAPPINGS_A_BLOCK = 100  # the most that a CMap may hold in one


class PdfFont:
    """Collects the characters that are shown, then writes the font. `number` is its object."""

    def __init__(self, pdf: PdfFile, bold: bool) -> None:
        self._pdf, self._bold = pdf, bold
        self._ids = typeface(bold).glyphs
        self._used: dict[int, str] = {}  # glyph -> character
        self.number = pdf.reserve()

    def show(self, text: str) -> str:
        """`text` as the operand of a text operator: the numbers of its glyphs in hex."""
        glyphs = [self._ids[ord(char)] for char in text]
        self._used.update(zip(glyphs, text, strict=True))
        return "<" + "".join(f"{glyph:04X}" for glyph in glyphs) + ">"

    def write(self) -> None:
        """Write the font with all glyphs that were shown."""
        name = b"AAAAAA+NotoSansSC-" + (b"Bold" if self._bold else b"Regular")
        used = sorted(self._used)
        file = self._subset(used)
        program = self._pdf.stream(file, b"/Length1 %d" % len(file))
        descriptor = self._pdf.put(
            b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[-1000 -400 2000 1200]"
            b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 733/StemV %d/FontFile2 %d 0 R>>"
            % (name, 140 if self._bold else 80, program)
        )
        below = self._pdf.put(
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/CIDToGIDMap/Identity"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            b"/FontDescriptor %d 0 R/DW 1000/W[%b]>>"
            % (name, descriptor, "".join(self._widths(used)).encode())
        )
        meaning = self._pdf.stream("".join(self._meaning(used)).encode())
        self._pdf.put(
            b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H"
            b"/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>" % (name, below, meaning),
            self.number,
        )

    def _widths(self, used: Sequence[int]) -> Iterator[str]:
        face = typeface(self._bold)
        for glyph in used:
            yield f"{glyph}[{face.width(self._used[glyph]) * 1000:g}]"

    def _meaning(self, used: Sequence[int]) -> Iterator[str]:
        yield "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
        yield "/CMapName/Label def/CMapType 2 def\n"
        yield "1 begincodespacerange<0000><FFFF>endcodespacerange\n"
        for start in range(0, len(used), _MAPPINGS_A_BLOCK):
            block = used[start : start + _MAPPINGS_A_BLOCK]
            yield f"{len(block)} beginbfchar\n"
            for glyph in block:
                yield f"<{glyph:04X}><{self._used[glyph].encode('utf-16-be').hex().upper()}>\n"
            yield "endbfchar\n"
        yield "endcmap CMapName currentdict/CMap defineresource pop end end\n"

    def _subset(self, glyphs: Sequence[int]) -> bytes:
        """The font file with these glyphs and what they are composed of, at their old numbers."""
        options = subset.Options(
            retain_gids=True,
            notdef_outline=True,
            drop_tables=["cmap", "name", "post", "OS/2", "GSUB", "GPOS", "GDEF", "vhea", "vmtx"],
        )
        out = io.BytesIO()
        whole = io.BytesIO(FILES[self._bold].read_bytes())
        with TTFont(whole, lazy=True, recalcTimestamp=False) as font:  # the same file each time
            cutter = subset.Subsetter(options)
            cutter.populate(gids=glyphs)
            cutter.subset(font)
            font.save(out, reorderTables=False)
        return out.getvalue()
