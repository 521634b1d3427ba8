"""A list of released crates as a CSV file, one crate a row: read, checked, numbered.

Guarantees: either every row is right or none is used, and the error names row, column and reason
of up to `ERRORS_SHOWN` bad ones. `docs/label-rows.md` describes the columns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from labels.cells import BadCellError, Cells, plain
from labels.code import Facts
from labels.errors import FactsError, RowsError

ERRORS_SHOWN = 20
ROWS_MAX = 100_000

# field -> the headers it goes by
HEADERS = {
    "declaration": ("报检号", "declaration"),
    "n": ("箱号", "n"),
    "of": ("总箱数", "of"),
    "port": ("入境口岸", "port"),
    "origin": ("原产国", "origin"),
    "hs": ("HS编码", "hs"),
    "destination": ("展位", "destination"),
    "goods": ("货物名称", "goods"),
    "latin": ("学名", "latin"),
    "place": ("指定拆包地点", "place"),
    "officer": ("签发人", "officer"),
    "isolation": ("隔离检疫", "isolation"),
    "issued": ("签发日期", "issued"),
    "valid_until": ("有效期至", "valid_until"),
    "serial": ("流水号", "serial"),
}
REQUIRED = ("declaration", "n", "of", "origin", "hs", "destination", "goods")
# what may be said once for all rows instead: field of Defaults -> (column, option)
SAID_ONCE = {
    "port": ("port", "--port"),
    "issued": ("issued", "--issued"),
    "valid_until": ("valid_until", "--valid-until"),
    "first_serial": ("serial", "--first-serial"),
}


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for every row that does not say otherwise. None: the row must say it."""

    port: str | None = None
    issued: date | None = None
    valid_until: date | None = None
    first_serial: int | None = None
    officer: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One crate to label. `line` is its row in the file, the header being row 1."""

    line: int
    facts: Facts
    goods: str
    latin: str
    place: str
    officer: str
    isolation: bool


def read_rows(data: bytes, defaults: Defaults) -> tuple[list[Row], int]:
    """The rows of a CSV file (UTF-8 or GB 18030) and how many were left out for another port.

    With `defaults.port`, rows of other ports are left out. A row without a serial takes the next
    one from `defaults.first_serial`, in the order of the file. Raises RowsError.
    """
    rows: list[Row] = []
    errors: list[tuple[str, str]] = []
    left_out, serial = 0, defaults.first_serial
    for line, cells in _records(_text(data), defaults):
        try:
            port = cells.port(defaults.port)
            if defaults.port is not None and port != defaults.port:
                left_out += 1
                continue
            rows.append(_row(line, cells, port, defaults, serial))
        except (BadCellError, FactsError) as error:
            errors.append(_told(line, error))
        if serial is not None and not cells.text("serial"):
            serial += 1
    errors += _clashes(rows)
    if errors:
        raise _rows_error(errors)
    if not rows:
        others = (f"（另有其他口岸 {left_out} 行）", f" ({left_out} rows are of other ports)")
        zh, en = others if left_out else ("", "")
        raise RowsError(f"列表中没有可用的行{zh}。", f"The list has no row to print{en}.")
    return rows, left_out


def row_error(line: int, field: str, zh: str, en: str) -> RowsError:
    """The error of one row, for what only shows when its label is laid out."""
    return _rows_error([_placed(line, field, zh, en)])


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RowsError(
        "文件编码既不是 UTF-8 也不是 GB18030：请在表格软件中另存为“CSV UTF-8”。",
        "The file is neither UTF-8 nor GB 18030: save it as CSV UTF-8.",
    )


def _records(text: str, defaults: Defaults) -> Iterator[tuple[int, Cells]]:
    """The rows that are not blank, with their numbers."""
    try:
        header, *records = csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error as error:
        raise RowsError(f"不是 CSV 文件：{error}。", f"This is not a CSV file: {error}.") from None
    except ValueError:
        raise RowsError("文件是空的。", "The file is empty.") from None
    if len(records) > ROWS_MAX:
        raise RowsError(
            f"超过 {ROWS_MAX} 行：请分成几个文件。", f"More than {ROWS_MAX} rows: split the file."
        )
    columns = _columns([plain(name) for name in header], defaults)
    for line, record in enumerate(records, 2):
        if any(cell.strip() for cell in record):
            yield line, Cells({f: record[at] for f, at in columns.items() if at < len(record)})


def _columns(header: list[str], defaults: Defaults) -> dict[str, int]:
    """Where each known field stands. Raises RowsError when one that must be there is not."""
    columns = {
        field: header.index(name)
        for field, names in HEADERS.items()
        for name in reversed(names)
        if name in header
    }
    missing = [HEADERS[field] for field in REQUIRED if field not in columns]
    for field, (column, option) in SAID_ONCE.items():
        if getattr(defaults, field) is None and column not in columns:
            zh, en = HEADERS[column]
            missing.append((f"{zh}（或用 {option} 指定）", f"{en} (or give {option})"))
    if missing:
        zh, en = "、".join(zh for zh, _ in missing), ", ".join(en for _, en in missing)
        raise RowsError(f"缺少列：{zh}。", f"Columns are missing: {en}.")
    return columns


def _row(line: int, cells: Cells, port: str, defaults: Defaults, serial: int | None) -> Row:
    if cells.text("serial"):
        serial = cells.number("serial")
    if serial is None:
        raise BadCellError(
            "serial", "没有流水号，请填写或用 --first-serial 指定", "give one, or --first-serial"
        )
    facts = Facts(
        serial=serial,
        declaration=cells.declaration(),
        n=cells.number("n"),
        of=cells.number("of"),
        port=port,
        origin=cells.origin(),
        hs=cells.hs(),
        destination=cells.code("destination"),
        issued=cells.date("issued", defaults.issued),
        valid_until=cells.date("valid_until", defaults.valid_until),
    )
    return Row(
        line=line,
        facts=facts,
        goods=cells.goods(),
        latin=cells.text("latin"),
        place=cells.text("place"),
        officer=cells.text("officer") or defaults.officer,
        isolation=cells.yes("isolation"),
    )


def _clashes(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """Two labels for one crate, or one number for two crates."""
    crates: dict[tuple[int, int], int] = {}
    numbers: dict[str, int] = {}
    for row in rows:
        first = crates.setdefault((row.facts.declaration, row.facts.n), row.line)
        if first != row.line:
            zh, en = f"与第 {first} 行是同一箱", f"the same crate as in row {first}"
            yield _placed(row.line, "n", zh, en)
        number = row.facts.number
        first = numbers.setdefault(number, row.line)
        if first != row.line:
            zh, en = f"与第 {first} 行同为 {number}", f"{number} is also the number of row {first}"
            yield _placed(row.line, "serial", zh, en)


def _told(line: int, error: BadCellError | FactsError) -> tuple[str, str]:
    return _placed(line, error.field, error.zh, error.en)


def _placed(line: int, field: str, zh: str, en: str) -> tuple[str, str]:
    names = HEADERS.get(field, (field, field))
    return (
        f"第 {line} 行“{names[0]}”：{zh.rstrip('。')}",
        f"row {line}, {names[1]}: {en.rstrip('.')}",
    )


def _rows_error(errors: list[tuple[str, str]]) -> RowsError:
    shown, more = errors[:ERRORS_SHOWN], len(errors) - ERRORS_SHOWN
    zh = "；\n".join(zh for zh, _ in shown) + (f"；\n另有 {more} 处" if more > 0 else "")
    en = ";\n".join(en for _, en in shown) + (f";\nand {more} more" if more > 0 else "")
    return RowsError(f"{zh}。\n", f"{en}.")
