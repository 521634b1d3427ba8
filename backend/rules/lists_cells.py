"""Readers of single cells: from what somebody typed to a value that the wire accepts.

Guarantee: a reader returns a value within the limits of `backend.wire`, or raises CellError that
says what to write instead. Nothing is guessed: a number that a spreadsheet has mangled is taken
back only where no digit was lost.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from backend.rules.lists_errors import CellError, shown

T = TypeVar("T")
Reader = Callable[[str], T]

TEXT_CHARS = 200
AMOUNT_MAX = 10**9
CRATES_MAX = 9_999
NONE_WORDS = frozenset({"", "/", "//", "-", "--", "—", "——", "无", "n/a", "na", "none", "nil"})
SHEET_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
UNCALCULATED = "#FORMULA!"
"""Stands for a formula whose result the file does not hold."""

_INVISIBLE = str.maketrans("", "", "\ufeff\u200b")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)\Z", re.ASCII)
_SCIENTIFIC = re.compile(r"(\d)\.?(\d*)E\+?(\d+)\Z", re.ASCII)
_DAY = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)(?:[ T]00:00(?::00)?)?\Z",
    re.ASCII,
)
_COMPACT_DAY = re.compile(r"(20\d{2})(\d{2})(\d{2})\Z", re.ASCII)
_SERIAL_DAY = re.compile(r"([3-7]\d{4})(?:\.0+)?\Z", re.ASCII)
_SERIAL_EPOCH = date(1899, 12, 30)


def clean(text: str) -> str:
    """A cell as people see it: outer and doubled spaces and invisible marks gone."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(text.translate(_INVISIBLE).split())


def fold(text: str) -> str:
    """For comparing: width, case and spacing make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_none(text: str) -> bool:
    """Whether a cell says that there is nothing: empty, "/" and the like."""
    return not text or fold(text) in NONE_WORDS


def required(text: str) -> str:
    """Text that must be there."""
    value = _text(text)
    if is_none(value):
        raise CellError("此项必填，不可为空或“/”。", 'This must be filled in, not empty or "/".')
    return value


def optional(text: str) -> str | None:
    """Text, or None where there is nothing."""
    value = _text(text)
    return None if is_none(value) else value


def or_none(reader: Reader[T]) -> Reader[T | None]:
    """The same reader, where there may be nothing."""
    return lambda text: None if is_none(_text(text)) else reader(text)


def cached(reader: Reader[T]) -> Reader[T]:
    """Most columns repeat a few values for thousands of rows."""
    return lru_cache(maxsize=2048)(reader)


def choice(words: Mapping[str, T], shown_words: str) -> Reader[T]:
    """One of some words; `shown_words` are those that the message offers."""
    folded = {fold(word): value for word, value in words.items()}

    def read(text: str) -> T:
        value = folded.get(fold(required(text)))
        if value is None:
            raise CellError(
                f"未知的值“{shown(clean(text))}”，请写 {shown_words} 之一。",
                f"Unknown value {shown(clean(text))!r}; write one of {shown_words}.",
            )
        return value

    return read


def declaration_no(text: str) -> str:
    """报检号: 15 digits."""
    value = _unmangled(required(text))
    if not re.fullmatch(r"[0-9]{15}", value):
        count = f"{len(value)} 位" if value.isdigit() else "含数字以外的字符"
        raise CellError(
            f"报检号应为 15 位数字，此处{count}；请把该列设为文本格式后重新填写。",
            f"A declaration number has 15 digits, not {shown(value)!r}; format the column as "
            "text and enter it again.",
        )
    return value


def whole(low: int, high: int) -> Reader[int]:
    """A whole number between two limits."""

    def read(text: str) -> int:
        value = _decimal(text)
        if value != value.to_integral_value() or not low <= value <= high:
            raise CellError(
                f"应为 {low} 至 {high} 的整数。", f"Write a whole number from {low} to {high}."
            )
        return int(value)

    return read


def amount(text: str) -> float:
    """A quantity, weight or value: above 0, up to a thousand million."""
    value = _decimal(text)
    if not 0 < value <= AMOUNT_MAX:
        raise CellError(
            f"应大于 0，且不超过 {AMOUNT_MAX}。", f"Must be above 0 and at most {AMOUNT_MAX}."
        )
    return float(value)


def hs_code(text: str) -> str:
    """HS code as digits: `0601.10` becomes `060110`."""
    value = fold(required(text))
    digits = re.sub(r"[.\s-]", "", value)
    if not re.fullmatch(r"(?!00)[0-9]{6}(?:[0-9]{2}){0,2}", digits):
        raise CellError(
            "HS 编码应为 6、8 或 10 位数字，如 0601.10；首位或末位的 0 丢失的，"
            "请把该列设为文本格式后重新填写。",
            "An HS code has 6, 8 or 10 digits, such as 0601.10; where a leading or trailing 0 "
            "was lost, format the column as text.",
        )
    return digits


def day(text: str) -> str:
    """A day as `2013-03-18`; takes 2013/3/18, 2013年3月18日 and a spreadsheet's day number."""
    value = unicodedata.normalize("NFKC", required(text))
    found = _day_of(value)
    if found is None or not 2000 <= found.year <= 2099:
        raise CellError(
            "日期无法识别，请写成 2013-03-18（年-月-日）。",
            "Not a day that can be read; write it as 2013-03-18 (year, month, day).",
        )
    return found.isoformat()


def use_code(text: str) -> str:
    """用途代码: two digits."""
    value = fold(required(text))
    if not re.fullmatch(r"[0-9]{2}", value):
        raise CellError(
            "用途代码应为两位数字，如 11（种用或繁殖）、14（观赏或演艺）。",
            "A use code has two digits, such as 11 (propagation) or 14 (display).",
        )
    return value


def _text(text: str) -> str:
    value = clean(text)
    if value.startswith("#"):
        _refuse_sheet_error(value)
    if len(value) > TEXT_CHARS:
        raise CellError(
            f"共 {len(value)} 个字符，最多 {TEXT_CHARS} 个。",
            f"{len(value)} characters; {TEXT_CHARS} at most.",
        )
    bad = next((char for char in value if unicodedata.category(char) in ("Cc", "Cs")), None)
    if bad is not None:
        raise CellError(
            f"含不可见的控制字符 U+{ord(bad):04X}，请删除后重填。",
            f"Holds the control character U+{ord(bad):04X}; delete it.",
        )
    return value


def _refuse_sheet_error(value: str) -> None:
    if value == UNCALCULATED:
        raise CellError(
            "该格是公式但没有保存计算结果，请粘贴为数值后另存。",
            "A formula without a stored result; paste it as a value and save again.",
        )
    if value in SHEET_ERRORS:
        raise CellError(
            f"该格是表格软件的错误值 {value}，请改正。",
            f"The spreadsheet shows the error {value} here; correct it.",
        )


def _decimal(text: str) -> Decimal:
    value = unicodedata.normalize("NFKC", required(text)).replace("−", "-")
    if not _NUMBER.match(value):
        raise CellError(
            "不是数字：只写数字和小数点，不写字母、单位和千位分隔符。",
            "Not a number: write digits and a decimal point, no letters, units or thousands "
            "separators.",
        )
    return Decimal(value)


def _unmangled(value: str) -> str:
    """Undo what a spreadsheet does to a long number, where every digit is still there."""
    text = unicodedata.normalize("NFKC", value).upper()
    if re.fullmatch(r"[0-9]{15}\.0+", text):
        return text[:15]
    match = _SCIENTIFIC.match(text)
    if match and int(match[3]) == 14:
        if len(match[2]) == 14:
            return match[1] + match[2]
        raise CellError(
            f"“{shown(value)}”是表格软件缩写的长数字，位数已丢失：请把该列设为文本格式后重新填写。",
            f"{shown(value)!r} was shortened by a spreadsheet and has lost digits: format the "
            "column as text and enter it again.",
        )
    return text


def _day_of(value: str) -> date | None:
    match = _DAY.match(value)
    compact = _COMPACT_DAY.match(value)
    serial = _SERIAL_DAY.match(value)
    try:
        if match:
            return date(int(match[1]), int(match[3] or match[5]), int(match[4] or match[6]))
        if compact:
            return date(int(compact[1]), int(compact[2]), int(compact[3]))
    except ValueError:  # 2013-02-30
        return None
    return _SERIAL_EPOCH + timedelta(int(serial[1])) if serial else None
