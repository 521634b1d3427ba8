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


def _names(language: str) -> dict[str, str]:
    """Names of countries and regions by ISO 3166 alpha-2 code."""
    territories = Locale(language).territories
    return {
        code: name
        for code, name in territories.items()
        if isinstance(code, str) and len(code) == 2 and code.isalpha() and code not in _NOT_ISO
    }


@cache
def codes() -> frozenset[str]:
    """The ISO 3166 alpha-2 codes."""
    return frozenset(_names("en"))


@cache
def _by_name() -> dict[str, str]:
    found = dict(_OFFICIAL)
    for language in ("en", "zh"):
        found |= {fold(name): code for code, name in _names(language).items()}
    return found


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
