"""TSPL, for TSC printers and the many Chinese ones that understand it: each label as bitmaps.

Guarantees: the printer draws the very dots of the bitmap. Strips that are all white are not sent,
since TSPL knows no compression that all these printers share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from labels.errors import PictureError
from labels.printers.bitmap import Bitmap, Strip, turned
from labels.printers.raster import Page
from labels.qr import DPI, MM_PER_INCH

ASK_STATUS = b"\x1b!?"
GAP_MM = 2

_SETUP = re.compile(
    rb"SIZE ([0-9.]+) mm,([0-9.]+) mm\r\nGAP [0-9.]+ mm,0\r\n"
    rb"DIRECTION 1,0\r\nREFERENCE 0,0\r\nCLS\r\n"
)
_BITMAP = re.compile(rb"BITMAP 0,(\d+),(\d+),(\d+),0,")
_PRINT = re.compile(rb"\r\nPRINT 1,(\d+)\r\n")
_WHITE_ROWS_MIN = 8  # fewer are cheaper to send than another command
_SIDE_MAX_MM = 1_000

# bits of the answer to ASK_STATUS
_FLAGS = (
    (0x01, "打印头未合上", "its head is open"),
    (0x02, "卡纸", "paper jam"),
    (0x04, "缺纸", "out of paper"),
    (0x08, "缺碳带", "out of ribbon"),
    (0x10, "已暂停", "paused"),
    (0x80, "其他故障", "another fault"),
)


def tspl(page: Page, width_mm: float, height_mm: float) -> bytes:
    """One page on gapped labels of that size."""
    bitmap = page.bitmap
    parts = [
        f"SIZE {width_mm:g} mm,{height_mm:g} mm\r\nGAP {GAP_MM} mm,0\r\n".encode(),
        b"DIRECTION 1,0\r\nREFERENCE 0,0\r\nCLS\r\n",
    ]
    for first, rows in _inked(bitmap):
        parts.append(b"BITMAP 0,%d,%d,%d,0," % (first, bitmap.stride, len(rows) // bitmap.stride))
        parts += (turned(rows), b"\r\n")
    parts.append(b"PRINT 1,%d\r\n" % page.times)
    return b"".join(parts)


def bitmaps(stream: bytes) -> Iterator[Page]:
    """The pages of a stream made by `tspl`, taken apart again. Raises PictureError."""
    at = 0
    while at < len(stream):
        setup = _SETUP.match(stream, at)
        if setup is None:
            raise _damaged()
        sides = [float(side) for side in setup.groups()]
        if max(sides) > _SIDE_MAX_MM:
            raise _damaged()
        dpi = _dpi_of(sides[0], _BITMAP.match(stream, setup.end()))
        width, height = (round(side * dpi / MM_PER_INCH) for side in sides)
        rows = bytearray((width + 7) // 8 * height)
        at = _fill(rows, stream, setup.end(), (width + 7) // 8)
        end = _PRINT.match(stream, at - 2)
        if end is None:
            raise _damaged()
        yield Page(Bitmap(width, height, [Strip(bytes(rows), False)]), int(end[1]))
        at = end.end()


def _dpi_of(width_mm: float, band: re.Match[bytes] | None) -> int:
    """The resolution for which a bitmap fills that width."""
    across = int(band[2]) if band else 0
    return min(DPI, key=lambda dpi: abs(8 * across - width_mm * dpi / MM_PER_INCH))


def _fill(rows: bytearray, stream: bytes, at: int, stride: int) -> int:
    """Take over the bitmaps from `at`; returns where they end."""
    while band := _BITMAP.match(stream, at):
        first, across, count = (int(value) for value in band.groups())
        size = across * count
        dots = stream[band.end() : band.end() + size]
        if across != stride or len(dots) != size or (first + count) * stride > len(rows):
            raise _damaged()
        rows[first * stride : first * stride + size] = turned(dots)
        at = band.end() + size + 2
    return at


def _inked(bitmap: Bitmap) -> Iterator[tuple[int, bytes]]:
    """What to send: first rows and their dots, with white strips left out."""
    row, first = 0, 0
    parts: list[bytes] = []
    for strip, _ in bitmap.strips:
        count = len(strip) // bitmap.stride
        if count < _WHITE_ROWS_MIN or strip.strip(b"\0"):
            parts.append(strip)
        else:
            if parts:
                yield first, b"".join(parts)
            parts, first = [], row + count
        row += count
    if parts:
        yield first, b"".join(parts)


def status(answer: bytes) -> list[tuple[str, str]]:
    """What keeps the printer from printing, by its answer to ASK_STATUS: zh, en. [] is ready."""
    value = answer[-1] if answer else 0
    return [(zh, en) for bit, zh, en in _FLAGS if value & bit]


def _damaged() -> PictureError:
    return PictureError(
        "TSPL 文件已损坏，或不是由本程序生成。",
        "The TSPL file is damaged, or was not made by this program.",
    )
