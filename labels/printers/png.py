"""1-bit PNG at the exact dots of the printer."""

from __future__ import annotations

import struct
import zlib

from labels.printers.bitmap import Bitmap
from labels.printers.packing import packed
from labels.qr import MM_PER_INCH

_GREY, _ONE_BIT = 0, 1


def png(bitmap: Bitmap, dpi: int) -> bytes:
    """The page as a PNG file that says its size in dots a metre."""
    head = struct.pack(">2I5B", bitmap.width, bitmap.height, _ONE_BIT, _GREY, 0, 0, 0)
    per_metre = round(dpi * 1000 / MM_PER_INCH)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", head),
            _chunk(b"pHYs", struct.pack(">2IB", per_metre, per_metre, 1)),
            _chunk(b"IDAT", packed(bitmap.strips, bitmap.stride)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
