"""The columns of a list: how each is headed, and which reader its cells go through.

Headings and words are data (`data/list_words.json`, the documented one first); order, width, case,
spaces and brackets do not matter. Every column must be there, since an absent one would silently
mean "none" to the release rule.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct, field

from backend.rules.lists_cells import (
    CRATES_MAX,
    Reader,
    amount,
    cached,
    choice,
    day,
    declaration_no,
    hs_code,
    optional,
    or_none,
    required,
    use_code,
    whole,
)
from backend.rules.lists_countries import country
from backend.settings import Settings
from backend.wire.declarations import Channel, GoodsClass, Intent


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """Value on the wire to the words that lists write for it."""

    headings: dict[str, list[str]]
    channel: dict[Channel, list[str]]
    intent: dict[Intent, list[str]]
    class_: dict[GoodsClass, list[str]] = field(name="class")
    wood: dict[str, list[str]]
    cites: dict[str, list[str]]


class Column(NamedTuple):
    """`field` as on the wire; `heading` as documented."""

    field: str
    heading: str
    reader: Reader[Any]


WORDS: Words = msgspec.json.decode(
    (Path(__file__).parent / "data" / "list_words.json").read_bytes(), type=Words
)
HEADINGS: Mapping[str, Sequence[str]] = WORDS.headings
_NO_WOOD = frozenset({"否", "no", "n"})


def normal(heading: str) -> str:
    """A heading for comparing: width, case, spaces, brackets and joints make no difference."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"[\s()\[\]._:*/\-、\ufeff]", "", folded)


FIELD_OF: Mapping[str, str] = {
    normal(heading): field for field, headings in HEADINGS.items() for heading in headings
}


def columns(settings: Settings) -> list[Column]:
    """All columns, in the order in which they are documented."""
    readers = _readers(settings)
    return [
        Column(name, headings[0], cached(readers.get(name, optional)))
        for name, headings in HEADINGS.items()
    ]


def _readers(settings: Settings) -> dict[str, Reader[Any]]:
    """A column that is not here takes any text, or none."""
    must = ("declarant", "exhibitor", "stand", "name", "unit", "package")
    return {
        **dict.fromkeys(must, required),
        **dict.fromkeys(("country", "origin"), country),
        **dict.fromkeys(("n", "total"), whole(1, CRATES_MAX)),
        **dict.fromkeys(("quantity", "gross_kg", "net_kg"), amount),
        "no": declaration_no,
        "channel": _choice(WORDS.channel, "web、window、phone"),
        "class": _choice(WORDS.class_, "、".join(WORDS.class_)),
        "hs": hs_code,
        "value_usd": or_none(amount),
        "wood": _wood,
        "port": _port(settings),
        "arrival": day,
        "use": use_code,
        "cites": or_none(_choice(WORDS.cites, "I、II、III")),
        "place": _place(settings),
        "intent": _choice(WORDS.intent, "留购、退运、销毁"),
    }


def _choice(words: Mapping[Any, Sequence[str]], offered: str) -> Reader[Any]:
    return choice({word: value for value, known in words.items() for word in known}, offered)


_named_wood = or_none(_choice(WORDS.wood, "有、无、胶合板、刨花板、纤维板"))


def _wood(text: str) -> str | None:
    """Wood packaging; boards are exempt and keep their name."""
    return None if text.strip().casefold() in _NO_WOOD else _named_wood(text)


def _port(settings: Settings) -> Reader[str]:
    ports = settings.expo.ports
    words = {port.code: (port.code, port.unlocode, port.zh, port.en) for port in ports}
    return _choice(words, "、".join(port.unlocode for port in ports))


def _place(settings: Settings) -> Reader[str]:
    """A designated place under its own name, however it is given; any other as written."""

    def read(text: str) -> str:
        written = required(text)
        known = settings.place(written)
        return known.zh if known else written

    return read
