"""Countries and regions as lists give them: by ISO 3166 code, or by name in Chinese or English."""

from functools import cache

from babel import Locale

from backend.rules.lists_cells import fold, required
from backend.rules.lists_errors import CellError, shown

# CLDR's territories that are no ISO 3166 codes: groupings, test regions, exceptional reservations
_NOT_ISO = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"]
)
_OFFICIAL = {"中国台湾": "TW", "中国香港": "HK", "中国澳门": "MO"}


@cache
def codes() -> frozenset[str]:
    """The ISO 3166 alpha-2 codes."""
    names = Locale("en").territories
    return frozenset(c for c in names if len(c) == 2 and c.isalpha() and c not in _NOT_ISO)


@cache
def _by_name() -> dict[str, str]:
    found = {}
    for language in ("en", "zh"):
        names = Locale(language).territories
        found.update({fold(names[code]): code for code in codes() if code in names})
    return found | {fold(name): code for name, code in _OFFICIAL.items()}


def country(text: str) -> str:
    """The ISO 3166 alpha-2 code of a cell. Raises CellError."""
    value = fold(required(text))
    code = value.upper()
    if code in codes():
        return code
    by_name = _by_name().get(value)
    if by_name is None:
        raise CellError(
            f"未知的国家或地区“{shown(text)}”，请写两位代码，如 NL、JP。",
            f"Unknown country or region {shown(text)!r}; write a code of two letters, such as NL "
            "or JP.",
        )
    return by_name
