"""The cells of one row of a list, read as people and spreadsheets leave them.

Guarantees: a cell either gives the value that its writer meant or a BadCellError that says why not;
nothing is guessed. Full-width figures, spaces and the usual ways of writing a date are understood;
what a spreadsheet has rounded or robbed of a leading zero is refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from labels.names import countries

EMPTY = ("", "/")

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\Z|(\d{4})(\d{2})(\d{2})\Z")
_ROUNDED = re.compile(r"\d[.\d]*[Ee]\+?\d+\Z")
_YES, _NO = ("是", "yes", "true", "1"), ("否", "no", "false", "0")


class BadCellError(Exception):
    """Why a cell cannot be used: the field, and the reason in Chinese and English."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.field, self.zh, self.en = field, zh, en


def plain(text: str) -> str:
    """Without the full-width forms and spaces that input methods leave behind."""
    return unicodedata.normalize("NFKC", text).strip()


def date_of(text: str) -> date | None:
    """A date as written: 2013-05-10, 2013/5/10, 20130510, 2013年5月10日. None if it is none."""
    found = _DATE.match(plain(text))
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Cells:
    """One row by field name. A column that the file lacks is an empty cell."""

    texts: dict[str, str]

    def text(self, field: str) -> str:
        """As written, for people to read; "" when empty or "/"."""
        text = self.texts.get(field, "").strip()
        return "" if text in EMPTY else text

    def code(self, field: str) -> str:
        """In plain capitals; "" when empty or "/"."""
        return plain(self.text(field)).upper()

    def goods(self) -> str:
        if not self.text("goods"):
            raise BadCellError("goods", "不能为空", "must not be empty")
        return self.text("goods")

    def number(self, field: str) -> int:
        """A whole number of up to 15 digits."""
        text = self.code(field)
        if _ROUNDED.match(text):
            raise BadCellError(
                field,
                f"“{text}”被表格软件改成了科学计数法，请把该列设为文本后重新填写",
                f"{text!r} was rounded by a spreadsheet: format the column as text, enter it again",
            )
        if not (text.isascii() and text.isdigit() and len(text) <= 15):
            raise BadCellError(
                field,
                f"“{text}”应为不超过 15 位的整数",
                f"{text!r} must be a whole number of up to 15 digits",
            )
        return int(text)

    def declaration(self) -> int:
        number, digits = self.number("declaration"), len(self.code("declaration"))
        if digits != 15:
            raise BadCellError(
                "declaration",
                f"“{self.text('declaration')}”应为 15 位，现为 {digits} 位",
                f"{self.text('declaration')!r} must have 15 digits and has {digits}",
            )
        return number

    def hs(self) -> int:
        """The first six digits of an HS code of 6, 8 or 10, as a number."""
        text = self.code("hs")
        bare = text.replace(".", "")
        if not (bare.isascii() and bare.isdigit() and len(bare) in (6, 8, 10)):
            raise BadCellError(
                "hs",
                f"“{text}”应为 6、8 或 10 位数字，如 0601.10，开头的 0 不可丢",
                f"{text!r} must have 6, 8 or 10 digits, such as 0601.10, with its leading zero",
            )
        return int(bare[:6])

    def origin(self) -> str:
        code = self.code("origin")
        if code not in countries():
            raise BadCellError(
                "origin",
                f"“{code}”不是国家（地区）代码，应为两位字母，如 NL",
                f"{code!r} is no country code of two letters, such as NL",
            )
        return code

    def port(self, default: str | None) -> str:
        """UN/LOCODE without CN, which may stand before it; `default` when the cell is empty."""
        code = self.code("port")
        if not code and default is None:
            raise BadCellError("port", "没有口岸，请填写或用 --port 指定", "give one, or --port")
        return code.removeprefix("CN") if len(code) == 5 else code or default or ""

    def date(self, field: str, default: date | None) -> date:
        text = self.text(field)
        day = date_of(text) if text else default
        if day is None and text:
            raise BadCellError(
                field,
                f"“{text}”不是日期，应如 2013-05-10",
                f"{text!r} is no date such as 2013-05-10",
            )
        if day is None:
            option = "--" + field.replace("_", "-")
            raise BadCellError(
                field, f"没有日期，请填写或用 {option} 指定", f"give one, or {option}"
            )
        return day

    def yes(self, field: str) -> bool:
        """Whether the cell says yes; an empty one does not."""
        text = plain(self.text(field)).lower()
        if text not in (*_YES, *_NO, ""):
            raise BadCellError(field, f"“{text}”应为“是”或“否”", f"{text!r} must be yes or no")
        return text in _YES
