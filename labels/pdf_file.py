"""A PDF written from front to back: each object leaves at once, only its place is kept.

Guarantees: the same objects give the same bytes; memory grows by a few bytes a page, so a run of
any length can be written to a pipe as well as to a file.
"""

from __future__ import annotations

import zlib
from array import array
from typing import BinaryIO

PAGES_A_NODE = 256
_LEVEL = 2  # of compression: a tenth larger than the best, in a third of its time


class PdfFile:
    """Objects, pages and what ties them together. Object numbers come from `reserve`."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = 0
        self._offsets = array("Q")  # of object n at n - 1; 0 until it is written
        self._root = self.reserve()
        self.resources = self.reserve()
        self._nodes: list[tuple[int, int]] = []  # number of the node, pages below it
        self._kids: list[int] = []
        self._node = 0
        self.pages = 0
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def reserve(self) -> int:
        """The number of an object to be written later."""
        self._offsets.append(0)
        return len(self._offsets)

    def put(self, body: bytes, number: int = 0) -> int:
        """Write an object, under a reserved number or the next one."""
        number = number or self.reserve()
        self._offsets[number - 1] = self._at
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        return number

    def stream(self, data: bytes, entries: bytes = b"", number: int = 0) -> int:
        """Write a compressed stream; `entries` are further ones of its dictionary."""
        packed = zlib.compress(data, _LEVEL)
        head = b"<</Length %d/Filter/FlateDecode%b>>" % (len(packed), entries)
        return self.put(b"%b\nstream\n%b\nendstream" % (head, packed), number)

    def page(self, contents: int, width_pt: float, height_pt: float) -> None:
        """Add a page that shows a stream of operators; several pages may show the same one."""
        if not self._kids:
            self._node = self.reserve()
        box = f"{width_pt:.4f} {height_pt:.4f}".encode()
        body = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %b]/Resources %d 0 R/Contents %d 0 R>>"
        self._kids.append(self.put(body % (self._node, box, self.resources, contents)))
        self.pages += 1
        if len(self._kids) == PAGES_A_NODE:
            self._close_node()

    def close(self, title: str, producer: str) -> None:
        """Write the page tree, the catalogue and the table of places."""
        self._close_node()
        kids = b" ".join(b"%d 0 R" % node for node, _ in self._nodes)
        self.put(b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, self.pages), self._root)
        catalogue = self.put(
            b"<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)"
            b"/ViewerPreferences<</PrintScaling/None>>>>" % self._root
        )
        info = self.put(b"<</Title %b/Producer %b>>" % (_text(title), _text(producer)))
        start = self._at
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(self._offsets) + 1))
        for offset in self._offsets:
            self._write(b"%010d 00000 n \n" % offset)
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
            % (len(self._offsets) + 1, catalogue, info, start)
        )

    def _close_node(self) -> None:
        if not self._kids:
            return
        kids = b" ".join(b"%d 0 R" % kid for kid in self._kids)
        body = b"<</Type/Pages/Parent %d 0 R/Kids[%b]/Count %d>>"
        self.put(body % (self._root, kids, len(self._kids)), self._node)
        self._nodes.append((self._node, len(self._kids)))
        self._kids = []

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._at += len(data)


def _text(text: str) -> bytes:
    """A text string of PDF, in UTF-16."""
    return b"<FEFF%b>" % text.encode("utf-16-be").hex().upper().encode()
