"""Reading XLSX workbooks that strangers made.

Guarantee: nothing is decompressed beyond fixed limits, no formula is computed (the stored results
are taken, and one without a result is marked), and whatever is wrong inside is ListUnreadable.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from backend.rules.lists_cells import UNCALCULATED
from backend.rules.lists_errors import ListUnreadable
from backend.settings import Limits

UNPACKED_BYTES = 150 * 2**20
PARTS = 2_000
WIDTH = 200
"""No list has so many columns; what lies to the right is not read."""
_BLANKS = 5_000
"""So many blank rows above the limit of rows are passed over before giving up."""

Row = tuple[int, Sequence[str]]


def read_sheets(data: bytes, limits: Limits) -> Iterator[tuple[str, list[Row]]]:
    """Title and rows of each sheet that holds anything. Raises ListUnreadable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that do not matter here
            sheets = list(_read(data, limits, _inspect(data)))
    except ListUnreadable:
        raise
    except Exception as error:  # noqa: BLE001 — a broken workbook may fail in any way
        raise ListUnreadable(
            "工作簿已损坏、不完整或已加密，请用表格软件打开并另存后再试。",
            f"The workbook is damaged, incomplete or encrypted ({type(error).__name__}); open it "
            "in a spreadsheet, save it again and retry.",
        ) from None
    if not sheets:
        raise ListUnreadable("工作簿里没有内容。", "The workbook holds nothing.")
    yield from sheets


def _inspect(data: bytes) -> bool:
    """Refuse what is no workbook or unpacks into too much; tell whether it holds formulas."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        _refuse_bomb(parts)
        names = {part.filename for part in parts}
        if "xl/workbook.xml" not in names:
            raise ListUnreadable(
                "这个压缩文件不是 XLSX 工作簿，请另存为 .xlsx 或 CSV。",
                "This archive is no XLSX workbook; save the list as .xlsx or CSV.",
            )
        sheets = [name for name in names if name.startswith("xl/worksheets/")]
        return any(_holds_formula(archive, name) for name in sheets)


def _refuse_bomb(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED_BYTES:
        raise ListUnreadable(
            f"工作簿解压后超过 {UNPACKED_BYTES // 2**20} MB，请删去图片和空白格式，或另存为 CSV。",
            f"The workbook unpacks into more than {UNPACKED_BYTES // 2**20} MB; remove pictures "
            "and empty formatting, or save it as CSV.",
            "file_too_large",
        )


def _holds_formula(archive: zipfile.ZipFile, name: str) -> bool:
    """Looked for in the raw bytes, since a second reading of the workbook takes as long again."""
    tail = b""
    with archive.open(name) as part:
        while chunk := part.read(2**20):
            if b"<f>" in (window := tail + chunk) or b"<f " in window or b":f>" in window:
                return True
            tail = window[-4:]
    return False


def _read(data: bytes, limits: Limits, formulas: bool) -> Iterator[tuple[str, list[Row]]]:
    results = _sheets(data, limits, results=True)
    if not formulas:
        yield from ((title, rows) for title, rows in results if rows)
        return
    written = dict(_sheets(data, limits, results=False))
    for title, rows in results:
        marked = list(_mark(rows, dict(written.get(title, []))))
        if marked:
            yield title, marked


def _mark(rows: list[Row], written: dict[int, Sequence[str]]) -> Iterator[Row]:
    """A formula whose result is not stored looks empty; say so instead."""
    found = dict(rows)
    for number in sorted(found.keys() | written.keys()):
        cells = list(found.get(number, ()))
        for place, formula in enumerate(written.get(number, ())):
            cells += [""] * (place + 1 - len(cells))
            if not cells[place] and formula.startswith("="):
                cells[place] = UNCALCULATED
        yield number, cells


def _sheets(data: bytes, limits: Limits, *, results: bool) -> Iterator[tuple[str, list[Row]]]:
    from openpyxl import load_workbook  # takes a third of a second, and only lists need it

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=results, keep_links=False)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a file claims of its size is not to be trusted
            yield sheet.title, list(_rows(sheet, limits))
    finally:
        book.close()


def _rows(sheet: Any, limits: Limits) -> Iterator[Row]:
    found = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=WIDTH, values_only=True), start=1):
        if all(cell is None for cell in cells):
            continue
        found += 1
        if found > limits.list_rows + _BLANKS:
            return  # the table's own limit says so
        texts = [_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        yield number, texts


def _text(value: Any) -> str:
    """A cell's value as somebody would have typed it."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float():
            exact = value.is_integer() and abs(value) < 10**15
            return str(int(value)) if exact else format(value, ".15g")
        case datetime():
            midnight = value.time() == time.min
            return value.date().isoformat() if midnight else value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)
