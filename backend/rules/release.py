"""The release rule: which crates may leave the port unopened under the special label.

The rule is data (`data/release_rule.json`), read in order: the first row that holds decides, and
every further row with the same outcome is named as a reason too. Each row keeps its article of
law and says whether it was checked against the official text. Nobody overrides `prohibited`.
Pure: decisions depend on what is declared, and on what the port saw outside the crates.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from backend.rules.pests import pests
from backend.wire.declarations import Decision, DeclarationLodged, Goods, Outcome, Reason

_FILE = Path(__file__).parent / "data" / "release_rule.json"
_SEVERITY: tuple[Outcome, ...] = ("prohibited", "port_only", "label_isolation", "label")
_NURSERY = ("隔离圃", "isolation nursery")

Seen = Literal["seal_broken", "live_pest_outside"]
"""What a port can see on a crate without opening it."""
Field = Literal[
    "class",
    "name",
    "latin",
    "hs",
    "origin",
    "package",
    "medium",
    "use",
    "permit",
    "phytosanitary",
    "cites",
    "cites_certificate",
    "place",
    "seal",
    "outside",
]
Facts = Mapping[Field, str | None]


class Test(Struct, frozen=True, forbid_unknown_fields=True):
    """One condition on one fact; every operator given must hold. An absent fact holds none of
    them but `absent` and `lacks`."""

    field: Field
    one_of: list[str] | None = None
    starts: list[str] | None = None
    genus: list[str] | None = None
    has: list[str] | None = None
    lacks: list[str] | None = None
    absent: bool | None = None
    listed_pest: bool | None = None


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the rule; holds where all tests of any line of `when` hold."""

    code: Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$")]
    outcome: Outcome
    checked: bool
    article: str
    zh: str
    en: str
    when: list[list[Test]]

    @property
    def reason(self) -> Reason:
        return Reason(code=self.code, article=self.article, zh=self.zh, en=self.en)


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole rule; its last row holds for every crate, so there is always a decision."""

    version: Annotated[int, Meta(ge=1)]
    source: str
    rows: Annotated[list[Row], Meta(min_length=1)]

    def __post_init__(self) -> None:
        ranks = [_SEVERITY.index(row.outcome) for row in self.rows]
        if ranks != sorted(ranks) or [] not in self.rows[-1].when:
            raise ValueError("rows go from prohibited to label, and the last one holds always")


RULE: Rule = msgspec.json.decode(_FILE.read_bytes(), type=Rule)
RULE_VERSION = RULE.version


def decide(
    declaration: DeclarationLodged,
    isolation_places: Collection[str],
    seen: Mapping[int, Collection[Seen]] | None = None,
) -> list[Decision]:
    """What becomes of each crate of a declaration, crates with equal reasons together.

    `isolation_places` are the names of isolation nurseries; `seen` what the port saw outside
    crate n. The first reason is the row that decided.
    """
    isolated = _is_nursery(declaration.place, isolation_places)
    decided: dict[tuple[str, ...], list[int]] = {}
    rows: dict[tuple[int, frozenset[Seen]], tuple[Row, ...]] = {}
    for crate in declaration.crates:
        observed = frozenset((seen or {}).get(crate.n, ()))
        case = (crate.goods, observed)
        if case not in rows:
            rows[case] = _holding(_facts(declaration.goods[crate.goods], isolated, observed))
        decided.setdefault(tuple(row.code for row in rows[case]), []).append(crate.n)
    by_code = {row.code: row for row in RULE.rows}
    return [
        Decision(
            crates=crates,
            outcome=by_code[codes[0]].outcome,
            reasons=[by_code[code].reason for code in codes],
        )
        for codes, crates in decided.items()
    ]


def _is_nursery(place: str, isolation_places: Collection[str]) -> bool:
    folded = _fold(place)
    return place.strip() in isolation_places or any(word in folded for word in _NURSERY)


def _facts(goods: Goods, isolated: bool, seen: Collection[Seen]) -> Facts:
    return {
        "class": goods.class_,
        "name": goods.name,
        "latin": goods.latin,
        "hs": goods.hs,
        "origin": goods.origin,
        "package": goods.package,
        "medium": goods.medium,
        "use": goods.use,
        "permit": goods.permit,
        "phytosanitary": goods.phytosanitary,
        "cites": goods.cites,
        "cites_certificate": goods.cites_certificate,
        "place": "isolation" if isolated else "elsewhere",
        "seal": "broken" if "seal_broken" in seen else None,
        "outside": "live_pest" if "live_pest_outside" in seen else None,
    }


def _holding(facts: Facts) -> tuple[Row, ...]:
    """The row that decides, then the further rows with its outcome."""
    holding = [
        row
        for row in RULE.rows
        if any(all(_passes(test, facts) for test in line) for line in row.when)
    ]
    return tuple(row for row in holding if row.outcome == holding[0].outcome)


def _passes(test: Test, facts: Facts) -> bool:
    return all(_operators(test, _fold(facts[test.field] or "")))


def _operators(test: Test, value: str) -> Iterator[bool]:
    """Whether each operator that a test gives holds for a folded value."""
    if test.absent is not None:
        yield test.absent == (not value)
    if test.one_of is not None:
        yield value in map(_fold, test.one_of)
    if test.starts is not None:
        yield value.startswith(tuple(test.starts))
    if test.genus is not None:
        yield value.split(" ", maxsplit=1)[0] in map(_fold, test.genus)
    if test.has is not None:
        yield any(_mentions(value, word) for word in test.has)
    if test.lacks is not None:
        yield not any(_mentions(value, word) for word in test.lacks)
    if test.listed_pest is not None:
        yield test.listed_pest == _is_pest(value)


def _fold(text: str) -> str:
    """Case, width and spacing make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _mentions(text: str, word: str) -> bool:
    """Whether a folded text contains a word; Latin words count as whole words only."""
    folded = _fold(word)
    if not folded.isascii():
        return folded in text
    return re.search(rf"(?<![a-z]){re.escape(folded)}(?![a-z])", text) is not None


@cache
def _pest_names() -> tuple[frozenset[str], frozenset[str]]:
    """Names of listed organisms: those of two words, and genera that are listed as a whole."""
    names = [_fold(re.sub(r"\(.*?\)", "", pest.latin)) for pest in pests().pests]
    genera = frozenset(name.split(" ")[0] for name in names if "spp." in name)
    return frozenset(name for name in names if "spp." not in name), genera


def _is_pest(latin: str) -> bool:
    species, genera = _pest_names()
    words = latin.split(" ")
    return words[0] in genera or any(
        latin == name or latin.startswith(f"{name} ") for name in species
    )
