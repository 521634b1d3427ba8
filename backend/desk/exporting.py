"""Crates and records as spreadsheets: CSV that any program reads, or an XLSX workbook.

Guarantee: a cell is text or a number, never a formula, whatever somebody wrote into the data; all
times are the office's, with their offset.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypeVar

from backend.desk.countries import country_names
from backend.desk.export_words import OUTCOMES, RECORD_STATES, RESULTS, STATES, Words
from backend.desk.office import CHINA
from backend.wire.views import Crate, Record

Format = Literal["csv", "xlsx"]
Language = Literal["zh", "en"]
Cell = str | int | float | None
T = TypeVar("T")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Column(NamedTuple):
    """A heading in both languages, and its cell of a row in the language asked (0 or 1)."""

    zh: str
    en: str
    cell: Callable[[Any, int], Cell]


def _said(words: Words, code: str | None, language: int) -> str | None:
    return words[code][language] if code in words else code


def _local(instant: str | None) -> str | None:
    """An instant as the office's clock shows it, ISO 8601 with its offset, whole seconds."""
    if instant is None:
        return None
    return datetime.fromisoformat(instant).astimezone(CHINA).isoformat(timespec="seconds")


def _marked(record: Record, mark: str) -> int:
    return sum(answer.mark == mark for answer in record.body.answers)


CRATES: Sequence[Column] = (
    Column("箱号", "Crate", lambda c, _: c.id),
    Column("报检号", "Declaration", lambda c, _: c.declaration),
    Column("货物", "Goods", lambda c, _: c.goods.name),
    Column("学名", "Scientific name", lambda c, _: c.goods.latin),
    Column("原产国", "Origin", lambda c, n: country_names(c.goods.origin)[n]),
    Column("数量", "Quantity", lambda c, _: c.quantity),
    Column("单位", "Unit", lambda c, _: c.goods.unit),
    Column("净重kg", "Net kg", lambda c, _: c.net_kg),
    Column("参展商", "Exhibitor", lambda c, _: c.exhibitor),
    Column("国别", "Country", lambda c, n: country_names(c.country)[n]),
    Column("展位", "Stand", lambda c, _: c.stand),
    Column("口岸", "Port", lambda c, _: c.port),
    Column("到港日期", "Arrival", lambda c, _: c.arrival),
    Column("放行判定", "Release rule", lambda c, n: _said(OUTCOMES, c.outcome, n)),
    Column("标识号", "Label", lambda c, _: c.label.number if c.label else None),
    Column("状态", "State", lambda c, n: _said(STATES, c.state, n)),
    Column("自", "Since", lambda c, _: _local(c.since)),
    Column("评定", "Result", lambda c, n: _said(RESULTS, c.result, n)),
    Column("疑点", "Objections", lambda c, _: c.objections),
)
RECORDS: Sequence[Column] = (
    Column("记录编号", "Record", lambda r, _: r.id),
    Column("更正", "Amends", lambda r, _: r.amends),
    Column("箱号", "Crate", lambda r, _: r.crate),
    Column("主检", "Lead", lambda r, _: r.body.lead),
    Column("记录人", "Recorder", lambda r, _: r.body.recorder),
    Column("地点", "Place", lambda r, _: r.body.place.text),
    Column("开始", "Started", lambda r, _: _local(r.body.started_at)),
    Column("结束", "Ended", lambda r, _: _local(r.body.ended_at)),
    Column("收到", "Received", lambda r, _: _local(r.received_at)),
    Column("合格项", "Passes", lambda r, _: _marked(r, "pass")),
    Column("不合格项", "Fails", lambda r, _: _marked(r, "fail")),
    Column("不适用项", "N/A", lambda r, _: _marked(r, "na")),
    Column("现场发现", "Findings", lambda r, _: "；".join(f.name for f in r.body.findings)),
    Column("照片", "Photos", lambda r, _: len(r.photos)),
    Column("缺照片", "Photos missing", lambda r, _: r.photos_missing),
    Column("评定", "Result", lambda r, n: _said(RESULTS, r.body.result, n)),
    Column("状态", "State", lambda r, n: _said(RECORD_STATES, r.state, n)),
    Column("复核人", "Reviewer", lambda r, _: r.reviewer),
    Column("复核时间", "Reviewed", lambda r, _: _local(r.reviewed_at)),
    Column("复核意见", "Reason", lambda r, _: r.review_reason),
    Column("疑点", "Objections", lambda r, _: len(r.objections)),
)


def crates_file(crates: Iterable[Crate], format_: Format, language: Language) -> bytes:
    """One row a crate."""
    return _written(CRATES, crates, format_, language)


def records_file(records: Iterable[Record], format_: Format, language: Language) -> bytes:
    """One row a record, amendments as rows of their own."""
    return _written(RECORDS, records, format_, language)


def _written(
    columns: Sequence[Column], rows: Iterable[T], format_: Format, language: Language
) -> bytes:
    at = 0 if language == "zh" else 1
    head: list[Cell] = [column.en if at else column.zh for column in columns]
    body = ([column.cell(row, at) for column in columns] for row in rows)
    return _csv(head, body) if format_ == "csv" else _xlsx(head, body)


def _csv(head: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> bytes:
    """With a byte order mark: without it, spreadsheets take Chinese for something else."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> Cell:
    """What a spreadsheet would compute is quoted, so that it shows as it was written."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _xlsx(head: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> bytes:
    from openpyxl import Workbook  # takes a third of a second, and only exports need it
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = Workbook(write_only=True)
    sheet = book.create_sheet()

    def text(cell: Cell) -> Any:
        if not isinstance(cell, str):
            return cell
        try:
            made = WriteOnlyCell(sheet, value=cell)
        except IllegalCharacterError:
            printable = "".join(c if c.isprintable() else " " for c in cell)
            made = WriteOnlyCell(sheet, value=printable)
        made.data_type = "s"
        return made

    sheet.append([text(cell) for cell in head])
    for row in rows:
        sheet.append([text(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
