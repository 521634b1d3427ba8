"""ZPL II, for Zebra printers and those that understand them: each label as one graphic field.

Guarantees: the printer draws the very dots of the bitmap, Chinese and code alike, whatever fonts
and firmware it has; a second face of a crate costs a number, not the picture again. The picture is
compressed as Z64 (zlib in base64 with a check sum), which printers know since firmware V60.14.
What the printer was set up to do (peel, cut, darkness, speed, offsets) is left as it is.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator

from labels.errors import PictureError
from labels.printers.bitmap import Bitmap, Strip
from labels.printers.packing import packed
from labels.printers.raster import Page

ASK_STATUS = b"~HS"

_LABEL = re.compile(rb"\^XA(.*?)\^XZ", re.DOTALL)
_FIELD = re.compile(
    rb"\^FO(\d+),(\d+)\^GFA,(\d+),(\d+),(\d+),:Z64:([A-Za-z0-9+/=]+):([0-9A-Fa-f]{4})\^FS"
)
_SIZE = re.compile(rb"\^PW(\d+).*?\^LL(\d+)", re.DOTALL)
_TIMES = re.compile(rb"\^PQ(\d+)")
_DOTS_MAX = 8_000 * 8_000


def zpl(page: Page) -> bytes:
    """One page, in a format of its own."""
    bitmap = page.bitmap
    text = base64.b64encode(packed(bitmap.strips))
    size = bitmap.stride * bitmap.height
    return b"".join(
        (
            b"^XA^LH0,0^FWN^PON^PMN\n",
            b"^PW%d^LL%d^PQ%d\n" % (bitmap.width, bitmap.height, page.times),
            b"^FO0,0^GFA,%d,%d,%d,:Z64:" % (size, size, bitmap.stride),
            text,
            b":%04X^FS\n^XZ\n" % binascii.crc_hqx(text, 0),
        )
    )


def bitmaps(stream: bytes) -> Iterator[Page]:
    """The pages of a stream made by `zpl`, taken apart again. Raises PictureError."""
    for match in _LABEL.finditer(stream):
        label = match.group(1)
        size, field = _SIZE.search(label), _FIELD.search(label)
        if size is None or field is None:
            raise _damaged()
        width, height = int(size[1]), int(size[2])
        rows = _rows(field, width, height)
        times = _TIMES.search(label)
        yield Page(Bitmap(width, height, [Strip(rows, False)]), int(times[1]) if times else 1)


def _rows(field: re.Match[bytes], width: int, height: int) -> bytes:
    stride, text = int(field[5]), field[6]
    expected = (width + 7) // 8 * height
    if stride != (width + 7) // 8 or int(field[4]) != expected or width * height > _DOTS_MAX:
        raise _damaged()
    if int(field[7], 16) != binascii.crc_hqx(text, 0):
        raise _damaged()
    try:
        rows = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), expected)
    except (binascii.Error, zlib.error):
        raise _damaged() from None
    if len(rows) != expected:
        raise _damaged()
    return rows


def status(answer: bytes) -> list[tuple[str, str]]:
    """What keeps the printer from printing, by its answer to ASK_STATUS: zh, en. [] is ready."""
    lines = [line.strip(b"\x02\x03\r\n ").split(b",") for line in answer.split(b"\x03")]
    first, second = [*lines, [], []][:2]
    flags = (
        (first, 1, "缺纸", "out of paper"),
        (first, 2, "已暂停", "paused"),
        (first, 5, "缓冲区已满", "its buffer is full"),
        (first, 10, "温度过低", "too cold"),
        (first, 11, "温度过高", "too hot"),
        (second, 2, "打印头未合上", "its head is open"),
        (second, 3, "缺碳带", "out of ribbon"),
    )
    return [(zh, en) for line, at, zh, en in flags if len(line) > at and line[at] == b"1"]


def _damaged() -> PictureError:
    return PictureError(
        "ZPL 文件已损坏，或不是由本程序生成。",
        "The ZPL file is damaged, or was not made by this program.",
    )
