"""From rows of text to crates: every cell read, every row checked against the others.

Guarantee: each row is either sound and in agreement with all other sound rows of its declaration,
or it has at least one error that names its row, its column and what to write.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from backend.rules.lists_columns import Column
from backend.rules.lists_errors import CellError, shown
from backend.rules.lists_table import Table
from backend.settings import Settings, destination_of
from backend.wire.desk import RowError

SHARED = (
    "declarant",
    "channel",
    "exhibitor",
    "exhibitor_original",
    "country",
    "stand",
    "total",
    "port",
    "arrival",
    "place",
    "intent",
)
"""What all crates of a declaration have in common."""
GOODS = (
    "class",
    "name",
    "latin",
    "hs",
    "origin",
    "unit",
    "package",
    "wood",
    "ippc",
    "medium",
    "use",
    "phytosanitary",
    "permit",
    "cites",
    "cites_certificate",
)
"""What makes one commodity."""
GOODS_MAX = 200
CRATES_MAX = 1_000
"""Crates of one declaration in one list."""
_NURSERY = "隔离圃"


class Row(NamedTuple):
    """A sound row: its number in the file and its values by field."""

    number: int
    values: dict[str, Any]

    def pick(self, fields: Sequence[str]) -> tuple[Any, ...]:
        return tuple(self.values[field] for field in fields)


class Reading(NamedTuple):
    """Sound rows, errors in the order of rows and columns, and the rows that have any."""

    rows: list[Row]
    errors: list[RowError]
    bad: set[int]


class Rows:
    """Reads the rows of one table."""

    def __init__(self, table: Table, columns: Sequence[Column], settings: Settings) -> None:
        self._table = table
        self._cells = dict(table.rows)
        self._columns = sorted(columns, key=lambda column: table.places[column.field])
        self._settings = settings
        self._errors: list[tuple[int, int, RowError]] = []
        self._bad: set[int] = set()

    def read(self) -> Reading:
        read = [self._row(number, cells) for number, cells in self._table.rows]
        sound = [row for row in read if row is not None]
        sound = self._consistent(sound)
        sound = self._distinct(sound)
        sound = self._few(sound)
        errors = [error for _, _, error in sorted(self._errors, key=lambda item: item[:2])]
        return Reading(sound, errors, self._bad)

    def _object(self, number: int, field: str, value: str, zh: str, en: str) -> None:
        place = self._table.places[field]
        heading = self._table.header[place].strip()
        error = RowError(row=number, column=heading, value=shown(value), zh=zh, en=en)
        self._errors.append((number, place, error))
        self._bad.add(number)

    def _cell(self, row: int, field: str) -> str:
        """The cell as written, for quoting it."""
        cells = self._cells[row]
        place = self._table.places[field]
        return cells[place].strip() if place < len(cells) else ""

    def _row(self, number: int, cells: Sequence[str]) -> Row | None:
        surplus = [cell for cell in cells[len(self._table.header) :] if cell.strip()]
        if surplus:
            self._object(
                number,
                self._columns[-1].field,
                surplus[0],
                f"本行比表头多 {len(surplus)} 格，可能缺少引号或多了分隔符。",
                f"This row has {len(surplus)} more cells than the header; a quotation mark may be "
                "missing, or a delimiter too many.",
            )
        values: dict[str, Any] = {}
        for column in self._columns:
            place = self._table.places[column.field]
            text = cells[place] if place < len(cells) else ""
            try:
                values[column.field] = column.reader(text)
            except CellError as error:
                self._object(number, column.field, text.strip(), error.zh, error.en)
        if number not in self._bad:
            self._cross(number, values)
        return None if number in self._bad else Row(number, values)

    def _cross(self, number: int, values: dict[str, Any]) -> None:
        """What cells of one row owe each other."""
        n, total = values["n"], values["total"]
        if n > total:
            self._object(
                number,
                "n",
                str(n),
                f"箱号 {n} 大于总箱数 {total}。",
                f"Crate {n} is beyond the total of {total}.",
            )
        if values["net_kg"] > values["gross_kg"]:
            self._object(
                number,
                "net_kg",
                self._cell(number, "net_kg"),
                f"净重大于毛重 {values['gross_kg']:g} kg。",
                f"The net weight is above the gross weight of {values['gross_kg']:g} kg.",
            )
        self._destined(number, values["stand"], values["place"])

    def _destined(self, number: int, stand: str, place: str) -> None:
        known = self._settings.place(place)
        if _NURSERY in place and (known is None or not known.isolation):
            names = "、".join(p.zh for p in self._settings.expo.places if p.isolation)
            self._object(
                number,
                "place",
                place,
                f"未登记的隔离圃，请写已登记的（{names}），或先在设置中登记。",
                f"An isolation nursery that is not on record; write one that is ({names}), or "
                "enter it in the settings first.",
            )
            return
        try:
            destination_of(stand, place, self._settings)
        except ValueError:
            self._object(
                number,
                "stand",
                stand,
                "展位不能印在标识上，请写 1 至 12 位字母、数字或连字符，如 B12-07。",
                "Such a stand cannot go on a label; write 1 to 12 letters, digits or hyphens, "
                "such as B12-07.",
            )

    def _consistent(self, rows: list[Row]) -> list[Row]:
        """Rows that agree with the first sound row of their declaration."""
        firsts: dict[str, Row] = {}
        for row in rows:
            first = firsts.setdefault(row.values["no"], row)
            for field in SHARED:
                if row.values[field] != first.values[field]:
                    there = shown(self._cell(first.number, field))
                    self._object(
                        row.number,
                        field,
                        self._cell(row.number, field),
                        f"与第 {first.number} 行的“{there}”不同，同一报检号的各行须一致。",
                        f"Differs from {there!r} in row {first.number}; all rows of a "
                        "declaration must agree.",
                    )
        return self._sound(rows)

    def _distinct(self, rows: list[Row]) -> list[Row]:
        """Crates that are given once. Of equal rows the first stands, of differing ones none."""
        by_crate: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for row in rows:
            by_crate[row.values["no"], row.values["n"]].append(row)
        for same in by_crate.values():
            equal = all(row.values == same[0].values for row in same)
            for row in same[1:] if equal else same if len(same) > 1 else ():
                self._twice(row, same, equal)
        return self._sound(rows)

    def _twice(self, row: Row, same: list[Row], equal: bool) -> None:
        others = [other.number for other in same if other.number != row.number][:5]
        zh = "与第 " + "、".join(map(str, others)) + " 行重复：同一报检号的同一箱"
        en = f"Row {', '.join(map(str, others))} gives the same crate of this declaration"
        self._object(
            row.number,
            "n",
            self._cell(row.number, "n"),
            f"{zh}{'，请删去此行' if equal else '而内容不同，请核对后保留一行'}。",
            f"{en}{'; delete this row' if equal else ' otherwise; check and keep one'}.",
        )

    def _few(self, rows: list[Row]) -> list[Row]:
        """No more crates and commodities than one declaration may have in one entry."""
        crates: dict[str, int] = defaultdict(int)
        goods: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
        for row in rows:
            no = row.values["no"]
            crates[no] += 1
            goods[no].add(row.pick(GOODS))
            if crates[no] > CRATES_MAX:
                self._object(
                    row.number,
                    "n",
                    self._cell(row.number, "n"),
                    f"一份清单中同一报检号最多 {CRATES_MAX} 箱，其余请另作一份清单导入。",
                    f"A list takes {CRATES_MAX} crates of one declaration; import the rest as a "
                    "second list.",
                )
            elif len(goods[no]) > GOODS_MAX:
                self._object(
                    row.number,
                    "name",
                    self._cell(row.number, "name"),
                    f"同一报检号最多 {GOODS_MAX} 种货物，请分成几份报检。",
                    f"One declaration takes {GOODS_MAX} kinds of goods; make several.",
                )
        return self._sound(rows)

    def _sound(self, rows: list[Row]) -> list[Row]:
        return [row for row in rows if row.number not in self._bad]


def by_declaration(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Rows by declaration, declarations and rows in the order of the file."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.values["no"], []).append(row)
    yield from found.items()
