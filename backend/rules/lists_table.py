"""From the bytes of a file to rows of text: CSV in its usual dialects, and XLSX.

Guarantee: whatever the bytes are, the answer is a table or ListUnreadable, within the limits of
the settings; the name of the file decides nothing. Rows are numbered as a spreadsheet shows them.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import NamedTuple

from backend.rules.lists_columns import HEADINGS, normal
from backend.rules.lists_errors import ListUnreadable, shown
from backend.rules.lists_xlsx import read_sheets
from backend.settings import Limits

HEADER_WITHIN = 10
"""A title may stand above the header, within so many rows."""
_DELIMITERS = {",": ",", ";": ";", "\t": "Tab"}
_ENOUGH = 3
"""Fewer known headings than this are no header."""

Rows = Iterable[tuple[int, Sequence[str]]]


@dataclass(frozen=True)
class Headings:
    """Which columns a list has: field to its headings, the documented one first, and the fields
    whose column may be missing."""

    names: Mapping[str, Sequence[str]]
    optional: frozenset[str] = frozenset()

    @cached_property
    def field_of(self) -> Mapping[str, str]:
        return {normal(name): field for field, names in self.names.items() for name in names}


CONSIGNMENTS = Headings(HEADINGS)


class Table(NamedTuple):
    """`places` maps a field to its column; `rows` are those below the header that hold anything."""

    format: str
    header: Sequence[str]
    places: dict[str, int]
    ignored: list[str]
    rows: list[tuple[int, Sequence[str]]]


def read_table(data: bytes, limits: Limits, headings: Headings = CONSIGNMENTS) -> Table:
    """The table in a file. Raises ListUnreadable."""
    if len(data) > limits.list_bytes:
        megabytes = limits.list_bytes // 2**20
        raise ListUnreadable(
            f"文件超过 {megabytes} MB，请分成几份导入。",
            f"The file is larger than {megabytes} MB; split it.",
            "file_too_large",
        )
    if not data.strip():
        raise ListUnreadable(
            "文件是空的，请检查是否选对文件。", "The file is empty; check that it is the right one."
        )
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ListUnreadable(
            "这是旧版 .xls 或加密的工作簿，请去掉密码并另存为 .xlsx 或 CSV。",
            "This is an old .xls or an encrypted workbook; remove the password and save it as "
            ".xlsx or CSV.",
        )
    if data.startswith(b"PK\x03\x04"):
        return _best(_sheets(data, limits), limits, headings)
    return _best(_dialects(data), limits, headings)


def _sheets(data: bytes, limits: Limits) -> Iterator[tuple[str, Rows]]:
    for title, rows in read_sheets(data, limits):
        yield f"XLSX, {shown(title)}", rows


def _dialects(data: bytes) -> Iterator[tuple[str, Rows]]:
    """The file under each encoding and delimiter that it may be in."""
    decoded = False
    for encoding, name in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            continue
        decoded = True
        for delimiter, sign in _DELIMITERS.items():
            yield f"CSV · {name} · “{sign}”", _records(text, delimiter)
    if not decoded:
        raise ListUnreadable(
            "文件不是文本，也不是 XLSX，请另存为 CSV（UTF-8 或 GB18030）或 XLSX。",
            "The file is neither text nor XLSX; save it as CSV (UTF-8 or GB18030) or XLSX.",
        )


def _encodings(data: bytes) -> list[tuple[str, str]]:
    if data.startswith(b"\xef\xbb\xbf"):
        return [("utf-8-sig", "UTF-8")]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [("utf-16", "UTF-16")]
    return [("utf-8", "UTF-8"), ("gb18030", "GB18030")]


def _records(text: str, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as error:
        raise ListUnreadable(
            f"第 {reader.line_num} 行附近的引号或分隔符有误，请检查该处是否少了引号。",
            f"Quotes or delimiters are wrong near line {reader.line_num} ({error}); look for a "
            "missing quotation mark.",
        ) from None


def _best(candidates: Iterable[tuple[str, Rows]], limits: Limits, headings: Headings) -> Table:
    """The candidate whose header is known best; the first one where several are equal."""
    best: tuple[int, str, list[tuple[int, Sequence[str]]], int] | None = None
    pending: dict[str, Iterator[tuple[int, Sequence[str]]]] = {}
    broken: ListUnreadable | None = None
    for name, rows in candidates:
        iterator = iter(rows)
        try:
            head = list(islice(iterator, HEADER_WITHIN))
        except ListUnreadable as error:  # wrong for this delimiter, perhaps right for the next
            broken = broken or error
            continue
        known = [len(_places(cells, headings)) for _, cells in head]
        score = max(known, default=0)
        if best is None or score > best[0]:
            best = (score, name, head, known.index(score) if known else 0)
            pending = {name: iterator}
    if best is None or best[0] < _ENOUGH:
        raise broken or _no_header(best[2] if best else [], headings)
    _, name, head, at = best
    return _table(name, head[at:], pending[name], limits, headings)


def _table(
    name: str,
    head: list[tuple[int, Sequence[str]]],
    rest: Iterator[tuple[int, Sequence[str]]],
    limits: Limits,
    headings: Headings,
) -> Table:
    header = head[0][1]
    places = _checked_places(header, headings)
    rows: list[tuple[int, Sequence[str]]] = []
    for number, cells in chain(head[1:], rest):
        if any(cell.strip() for cell in cells):
            rows.append((number, cells))
        if len(rows) > limits.list_rows:
            raise ListUnreadable(
                f"清单超过 {limits.list_rows} 行，请分成几份导入。",
                f"The list has more than {limits.list_rows} rows; split it.",
            )
    if not rows:
        raise ListUnreadable(
            "清单只有表头，没有数据行。", "The list has a header and no rows below it."
        )
    known = headings.field_of
    ignored = [shown(h.strip()) for h in header if h.strip() and normal(h) not in known]
    return Table(name, header, places, ignored, rows)


def _places(cells: Sequence[str], headings: Headings) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        field = headings.field_of.get(normal(cell)) if len(cell) < 60 else None
        if field is not None:
            found.setdefault(field, place)
    return found


def _checked_places(header: Sequence[str], headings: Headings) -> dict[str, int]:
    """Field to column; every field at most once, and none missing that must be there."""
    places = _places(header, headings)
    owed = (field for field in headings.names if field not in headings.optional)
    missing = [headings.names[field][0] for field in owed if field not in places]
    if missing:
        raise ListUnreadable(
            f"缺少 {len(missing)} 列：{'、'.join(missing)}。请补上这些列，没有内容的填“/”。",
            f"{len(missing)} columns are missing: {', '.join(missing)}. Add them; write / where "
            "there is nothing.",
        )
    for place, cell in enumerate(header):
        field = headings.field_of.get(normal(cell))
        if field is not None and places[field] != place:
            first = header[places[field]]
            raise ListUnreadable(
                f"“{first}”与“{cell}”两列含义相同，请删去一列。",
                f"Columns {first!r} and {cell!r} mean the same; delete one.",
            )
    return places


def _no_header(head: list[tuple[int, Sequence[str]]], headings: Headings) -> ListUnreadable:
    first = next((cells for _, cells in head if any(cells)), [])
    found = "、".join(shown(cell) for cell in list(first)[:6] if cell.strip()) or "（空）"
    expected = "、".join(names[0] for names in headings.names.values())
    return ListUnreadable(
        f"找不到表头。首行应有这些列（次序不限）：{expected}。文件首行是：{shown(found)}。",
        f"No header found. The first row must name these columns, in any order: {expected}. "
        f"The file begins with: {shown(found)}.",
    )
