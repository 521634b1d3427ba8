"""Lists for tests: sound rows to spoil, and files of every dialect to write them into."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from backend.rules.lists_columns import HEADINGS
from backend.settings import DEMO_LIST

HEADER = [headings[0] for headings in HEADINGS.values()]
Row = dict[str, Any]


def demo_rows() -> list[Row]:
    """The rows of the demo list."""
    text = DEMO_LIST.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def crates(count: int, **change: Any) -> list[Row]:
    """So many crates of one sound declaration, with some cells changed in all of them."""
    first = demo_rows()[60] | {"指定拆包地点": "锦州世园会园区"}  # roses from France
    rows = [{**first, "箱号": str(n), "总箱数": str(count)} for n in range(1, count + 1)]
    return [{**row, **change} for row in rows]


def as_csv(
    rows: Sequence[Mapping[str, Any]],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    header: Sequence[str] = HEADER,
    end: str = "\r\n",
) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Mapping[str, Any]], *, header: Sequence[str] = HEADER) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(header))
    for row in rows:
        sheet.append([row.get(name) for name in header])
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
