"""Reading an exhibitor's list of consignments (报检清单), CSV or XLSX, as people send it.

Guarantee: what is read is right by the rules of the wire and the settings, crate by crate; what
is not is named by row, column and value, in Chinese and English. Nothing is dropped silently:
every row is either in a declaration or among the errors. Pure: no clock, no files.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from backend.rules.lists_columns import columns
from backend.rules.lists_errors import ListUnreadable
from backend.rules.lists_rows import GOODS, SHARED, Row, Rows, by_declaration
from backend.rules.lists_table import read_table
from backend.settings import Settings
from backend.wire.declarations import CrateLine, DeclarationLodged, Goods, Source
from backend.wire.desk import RowError

__all__ = ["ListUnreadable", "ReadList", "read_list"]

ERRORS_LISTED = 1_000
NAME_CHARS = 200
_CRATE = ("marks", "quantity", "gross_kg", "net_kg", "value_usd")


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list as read.

    `declarations` hold the sound rows, whether or not others are in error. `left_out` counts the
    rows that were left out on purpose. `ignored` are columns that mean nothing here. Of very many
    errors the first are listed and `more_errors` counts the rest.
    """

    sha256: str
    format: str
    rows: int
    declarations: list[DeclarationLodged]
    errors: list[RowError]
    more_errors: int
    left_out: int
    ignored: list[str]

    @property
    def importable(self) -> bool:
        """Whether the declarations may be taken: no errors, or their rows left out on purpose."""
        return bool(self.declarations) and (not self.errors or self.left_out > 0)


def read_list(
    name: str, data: bytes, settings: Settings, *, leave_out_bad_rows: bool = False
) -> ReadList:
    """Read a list from the bytes of a file; `name` is kept as its source.

    Raises ListUnreadable when the file as a whole is no list: empty, binary, too large, no header,
    columns missing. Bad rows do not raise: they are among the `errors`.
    """
    table = read_table(data, settings.limits)
    reading = Rows(table, columns(settings), settings).read()
    source = Source(name=_file_name(name), sha256=hashlib.sha256(data).hexdigest())
    return ReadList(
        sha256=source.sha256,
        format=table.format,
        rows=len(table.rows),
        declarations=[_declaration(no, rows, source) for no, rows in by_declaration(reading.rows)],
        errors=reading.errors[:ERRORS_LISTED],
        more_errors=max(0, len(reading.errors) - ERRORS_LISTED),
        left_out=len(reading.bad) if leave_out_bad_rows else 0,
        ignored=table.ignored,
    )


def _declaration(no: str, rows: list[Row], source: Source) -> DeclarationLodged:
    """One declaration; its goods are the distinct ones, in the order of the file."""
    goods: dict[tuple[Any, ...], int] = {}
    crates = []
    for row in rows:
        index = goods.setdefault(row.pick(GOODS), len(goods))
        line = {field: row.values[field] for field in _CRATE}
        crates.append(CrateLine(n=row.values["n"], goods=index, **line))
    shared = {field: rows[0].values[field] for field in SHARED}
    return DeclarationLodged(
        no=no,
        goods=[_goods(values) for values in goods],
        crates=sorted(crates, key=lambda crate: crate.n),
        source=source,
        **shared,
    )


def _goods(values: tuple[Any, ...]) -> Goods:
    fields = dict(zip(GOODS, values, strict=True))
    return Goods(class_=fields.pop("class"), **fields)


def _file_name(name: str) -> str:
    """The last part of a path, in either style, never empty."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(char for char in last if char.isprintable()).strip()
    return printable[:NAME_CHARS] or "list"
