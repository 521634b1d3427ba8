"""The label number (标识号): `DAL13-000123-D`, made, checked and read back as people type it.

Guarantees: every number printed passes its own check, and one wrong character always, two swapped
neighbours nearly always, are told from a number that is merely unknown (ISO 7064, MOD 37,36).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from labels.errors import FactsError, MalformedNumber, MistypedNumber

SERIAL_MAX = 999_999
FIRST_YEAR, LAST_YEAR = 2000, 2099  # two digits name the year, so it must not be ambiguous

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PORT = re.compile(r"[A-Z0-9]{3}\Z")
_SHAPE = re.compile(r"([A-Z0-9]{3})([0-9]{2})([0-9]{6})([A-Z0-9])\Z")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−_.·]+")
_LOOKALIKES = str.maketrans("OQDILZSGB", "000112568")


def check_character(body: str) -> str:
    """Check character of ISO 7064 MOD 37,36 over `body` (digits and capitals only)."""
    carry = 36
    for char in body:
        carry = (carry + _ALPHABET.index(char)) % 36 or 36
        carry = carry * 2 % 37
    return _ALPHABET[(1 - carry) % 36]


def number_of(port: str, issued: date, serial: int) -> str:
    """The printed label number of a port's `serial` (1 to 999999) in the year of `issued`.

    Raises FactsError when a value does not fit into a number.
    """
    if not _PORT.match(port):
        raise FactsError(
            "port",
            f"口岸代码“{port}”应为三位大写字母或数字，如 DAL。",
            f"Port {port!r} must be three capitals or digits, such as DAL.",
        )
    if not 1 <= serial <= SERIAL_MAX:
        raise FactsError(
            "serial",
            f"流水号 {serial} 应在 1 至 {SERIAL_MAX} 之间。",
            f"Serial {serial} must lie between 1 and {SERIAL_MAX}.",
        )
    if not FIRST_YEAR <= issued.year <= LAST_YEAR:
        raise FactsError(
            "issued",
            f"签发年份 {issued.year} 应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。",
            f"The year of issue {issued.year} must lie between {FIRST_YEAR} and {LAST_YEAR}.",
        )
    body = f"{port}{issued.year % 100:02d}{serial:06d}"
    return f"{body[:5]}-{body[5:]}-{check_character(body)}"


def parse_number(text: str) -> str:
    """The label number that somebody typed, in its printed form.

    Takes it with or without hyphens and spaces, in either case, in full-width characters too.
    Raises MalformedNumber when it cannot be a label number, MistypedNumber when only the check
    character is wrong; both say what to look at.
    """
    bare = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    shape = _SHAPE.match(bare)
    if not shape or shape[3] == "000000":
        raise _malformed(text.strip(), bare)
    body, given = bare[:11], bare[11]
    if check_character(body) != given:
        raise MistypedNumber(
            f"标识号 {_printed(bare)} 的校验位不符，有一位输错或两位颠倒：请逐位核对标识，"
            "注意 0 与 O、1 与 I、2 与 Z、5 与 S、8 与 B。",
            f"The check character of {_printed(bare)} does not fit, so one character is wrong or "
            "two are swapped: compare it with the label, above all 0/O, 1/I, 2/Z, 5/S, 8/B.",
        )
    return _printed(bare)


def _printed(bare: str) -> str:
    return f"{bare[:5]}-{bare[5:11]}-{bare[11:]}"


def _malformed(text: str, bare: str) -> MalformedNumber:
    """Say what is wrong with the shape, and offer the reading when letters stand for digits."""
    shown = text if len(text) <= 40 else text[:40] + "…"
    if len(bare) == 12:
        guess = bare[:3] + bare[3:11].translate(_LOOKALIKES) + bare[11]
        shape = _SHAPE.match(guess)
        if shape and shape[3] != "000000" and check_character(guess[:11]) == guess[11]:
            return MalformedNumber(
                f"标识号“{shown}”中数字位写成了字母，是否为 {_printed(guess)}？",
                f"{shown!r} has letters where digits belong. Is it {_printed(guess)}?",
            )
    return MalformedNumber(
        f"“{shown}”不是标识号：标识号为三位口岸代码、两位年份、六位流水号和一位校验位，"
        "如 DAL13-000123-D。",
        f"{shown!r} is not a label number: it has a port of three characters, a year of two "
        "digits, a serial of six and a check character, such as DAL13-000123-D.",
    )
