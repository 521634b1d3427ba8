"""What one face of the special label says, before anything is drawn.

Guarantees: a Face holds every word of the label in composed Unicode; `check_words` finds a
character that the font lacks, so that it is an error when the label is issued and never a blank box
on the crate.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache

from labels.code import Facts
from labels.errors import FaceError, shown
from labels.names import countries, port_names
from labels.typeface import typeface

TITLE_ZH = "CIQ中国锦州2013世界园林博览会检验检疫专用标识"
TITLE_EN = "CIQ Special Label · World Horticultural Exposition 2013, Jinzhou, China"
WARNING_ZH = "未经检验检疫机构许可，不得擅自开拆或者损毁"
WARNING_EN = "Do not open or damage without permission of the inspection and quarantine authority"

FIELD_NAMES = {
    "number": ("标识号", "number"),
    "declaration": ("报检号", "declaration"),
    "goods_zh": ("货物名称", "goods"),
    "goods_latin": ("学名", "latin"),
    "origin": ("原产国", "origin"),
    "origin_zh": ("原产国", "origin"),
    "origin_en": ("原产国英文名", "origin in English"),
    "destination": ("目的地", "destination"),
    "place_zh": ("目的地名称", "place"),
    "port_zh": ("签发口岸", "port"),
    "port_en": ("签发口岸英文名", "port in English"),
    "officer": ("签发人", "officer"),
    "title_zh": ("标题", "title"),
    "title_en": ("英文标题", "English title"),
}
NEVER_EMPTY = frozenset(
    ("number", "declaration", "goods_zh", "origin_zh", "destination", "port_zh")
)


@dataclass(frozen=True, slots=True)
class Face:
    """What one label says. Texts are taken in Unicode's composed form; "" leaves a field out."""

    number: str
    declaration: str
    n: int
    of: int
    goods_zh: str
    goods_latin: str
    origin: str  # code, with the names beside it
    origin_zh: str
    origin_en: str
    destination: str
    place_zh: str
    port_zh: str
    port_en: str
    officer: str  # "" leaves a line to sign on
    issued: date
    valid_until: date
    url: str
    isolation: bool = False
    title_zh: str = TITLE_ZH
    title_en: str = TITLE_EN

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, str):
                object.__setattr__(
                    self, one.name, " ".join(unicodedata.normalize("NFC", value).split())
                )


def face_of(
    facts: Facts,
    url: str,
    *,
    goods_zh: str,
    goods_latin: str = "",
    place_zh: str = "",
    officer: str = "",
    isolation: bool = False,
    title_zh: str = TITLE_ZH,
    title_en: str = TITLE_EN,
) -> Face:
    """The face of a sealed label: the facts of its code, and the words that only people read."""
    origin_zh, origin_en = countries().get(facts.origin, (facts.origin, ""))
    port_zh, port_en = port_names(facts.port)
    return Face(
        number=facts.number,
        declaration=f"{facts.declaration:015d}",
        n=facts.n,
        of=facts.of,
        goods_zh=goods_zh,
        goods_latin=goods_latin,
        origin=facts.origin,
        origin_zh=origin_zh,
        origin_en=origin_en,
        destination=facts.destination,
        place_zh=place_zh,
        port_zh=port_zh,
        port_en=port_en,
        officer=officer,
        issued=facts.issued,
        valid_until=facts.valid_until,
        url=url,
        isolation=isolation,
        title_zh=title_zh,
        title_en=title_en,
    )


def date_zh(day: date) -> str:
    """A date as written on paper: 2013年5月10日."""
    return f"{day.year}年{day.month}月{day.day}日"


def check_words(face: Face) -> None:
    """Raise FaceError, naming the field, for a word that is missing or cannot be printed."""
    for name, (zh, en) in FIELD_NAMES.items():
        value = getattr(face, name)
        if not value and name in NEVER_EMPTY:
            raise FaceError(name, f"{zh}是空的，标识上必须有。", f"A label must say its {en}.")
        char = _missing(value)
        if char is not None:
            raise _lacks(char, name, value)


@lru_cache(maxsize=4096)
def _missing(text: str) -> str | None:
    """The first character that a weight of the font lacks, if any."""
    regular, bold = typeface(), typeface(bold=True)
    return regular.missing(text) or bold.missing(text)


def _lacks(char: str, name: str, value: str) -> FaceError:
    zh, en = FIELD_NAMES[name]
    quoted = f"“{char}”" if char.isprintable() else ""
    code = f"U+{ord(char):04X}"
    return FaceError(
        name,
        f"{zh}“{shown(value)}”中的字符{quoted}（{code}）不在标识字库中，印不出来：请改用通用字。",
        f"The character {quoted}({code}) in {en} “{shown(value)}” is not in the label's font and "
        "cannot be printed: use another.",
    )
