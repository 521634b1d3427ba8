"""Fitting text into a space: it shrinks, then wraps, and never overlaps or vanishes.

The rule. On one line the text shrinks from its full size down to `COMFORT` of it. If that is not
enough it may take two lines, then three, up to the number allowed, each time as large as it can
be; the first number of lines that keeps it comfortable wins. If none does, the largest size found
is taken, down to `SIZE_MIN_MM`. Beyond that the label is refused.

Lines break at spaces and between Chinese characters, never before a closing mark nor after an
opening one; inside a word only when the word alone is wider than a line at the smallest size.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from labels.typeface import typeface

SIZE_MIN_MM = 2.0  # 16 dots at 203 dpi, the least in which a Chinese character can be read
LEADING = 1.18  # from line to line, in em, unless a line is higher than that
EM_BOX = (-0.88, 0.24)  # what ordinary text needs above and below its baseline, in em
COMFORT = 0.62  # share of the full size below which another line is better
_STEP_MM = 0.05

_CLOSING = set("，。、；：？！）】》〉”’」』〕％℃…—·,.;:?!)]}%")
_OPENING = set("（【《〈“‘「『〔([{")


@dataclass(frozen=True, slots=True)
class Fit:
    """Lines from the top and the size of their characters in mm."""

    lines: tuple[str, ...]
    size: float


def fit(
    text: str,
    width: float,
    height: float,
    full: float,
    lines_max: int,
    bold: bool,
    line_height: float,
) -> Fit | None:
    """Fit `text` into `width` × `height` mm, at most `full` mm large, on up to `lines_max` lines.

    `line_height` is that of a single line, in em. None when it would have to be smaller than
    SIZE_MIN_MM. Every character must be in the font.
    """
    best: Fit | None = None
    for count in range(1, lines_max + 1):
        limit = min(full, height / (line_height + (count - 1) * max(LEADING, line_height)))
        found = _largest(text, width, limit, count, bold)
        if found is not None and found.size >= COMFORT * full:
            return found
        if found is not None and (best is None or found.size > best.size):
            best = found
    return best


def units(text: str, bold: bool, width: float) -> list[str]:
    """`text` in pieces that stay together on a line; a space ends the piece before it."""
    pieces: list[str] = []
    for before, char in pairwise("\0" + text):
        stays = char in _CLOSING or char == " " or before in _OPENING
        joins = before not in " \0" and not _is_wide(before) and not _is_wide(char)
        if pieces and (stays or joins):
            pieces[-1] += char
        else:
            pieces.append(char)
    measure = typeface(bold).width
    return [
        part
        for piece in pieces
        for part in (piece if measure(piece.rstrip()) * SIZE_MIN_MM > width else (piece,))
    ]


def _largest(text: str, width: float, limit: float, count: int, bold: bool) -> Fit | None:
    """The text as large as `count` lines of `width` allow, up to `limit`; None if too small."""
    measure = typeface(bold).width
    if count == 1:
        size = min(limit, width / max(measure(text), 1e-9))
        return Fit((text,), size) if size >= SIZE_MIN_MM else None
    pieces = units(text, bold, width)
    widths = [measure(piece) for piece in pieces]
    inked = [measure(piece.rstrip()) for piece in pieces]
    size = limit
    while size >= SIZE_MIN_MM:
        lines = _break(pieces, widths, inked, width / size)
        if lines is not None and len(lines) <= count:
            return Fit(tuple(lines), size)
        size -= _STEP_MM
    return None


def _break(
    pieces: list[str], widths: list[float], inked: list[float], room: float
) -> list[str] | None:
    """Lines filled one after the other, `room` em wide; None when one piece alone is wider."""
    lines: list[str] = []
    line, used = "", 0.0
    for piece, width, ink in zip(pieces, widths, inked, strict=True):
        if ink > room:
            return None
        if used + ink > room:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line += piece
        used += width
    return [*lines, line.rstrip()]


def _is_wide(char: str) -> bool:
    """Whether a line may break beside it: Chinese characters, kana, full-width signs."""
    return char >= "\u2e80"
