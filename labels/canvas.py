"""The drawing of a face before it is drawn: texts, black areas, one code, room for a seal.

Guarantees: a text stays in the area that it was given; a Layout says in mm what goes where, and
`boxes` names all of it, so that a test can see that nothing overlaps.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from labels.errors import FaceError
from labels.fit import EM_BOX, LEADING, SIZE_MIN_MM, fit
from labels.qr import MM_PER_INCH, QUIET_MODULES, Symbol, module_dots
from labels.typeface import typeface


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle: left, top, width and height in mm, y downwards."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Area, slack: float = 0.0) -> bool:
        """Whether more than `slack` mm of the two lie over each other in both directions."""
        return (
            min(self.x + self.width, other.x + other.width) - max(self.x, other.x) > slack
            and min(self.y + self.height, other.y + other.height) - max(self.y, other.y) > slack
        )

    def holds(self, other: Area, slack: float = 0.0) -> bool:
        """Whether the other lies inside, `slack` mm beyond each edge allowed."""
        return (
            self.x - slack <= other.x
            and self.y - slack <= other.y
            and other.x + other.width <= self.x + self.width + slack
            and other.y + other.height <= self.y + self.height + slack
        )


@dataclass(frozen=True, slots=True)
class Text:
    """One line. `spacing` is added after every character; `size` is an em, all in mm."""

    text: str
    x: float
    baseline: float
    size: float
    bold: bool
    white: bool
    spacing: float = 0.0

    @property
    def ink(self) -> Area:
        """Where its ink is, at most."""
        face = typeface(self.bold)
        above, below = face.ink(self.text)
        before = face.bearing(self.text[0]) * self.size
        width = face.width(self.text) * self.size + self.spacing * (len(self.text) - 1)
        top, height = self.baseline + above * self.size, (below - above) * self.size
        return Area(self.x + before, top, width - before, height)


@dataclass(frozen=True, slots=True)
class Code:
    """The QR code: its top left corner and its module in mm, a whole number of dots."""

    symbol: Symbol
    x: float
    y: float
    module: float

    @property
    def area(self) -> Area:
        side = self.symbol.modules * self.module
        return Area(self.x, self.y, side, side)

    @property
    def quiet_area(self) -> Area:
        """The code with the white around it that a reader needs."""
        quiet = QUIET_MODULES * self.module
        side = self.symbol.modules * self.module + 2 * quiet
        return Area(self.x - quiet, self.y - quiet, side, side)


@dataclass(frozen=True, slots=True)
class Layout:
    """A face, ready to be drawn: black areas first, then texts and the code."""

    fills: tuple[Area, ...]
    texts: tuple[Text, ...]
    code: Code
    seal: Area | None  # where a round seal may go


class Canvas:
    """Collects what a face consists of. `names` are the fields as errors call them: zh, en."""

    def __init__(self, names: dict[str, tuple[str, str]]) -> None:
        self._names = names
        self.fills: list[Area] = []
        self.texts: list[Text] = []

    def fill(self, x: float, y: float, width: float, height: float) -> None:
        """A black area: a rule or a band."""
        self.fills.append(Area(x, y, width, height))

    def text(
        self,
        text: str,
        area: Area,
        full: float,
        *,
        field: str = "",
        bold: bool = False,
        white: bool = False,
        caps: bool = False,
        lines: int = 1,
        centre: bool = False,
        spread: bool = False,
    ) -> None:
        """Text in `area`, at most `full` mm large, in the middle of its height.

        `caps`: it has only capitals and figures, so that its height counts without descenders.
        `spread`: one line is spaced out over the whole width. Raises FaceError if it cannot fit.
        """
        if not text:
            return
        placed = _placed(text, area, full, bold, white, caps, lines, centre, spread)
        if not placed:
            raise self._too_long(text, field)
        self.texts += placed

    def caption(self, x: float, y: float, text: str, width: float, *, centre: bool = False) -> None:
        """What stands below or beside it, in small letters."""
        self.text(text, Area(x, y, width, 2.6), 2.2, centre=centre)

    def _too_long(self, text: str, field: str) -> FaceError:
        zh, en = self._names.get(field, ("文字", "text"))
        return FaceError(
            field,
            f"{zh}“{text}”过长，标识上放不下（字高不得小于 {SIZE_MIN_MM:g} 毫米）：请缩短。",
            f"The {en} {text!r} is too long for the label, whose letters are at least "
            f"{SIZE_MIN_MM:g} mm high: shorten it.",
        )


@lru_cache(maxsize=4096)
def _placed(
    text: str,
    area: Area,
    full: float,
    bold: bool,
    white: bool,
    caps: bool,
    lines: int,
    centre: bool,
    spread: bool,
) -> tuple[Text, ...]:
    """The lines of a text in its area; none where it does not fit. Most of a face recurs."""
    face = typeface(bold)
    above, below = face.ink(text)
    if not caps:  # one height for ordinary text, more where an accent needs it
        above, below = min(above, EM_BOX[0]), max(below, EM_BOX[1])
    reach = full * max(0.0, -min(face.bearing(char) for char in text))  # ink before the origin
    fitted = fit(text, area.width - reach, area.height, full, lines, bold, below - above)
    if fitted is None:
        return ()
    size = fitted.size
    leading = max(LEADING, below - above)
    block = (below - above + (len(fitted.lines) - 1) * leading) * size
    baseline = area.y + (area.height - block) / 2 - above * size
    placed = []
    for line in fitted.lines:
        room = area.width - face.width(line) * size
        spacing = room / (len(line) - 1) if spread and len(line) > 1 else 0.0
        x = area.x + room / 2 if centre else area.x
        bearing = face.bearing(line[0]) * size
        if caps or bearing < 0:  # large letters line up by their ink, none sticks out
            x -= bearing
        placed.append(Text(line, x, baseline, size, bold, white, spacing))
        baseline += leading * size
    return tuple(placed)


def place_code(symbol: Symbol, zone: Area, dpi: int) -> Code:
    """The code at the left of `zone`, in the middle of its height, for a printer of `dpi`.

    Raises FaceError when the zone is too small, quiet zone included.
    """
    module = module_dots(symbol.modules, dpi) * MM_PER_INCH / dpi
    quiet = QUIET_MODULES * module
    side = symbol.modules * module + 2 * quiet
    if side > min(zone.width, zone.height):
        raise FaceError(
            "url",
            "二维码过大，标识上放不下：请改用较短的主机名。",
            "The code is too large for the label: use a shorter host name.",
        )
    return Code(symbol, zone.x + quiet, zone.y + (zone.height - side) / 2 + quiet, module)
