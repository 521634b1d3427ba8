"""Lists of organisms: the seed list that ships, and an official list read from a file.

Guarantee: what is returned is right by the rules of the wire, so it can be published into the
journal as it is; each row of a file is either an organism or named among the errors, in Chinese
and English. The seed list is not complete and says so; an official list is published over it.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct, field

from backend.rules.lists_cells import choice, clean, optional, required
from backend.rules.lists_errors import CellError, shown
from backend.rules.lists_table import Headings, Table, read_table
from backend.settings import Limits
from backend.wire.desk import RowError
from backend.wire.inspections import Pest, PestList
from backend.wire.pestlists import Organism, PestListPart

_DATA = Path(__file__).parent / "data"
PART_BYTES = 40 * 1024
"""What the organisms of one entry come to at most; with its envelope it stays below 64 KiB."""
PART_ORGANISMS = 1_000
ORGANISMS_MAX = 20_000
_PINYIN_CHARS, _INITIALS_CHARS, _HOSTS_CHARS = 400, 200, 200
_EPPO = re.compile(r"[A-Z0-9]{5,7}\Z")


class _Words(Struct, frozen=True, forbid_unknown_fields=True):
    headings: dict[str, list[str]]
    class_: dict[str, list[str]] = field(name="class")
    regulated: dict[str, list[str]]


_WORDS = msgspec.json.decode((_DATA / "pest_words.json").read_bytes(), type=_Words)
HEADINGS = Headings(_WORDS.headings, frozenset({"eppo", "hosts", "pinyin", "initials"}))


class ReadPests(NamedTuple):
    """A list as read: `digest` of the file, sound organisms in its order, and what is wrong."""

    digest: str
    format: str
    rows: int
    organisms: list[Organism]
    errors: list[RowError]
    bad_rows: int


class Edition(NamedTuple):
    """Which list, and on whose word."""

    id: str
    edition: str
    source_zh: str
    source_en: str


@cache
def pests() -> PestList:
    """The shipped list: 28 organisms with pinyin (toneless, unspaced) and its initials."""
    return msgspec.json.decode((_DATA / "pests.json").read_bytes(), type=PestList)


def read_pests(data: bytes, limits: Limits) -> ReadPests:
    """The organisms of a CSV or XLSX file. Raises ListUnreadable where it is no such list."""
    table = read_table(data, limits, HEADINGS)
    reading = _Reading(table)
    organisms = [one for number, cells in table.rows if (one := reading.row(number, cells))]
    return ReadPests(
        digest=hashlib.sha256(data).hexdigest(),
        format=table.format,
        rows=len(table.rows),
        organisms=organisms,
        errors=reading.errors,
        bad_rows=len({error.row for error in reading.errors}),
    )


def parts(edition: Edition, digest: str, organisms: list[Organism]) -> list[PestListPart]:
    """The entries' bodies of one edition, each small enough for an entry."""
    packed = list(_packed(organisms))
    return [
        PestListPart(
            **edition._asdict(),
            digest=digest,
            part=number,
            parts=len(packed),
            total=len(organisms),
            pests=some,
        )
        for number, some in enumerate(packed, start=1)
    ]


def _packed(organisms: Iterable[Organism]) -> Iterable[list[Organism]]:
    some: list[Organism] = []
    size = 0
    for organism in organisms:
        bytes_ = len(msgspec.json.encode(organism)) + 1
        if some and (size + bytes_ > PART_BYTES or len(some) == PART_ORGANISMS):
            yield some
            some, size = [], 0
        some.append(organism)
        size += bytes_
    if some:
        yield some


def spelled(zh: str) -> tuple[str, str]:
    """The pinyin of a name, toneless and unspaced with `v` for ü, and its initials."""
    from pypinyin import lazy_pinyin

    syllables = [re.sub(r"[^a-z0-9]", "", said.lower()) for said in lazy_pinyin(zh)]
    told = [said for said in syllables if said]
    return "".join(told)[:_PINYIN_CHARS], "".join(said[0] for said in told)[:_INITIALS_CHARS]


def identity(organism: Organism | Pest) -> str:
    """What makes two of them the same organism: its scientific name, as people write it."""
    return " ".join(organism.latin.casefold().split())


def _eppo(text: str) -> str | None:
    code = optional(text)
    if code is None:
        return None
    if not _EPPO.match(code.upper()):
        raise CellError(
            "EPPO 代码为 5 至 7 位字母或数字，如 BURSXY；没有代码请留空。",
            "An EPPO code has 5 to 7 letters or digits, such as BURSXY; leave it empty where "
            "there is none.",
        )
    return code.upper()


def _letters(text: str) -> str | None:
    said = optional(text)
    return re.sub(r"[^a-z0-9]", "", said.lower()) or None if said else None


def _choice(words: Mapping[str, list[str]], offered: str) -> Callable[[str], str]:
    return choice({word: value for value, known in words.items() for word in known}, offered)


_READERS: Mapping[str, Callable[[str], Any]] = {
    "zh": required,
    "latin": required,
    "eppo": _eppo,
    "class": _choice(_WORDS.class_, "、".join(known[1] for known in _WORDS.class_.values())),
    "regulated": _choice(_WORDS.regulated, "是、否"),
    "hosts": optional,
    "pinyin": _letters,
    "initials": _letters,
}


class _Reading:
    """Reads rows one by one, and remembers which organisms it has seen."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._seen: dict[str, int] = {}
        self.errors: list[RowError] = []

    def row(self, number: int, cells: Iterable[str]) -> Organism | None:
        texts = list(cells)
        values: dict[str, Any] = dict.fromkeys(_READERS)
        sound = True
        for name, place in self._table.places.items():
            text = texts[place] if place < len(texts) else ""
            try:
                values[name] = _READERS[name](text)
            except CellError as error:
                sound = False
                self._object(number, name, text, error.zh, error.en)
        return self._once(number, _organism(values)) if sound else None

    def _once(self, number: int, organism: Organism) -> Organism | None:
        first = self._seen.setdefault(identity(organism), number)
        if first == number and len(self._seen) > ORGANISMS_MAX:
            zh = f"超过 {ORGANISMS_MAX} 种，请分成几份名录。"
            en = f"More than {ORGANISMS_MAX} organisms; split the list."
        elif first == number:
            return organism
        else:
            zh = f"与第 {first} 行学名相同，请删去一行。"
            en = f"The same scientific name as in row {first}; delete one of them."
        self._object(number, "latin", organism.latin, zh, en)
        return None

    def _object(self, number: int, name: str, value: str, zh: str, en: str) -> None:
        heading = self._table.header[self._table.places[name]].strip()
        error = RowError(row=number, column=heading, value=shown(clean(value)), zh=zh, en=en)
        self.errors.append(error)


def _organism(values: Mapping[str, Any]) -> Organism:
    pinyin, initials = spelled(values["zh"])
    return Organism(
        eppo=values["eppo"],
        latin=" ".join(values["latin"].split()),
        zh=values["zh"],
        pinyin=(values["pinyin"] or pinyin)[:_PINYIN_CHARS],
        initials=(values["initials"] or initials)[:_INITIALS_CHARS],
        class_=values["class"],
        regulated=values["regulated"] == "yes",
        hosts=(values["hosts"] or "")[:_HOSTS_CHARS],
    )
