"""The form of the 交接清单: A4, one row a crate, the signatures and seals on the last page.

Guarantees: no crate is left out and none stands on two pages; the foot counts the pages for the
straddling seal; an empty box takes "/".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from labels.canvas import Area, Canvas
from labels.face import date_zh
from labels.paper import LINE_MM, SEAL_MM, box, page_number, printable, write_pages

_LEFT, _WIDTH = 18.0, 174.0
_ROW_MM = 10.0
_HEAD_MM = 9.0
_TOP_FIRST, _TOP_NEXT, _BOTTOM = 92.0, 32.0, 278.0
_SIGN_MM = 66.0  # the block of signatures with room for two seals
_KINDS = {
    "road": "公路 road",
    "rail": "铁路 rail",
    "sea": "水路 sea",
    "air": "航空 air",
}
_COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("序号", "No.", 10.0),
    ("标识号", "Label", 35.0),
    ("报检号", "Declaration", 33.0),
    ("箱号", "Crate", 15.0),
    ("货物", "Goods", 41.0),
    ("原产地", "Origin", 15.0),
    ("目的地", "Stand", 14.0),
    ("毛重 kg", "Gross", 11.0),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One crate."""

    number: str
    declaration: str
    of: str
    goods: str
    latin: str
    origin: str
    stand: str
    gross_kg: float
    isolation: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the list says."""

    office_zh: str
    office_en: str
    no: str
    day: date
    port: str
    destination: str
    carrier: str
    plate: str
    driver: str
    phone: str | None
    kind: str
    seal: str | None
    remark: str | None
    officer: str
    lines: Sequence[Line]


def draw(sheet: Sheet, out: BinaryIO) -> int:
    """Write the list as PDF; returns the number of pages. Raises LabelError."""
    parts = _split(sheet.lines)
    pages = [
        _page(sheet, part, first, page, len(parts)) for page, (first, part) in enumerate(parts, 1)
    ]
    return write_pages(pages, out, f"交接清单 Handover list {sheet.no}")


def _room(first: bool, last: bool) -> int:
    """How many rows fit on a page."""
    top = _TOP_FIRST if first else _TOP_NEXT
    bottom = _BOTTOM - (_SIGN_MM if last else 0)
    return int((bottom - top - _HEAD_MM) // _ROW_MM)


def _split(lines: Sequence[Line]) -> list[tuple[int, Sequence[Line]]]:
    """The rows of each page with the number of the first; the last has room for signatures."""
    parts: list[tuple[int, Sequence[Line]]] = []
    at = 0
    while True:
        left = len(lines) - at
        if left <= _room(not parts, last=True):
            return [*parts, (at + 1, lines[at:])]
        take = min(_room(not parts, last=False), left)
        parts.append((at + 1, lines[at : at + take]))
        at += take


def _page(sheet: Sheet, lines: Sequence[Line], first: int, page: int, pages: int) -> Canvas:
    canvas = Canvas({})
    if page == 1:
        _title(canvas, sheet)
        _facts(canvas, sheet)
    else:
        _running_head(canvas, sheet)
    top = _TOP_FIRST if page == 1 else _TOP_NEXT
    bottom = _table(canvas, lines, first, top)
    if page == pages:
        _signatures(canvas, sheet, bottom)
    page_number(canvas, page, pages)
    return canvas


def _title(canvas: Canvas, sheet: Sheet) -> None:
    canvas.text(sheet.office_zh, Area(_LEFT, 14, _WIDTH, 7), 5.4, bold=True, centre=True)
    canvas.text(sheet.office_en, Area(_LEFT, 21, _WIDTH, 4), 2.8, centre=True)
    title = "进境展品检疫监管货物交接清单"
    canvas.text(title, Area(_LEFT, 27, _WIDTH, 10), 7.6, bold=True, centre=True)
    english = "Handover list of expo goods under quarantine supervision"
    canvas.text(english, Area(_LEFT, 37, _WIDTH, 4), 3.0, centre=True)


def _running_head(canvas: Canvas, sheet: Sheet) -> None:
    said = f"交接清单 Handover list　{sheet.no}"
    canvas.text(said, Area(_LEFT, 20, _WIDTH, 5), 3.8, bold=True)
    canvas.fill(_LEFT, 27, _WIDTH, LINE_MM)


def _facts(canvas: Canvas, sheet: Sheet) -> None:
    half = _WIDTH / 2
    rows = (
        (("清单号 No.", sheet.no), ("日期 Date", date_zh(sheet.day))),
        (("放行口岸 Port", sheet.port), ("运往 Destination", sheet.destination)),
        (("承运人 Carrier", sheet.carrier), ("运输方式 By", _KINDS[sheet.kind])),
        (("车牌／航次 Plate", sheet.plate), ("施封号 Seal", sheet.seal)),
        (("驾驶员 Driver", sheet.driver), ("电话 Phone", sheet.phone)),
    )
    top, height = 45.0, 7.4
    for index, row in enumerate(rows):
        y = top + index * height
        for side, (name, value) in enumerate(row):
            x = _LEFT + side * half
            box(canvas, Area(x, y, half + LINE_MM, height + LINE_MM))
            canvas.text(name, Area(x + 1.5, y + 0.6, 27, height - 1), 3.0)
            area = Area(x + 29, y + 0.6, half - 30.5, height - 1)
            canvas.text(printable(value), area, 3.8, bold=True, lines=2)
    total = sum(line.gross_kg for line in sheet.lines)
    count = len(sheet.lines)
    said = f"共 {count} 箱，毛重 {total:,.1f} kg　{count} crates, gross weight {total:,.1f} kg"
    canvas.text(said, Area(_LEFT, top + 5 * height + 2, _WIDTH, 5), 3.8, bold=True)


def _table(canvas: Canvas, lines: Sequence[Line], first: int, top: float) -> float:
    """The rows; returns where they end."""
    x = _LEFT
    canvas.fill(_LEFT, top, _WIDTH, LINE_MM * 2)
    for zh, en, width in _COLUMNS:
        canvas.text(zh, Area(x + 0.8, top + 0.8, width - 1.6, 4.2), 3.2, bold=True, centre=True)
        canvas.text(en, Area(x + 0.8, top + 4.9, width - 1.6, 3.2), 2.3, centre=True)
        x += width
    y = top + _HEAD_MM
    for index, line in enumerate(lines):
        canvas.fill(_LEFT, y, _WIDTH, LINE_MM)
        _row(canvas, line, first + index, y)
        y += _ROW_MM
    canvas.fill(_LEFT, y, _WIDTH, LINE_MM * 2)
    x = _LEFT
    for _, _, width in (*_COLUMNS, ("", "", 0.0)):
        canvas.fill(x, top, LINE_MM, y - top)
        x += width
    return y


def _row(canvas: Canvas, line: Line, index: int, y: float) -> None:
    goods = printable(line.goods)
    below = " ".join(filter(None, ("【隔离检疫】" if line.isolation else "", line.latin)))
    values = (
        str(index),
        line.number,
        line.declaration,
        line.of,
        goods,
        printable(line.origin),
        printable(line.stand),
        f"{line.gross_kg:g}",
    )
    x = _LEFT
    for place, (value, (_, _, width)) in enumerate(zip(values, _COLUMNS, strict=True)):
        two = place == _GOODS and bool(below)
        area = Area(x + 0.8, y + 0.8, width - 1.6, 5.0 if two else _ROW_MM - 1.4)
        canvas.text(value, area, 3.4, bold=place == 1, lines=2, centre=place != _GOODS)
        if two:
            under = Area(x + 0.8, y + 5.8, width - 1.6, 3.6)
            canvas.text(printable(below), under, 2.6, lines=2)
        x += width


_GOODS = 4


def _signatures(canvas: Canvas, sheet: Sheet, below: float) -> None:
    """Who hands over and who takes, each with room for a seal over name and date."""
    remark = f"备注 Remark：{printable(sheet.remark)}"
    canvas.text(remark, Area(_LEFT, below + 2, _WIDTH, 7), 3.4, lines=2)
    duty = (
        "承运人须将货物原封运至指定地点，未经检验检疫机构许可，不得擅自开拆、换装或者损毁标识、封识。"
        " The carrier brings the goods unopened to the designated place and leaves labels and "
        "seals intact."
    )
    canvas.text(duty, Area(_LEFT, below + 9.5, _WIDTH, 8), 3.0, lines=2)
    half = _WIDTH / 2
    y = below + 19
    height = SEAL_MM + 3
    parties = (
        ("移交人（口岸检疫人员） Handed over by", sheet.officer),
        ("接收人（承运人） Taken over by", ""),
    )
    for side, (who, name) in enumerate(parties):
        x = _LEFT + side * half
        box(canvas, Area(x, y, half + LINE_MM, height))
        canvas.text(who, Area(x + 2, y + 2, half - 4, 4.5), 3.2, bold=True)
        canvas.text(name or "", Area(x + 2, y + 8, half - 4, 5), 4.0)
        canvas.text("签字 Signature", Area(x + 2, y + 16, 40, 4), 3.0)
        canvas.fill(x + 25, y + 20, half - 30, LINE_MM)
        canvas.text("日期 Date　　　　年　　月　　日", Area(x + 2, y + 27, half - 4, 4), 3.0)
        canvas.text("（盖章处 Seal）", Area(x + 2, y + height - 6, half - 4, 4), 2.8, centre=True)
