"""The names of countries and ports as printed on a label, in Chinese and English.

Countries are ISO 3166 with the names of CLDR, ports the UN/LOCODEs of the expo's gateways without
CN. Both are data files beside this module, so that a name can be put right without a programmer.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"


@cache
def countries() -> dict[str, tuple[str, str]]:
    """Code of two letters -> name in Chinese and English."""
    return _read("countries.csv")


@cache
def ports() -> dict[str, tuple[str, str]]:
    """Code of three letters -> name in Chinese and English."""
    return _read("ports.csv")


def port_names(code: str) -> tuple[str, str]:
    """Names of a port; one that is not in the file is called by its code alone."""
    return ports().get(code, (code, ""))


def _read(file: str) -> dict[str, tuple[str, str]]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        return {row["code"]: (row["zh"], row["en"]) for row in csv.DictReader(lines)}
