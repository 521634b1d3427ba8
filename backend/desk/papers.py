"""A4 forms: official, numbered 第x页 共y页, with room for the round seal over signature and date.

Guarantee: the same facts give the same bytes, so a form can be printed again as it was; what has
no value stands as "/", never as an empty box; nothing is cut off, it goes on to the next page.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from backend.desk.countries import country_names
from backend.desk.forms import day_words
from backend.wire.certificates import CertificateIssued, FormField, FormLine
from labels.pages import LEADING, Page, missing, wrap
from labels.paper import A4_MM, SEAL_MM, write_pages

LEFT: Final = 22.0
RIGHT: Final = A4_MM[0] - 18.0
WIDTH: Final = RIGHT - LEFT
_TOP: Final = 13.0
_BOTTOM: Final = A4_MM[1] - 17.0
_LABEL: Final = 27.0
_PAD: Final = 1.6
_SIZE: Final = 3.7
_SMALL: Final = 2.4

TITLES: Final = {
    "21": ("入境货物检验检疫证明", "Certificate of Inspection and Quarantine for Entry Goods"),
    "95": ("检疫调离通知单", "Notice of Transfer for Quarantine"),
    "CL": ("检疫处理通知单", "Notice of Quarantine Treatment"),
}


Cell = tuple[FormField, float]


class Head(NamedTuple):
    """What stands at the top of a form, and small at the top of its further pages."""

    office_zh: str
    office_en: str
    title_zh: str
    title_en: str
    number: str


class Column(NamedTuple):
    """A column of a table: its share of the width, headings and the text of a row."""

    share: float
    zh: str
    en: str
    text: Callable[[Any], str]


class Sheet:
    """A form being laid out from top to bottom; `pages` are numbered once all are known."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self.pages: list[Page] = []
        self.y = 0.0
        self._begin()

    def _begin(self) -> None:
        page = Page()
        self.pages.append(page)
        centre, head = A4_MM[0] / 2, self._head
        if len(self.pages) > 1:
            page.line(f"{head.title_zh}（续）", LEFT, _TOP + 2, 3.4, bold=True)
            page.right(f"编号 No. {head.number}", RIGHT, _TOP + 2, 3.4)
            page.rule(LEFT, _TOP + 5, WIDTH, 0.4)
            self.y = _TOP + 9
            return
        page.centred(head.office_zh, centre, _TOP + 6, 5.6, bold=True, gap=0.6)
        page.centred(head.office_en, centre, _TOP + 11, 3.0)
        page.centred(head.title_zh, centre, _TOP + 24, 8.4, bold=True, gap=2.2)
        page.centred(head.title_en, centre, _TOP + 30, 3.6)
        page.right(f"编号 No. {head.number}", RIGHT, _TOP + 38, 3.6, bold=True)
        page.rule(LEFT, _TOP + 41, WIDTH, 0.6)
        self.y = _TOP + 41

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def need(self, height: float) -> None:
        """Go on to a new page where less than `height` mm are left."""
        if self.y + height > _BOTTOM:
            self._begin()

    def fields(self, fields: Sequence[FormField]) -> None:
        """Boxes under headings, two beside each other, a long one across."""
        half, pending = WIDTH / 2, None
        for field in fields:
            short = len(wrap(field.value or "/", half - _LABEL - 2 * _PAD, _SIZE)) <= 2
            if not short:
                if pending:
                    self._row([(pending, WIDTH)])
                    pending = None
                self._row([(field, WIDTH)])
            elif pending:
                self._row([(pending, half), (field, half)])
                pending = None
            else:
                pending = field
        if pending:
            self._row([(pending, WIDTH)])

    def _row(self, cells: Sequence[Cell]) -> None:
        wrapped = [
            wrap(field.value or "/", width - _LABEL - 2 * _PAD, _SIZE) for field, width in cells
        ]
        longest, most = max(map(len, wrapped)), _lines_a_page()
        if longest > most:
            self._row(_split(cells, wrapped, slice(most)))
            self._row(_split(cells, wrapped, slice(most, None)))
            return
        height = max(8.4, longest * _SIZE * LEADING + 2 * _PAD)
        self.need(height)
        page, x = self.page, LEFT
        page.post(LEFT, self.y, height)
        for (field, width), lines in zip(cells, wrapped, strict=True):
            page.line(field.zh, x + _PAD, self.y + 4.2, 3.2, bold=True)
            page.line(field.en, x + _PAD, self.y + 7.1, 2.1)
            page.post(x + _LABEL, self.y, height, 0.1)
            self._lines(lines, x + _LABEL + _PAD, self.y, height, _SIZE)
            x += width
            page.post(x, self.y, height)
        page.rule(LEFT, self.y + height, WIDTH)
        self.y += height

    def _lines(
        self, lines: Sequence[str], x: float, top: float, height: float, size: float
    ) -> None:
        """Lines in the middle of a box's height."""
        block = len(lines) * size * LEADING
        baseline = top + (height - block) / 2 + size * (0.88 + (LEADING - 1.12) / 2)
        for n, line in enumerate(lines):
            self.page.line(line, x, baseline + n * size * LEADING, size)

    def table(self, columns: Sequence[Column], rows: Sequence[object]) -> None:
        """A table whose headings come again on each page."""
        self.gap(3)
        widths = [column.share * WIDTH for column in columns]
        self._headings(columns, widths)
        for row in rows:
            cells = [
                wrap(column.text(row) or "/", width - 2 * _PAD, 3.2)
                for column, width in zip(columns, widths, strict=True)
            ]
            while cells:
                cells = self._table_row(columns, widths, cells)

    def _headings(self, columns: Sequence[Column], widths: Sequence[float]) -> None:
        self.need(24)
        page, x = self.page, LEFT
        page.rule(LEFT, self.y, WIDTH, 0.3)
        page.post(LEFT, self.y, 9.4)
        for column, width in zip(columns, widths, strict=True):
            page.line(column.zh, x + _PAD, self.y + 4.4, 3.1, bold=True)
            page.line(column.en, x + _PAD, self.y + 7.8, 2.1)
            x += width
            page.post(x, self.y, 9.4)
        page.rule(LEFT, self.y + 9.4, WIDTH)
        self.y += 9.4

    def _table_row(
        self,
        columns: Sequence[Column],
        widths: Sequence[float],
        cells: list[list[str]],
    ) -> list[list[str]]:
        """As much of a row as the page holds; returns what is left of it."""
        line = 3.2 * LEADING
        if self.y + line + 2 * _PAD > _BOTTOM:
            self._begin()
            self._headings(columns, widths)
        fit = max(1, int((_BOTTOM - self.y - 2 * _PAD) / line))
        now, rest = [cell[:fit] for cell in cells], [cell[fit:] for cell in cells]
        height = max(map(len, now)) * line + 2 * _PAD
        page, x = self.page, LEFT
        page.post(LEFT, self.y, height)
        for cell, width in zip(now, widths, strict=True):
            for n, text in enumerate(cell):
                page.line(text, x + _PAD, self.y + _PAD + line * n + 3.4, 3.2)
            x += width
            page.post(x, self.y, height)
        page.rule(LEFT, self.y + height, WIDTH)
        self.y += height
        return rest if any(rest) else []

    def gap(self, height: float) -> None:
        self.y += height

    def closing(self, zh: str, en: str, names: Sequence[tuple[str, str, str]], day: str) -> None:
        """What the form says of it all, who signs it and when, on one page with room for the seal
        over signature and date."""
        chinese = wrap(f"　　{zh}", WIDTH - 2 * _PAD, 4.2)
        english = wrap(en, WIDTH - 2 * _PAD, 3.0)
        said = len(chinese) * 6.4 + len(english) * 4.2
        signed = max(SEAL_MM, 13.0 * (len(names) + 1) + 8)
        self.need(6 + said + signed)
        self.gap(6)
        for line in chinese:
            self.page.line(line, LEFT + _PAD, self.y + 3, 4.2)
            self.gap(6.4)
        for line in english:
            self.page.line(line, LEFT + _PAD, self.y + 2, 3.0)
            self.gap(4.2)
        x, y = RIGHT - 84, self.y + 12
        for name in names:
            self._signed(x, y, *name)
            y += 13
        self._signed(x, y, "日期", "Date", day_words(day))
        self.gap(signed)

    def _signed(self, x: float, y: float, zh: str, en: str, name: str) -> None:
        page = self.page
        page.line(f"{zh}", x, y, 3.8, bold=True)
        page.line(en, x, y + 3.4, _SMALL)
        page.line(name, x + 30, y, 3.8)
        page.rule(x + 28, y + 1.6, RIGHT - x - 28, 0.15)

    def finish(self) -> list[Page]:
        """Number the pages at their feet."""
        total = len(self.pages)
        for n, page in enumerate(self.pages, 1):
            y = A4_MM[1] - 11
            page.rule(LEFT, y - 5, WIDTH, 0.15)
            page.centred(f"第{n}页 共{total}页", A4_MM[0] / 2, y, 3.2)
            page.right(f"Page {n} of {total}", RIGHT, y, 2.6)
            page.line(self._head.number, LEFT, y, 2.6)
        return self.pages


def _lines_a_page() -> int:
    return int((_BOTTOM - _TOP - 12) / (_SIZE * LEADING))


def _split(cells: Sequence[Cell], wrapped: Sequence[list[str]], part: slice) -> list[Cell]:
    """The same boxes with some of their lines: what is too long for a page goes on on the next."""
    return [
        (replace(field, value="\n".join(lines[part]) or "/"), width)
        for (field, width), lines in zip(cells, wrapped, strict=True)
    ]


def _names(row: FormLine) -> str:
    return "\n".join(filter(None, (row.goods, row.latin)))


_COLUMNS: Final = (
    Column(0.38, "品名及学名", "Goods", _names),
    Column(0.14, "产地", "Origin", lambda row: country_names(row.origin)[0]),
    Column(0.18, "箱号", "Crates", lambda row: runs(row.crates)),
    Column(0.15, "数量", "Quantity", lambda row: f"{number(row.quantity)} {row.unit}"),
    Column(0.15, "净重（千克）", "Net kg", lambda row: number(row.weight_kg)),
)


def number(value: float) -> str:
    """As people write it: no needless decimals."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def runs(numbers: Sequence[int]) -> str:
    """`1–15、18` for the crates of a declaration."""
    found: list[list[int]] = []
    for n in sorted(numbers):
        if found and n == found[-1][-1] + 1:
            found[-1] = [found[-1][0], n]
        else:
            found.append([n])
    return "、".join("–".join(map(str, run)) for run in found)


def certificate_pdf(body: CertificateIssued) -> bytes:
    """A form as it was issued."""
    return pdf_of(_certificate(body), f"{TITLES[body.form][0]} {body.number}")


def certificates_pdf(bodies: Sequence[CertificateIssued]) -> bytes:
    """Several forms in one file, each with pages numbered of its own."""
    pages = [page for body in bodies for page in _certificate(body)]
    return pdf_of(pages, f"{bodies[0].number} – {bodies[-1].number}")


def _certificate(body: CertificateIssued) -> list[Page]:
    zh, en = TITLES[body.form]
    sheet = Sheet(Head(body.office_zh, body.office_en, zh, en, body.number))
    sheet.fields(body.fields)
    sheet.table(_COLUMNS, body.lines)
    labels = "　".join(number for row in body.lines for number in row.labels)
    sheet.fields([FormField(zh="专用标识号", en="Label No.", value=labels or None)])
    signed = [("签字", "Signature", body.signed)]
    sheet.closing(body.statement_zh, body.statement_en, signed, body.day)
    return sheet.finish()


def pdf_of(pages: Sequence[Page], title: str) -> bytes:
    out = io.BytesIO()
    write_pages(pages, out, title)
    return out.getvalue()


def check_form(body: CertificateIssued) -> str | None:
    """A character of a form that cannot be printed, or None where it can be printed as it is."""
    return missing(_texts(body))


def _texts(body: CertificateIssued) -> Iterator[str]:
    yield from (body.signed, body.office_zh, body.office_en)
    for field in body.fields:
        yield field.value or ""
    for line in body.lines:
        yield from (line.goods, line.latin or "", line.unit)
