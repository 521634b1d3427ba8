"""QR codes: the label's own, fast and in whole printer dots, and others for screens.

Guarantees: a label's code is at level Q, its scheme in a byte segment and the rest alphanumeric, in
the smallest version that holds it; printed, it measures at least 45 mm and every module is a whole
number of printer dots. Most of an encoder's time goes into comparing masks, so a label always
takes `qr_plan.MASK`: of the eight it had the lowest mean penalty over sample labels, whose signed
bytes look random to every mask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from xml.sax.saxutils import escape, quoteattr

from qrcode import util
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from labels import qr_plan
from labels.errors import LabelError

VERSIONS = (10, 11, 12)
QUIET_MODULES = 4
SIDE_MIN_MM = 45.0
DPI = (203, 300)
MM_PER_INCH = 25.4

_SCHEME = qr_plan.SCHEME
_ALPHANUMERIC = frozenset(util.ALPHA_NUM.decode())
_DIGITS = bytes.maketrans(b"\0\1", b"01")
_DARK = re.compile(b"\x01+")
_ANSI_DARK_ON_LIGHT, _ANSI_RESET = "\x1b[30;107m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR code without its quiet zone: `rows` from the top, 1 is dark and 0 light."""

    rows: tuple[bytes, ...]

    @property
    def modules(self) -> int:
        """Modules along one side."""
        return len(self.rows)

    def packed(self) -> Iterator[bytes]:
        """The rows with eight modules a byte, the first in the highest bit, light at the end."""
        size = (self.modules + 7) // 8
        shift = 8 * size - self.modules
        for row in self.rows:
            yield (int(row.translate(_DIGITS), 2) << shift).to_bytes(size)

    def runs(self) -> list[tuple[int, int, int]]:
        """The dark modules as horizontal runs: row, first column, length."""
        return [
            (y, run.start(), run.end() - run.start())
            for y, row in enumerate(self.rows)
            for run in _DARK.finditer(row)
        ]


def label_symbol(url: str) -> Symbol:
    """The code of a label's URL, in 0.2 ms. Raises LabelError when the URL cannot be one."""
    rest = url.removeprefix(_SCHEME)
    if rest == url or not _ALPHANUMERIC.issuperset(rest):
        raise LabelError(
            "标识二维码的网址应以 https:// 开头，其余只用大写字母、数字和 -.:/。",
            "The URL of a label begins with https:// and has only capitals, digits and -.:/ after.",
        )
    return Symbol(qr_plan.rows(rest, _version(len(rest))))


def module_dots(modules: int, dpi: int) -> int:
    """Printer dots for each module, so that a side of `modules` is at least 45 mm."""
    return ceil(SIDE_MIN_MM * dpi / MM_PER_INCH / modules)


def qr_symbol(text: str) -> Symbol:
    """Any text as a QR code at level M, with the best mask. Raises LabelError if it is too long."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text, optimize=0)
    try:
        code.make(fit=True)
    except ValueError:
        raise LabelError(
            f"文字过长（{len(text)} 个字符），放不进一个二维码。",
            f"The text is too long for one QR code ({len(text)} characters).",
        ) from None
    return _symbol(code.modules)


def qr_svg(text: str, title: str = "") -> str:
    """Any text as an SVG picture, black on white with its quiet zone; scales to its container.

    `title` says what the code is for to those who cannot see it.
    """
    symbol = qr_symbol(text)
    side = symbol.modules + 2 * QUIET_MODULES
    path = "".join(
        f"M{x + QUIET_MODULES} {y + QUIET_MODULES}h{length}v1h-{length}z"
        for y, x, length in symbol.runs()
    )
    name = f" aria-label={quoteattr(title)}" if title else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img"{name}'
        ' shape-rendering="crispEdges">'
        f"{f'<title>{escape(title)}</title>' if title else ''}"
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{path}"/></svg>'
    )


def qr_terminal(text: str, colour: bool = True) -> str:
    """Any text as lines of half-block characters, two rows a line, with its quiet zone.

    With `colour` the lines set black on white themselves, so that a dark terminal does not turn
    the code inside out.
    """
    symbol = qr_symbol(text)
    side = symbol.modules + 2 * QUIET_MODULES
    blank = bytes(side)
    edge = bytes(QUIET_MODULES)
    rows = [blank] * QUIET_MODULES
    rows += [edge + row + edge for row in symbol.rows]
    rows += [blank] * (QUIET_MODULES + side % 2)
    start, end = (_ANSI_DARK_ON_LIGHT, _ANSI_RESET) if colour else ("", "")
    lines = []
    for upper, lower in zip(rows[::2], rows[1::2], strict=True):
        blocks = "".join(" ▀▄█"[up + 2 * low] for up, low in zip(upper, lower, strict=True))
        lines.append(f"{start}{blocks}{end}\n")
    return "".join(lines)


def _symbol(modules: Sequence[Sequence[object]]) -> Symbol:
    return Symbol(tuple(bytes(map(bool, row)) for row in modules))


def _version(rest_chars: int) -> int:
    """The smallest version that holds the scheme in bytes and so many alphanumeric characters."""
    for version in VERSIONS:
        if qr_plan.bits_of(rest_chars) <= qr_plan.data_bits(version):
            return version
    raise LabelError(
        "标识网址过长，放不进二维码：请改用较短的主机名。",
        "The URL of the label is too long for its code: use a shorter host name.",
    )
