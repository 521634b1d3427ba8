"""Which crates of a list get a label at a port with no server, and why the others get none.

Guarantee: each crate of the list is either labelled or refused with a reason; serials follow each
other without a gap, in the order of the list. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import NamedTuple

from backend.rules.labelling import TRAVELS
from backend.rules.release import decide
from backend.settings import Settings, destination_of
from backend.wire.declarations import CrateLine, Decision, DeclarationLodged
from labels.code import Facts


class Labelled(NamedTuple):
    """A crate that gets a label: what is printed, and what the code says."""

    facts: Facts
    declaration: DeclarationLodged
    line: CrateLine
    isolation: bool


class Refused(NamedTuple):
    """Crates of one declaration that get none, and why."""

    declaration: DeclarationLodged
    crates: list[int]
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of each crate of a list at one port."""

    labelled: list[Labelled]
    refused: list[Refused]


class Batch(NamedTuple):
    """The facts that all labels of one run share."""

    port: str
    first_serial: int
    issued: date
    valid_until: date


def plan(declarations: Sequence[DeclarationLodged], batch: Batch, settings: Settings) -> Plan:
    """Give the next serial to each crate that may travel from the port; say why not of the rest.

    Raises LabelError where a fact does not fit on a label.
    """
    made = Plan([], [])
    serials = count(batch.first_serial)
    for declaration in declarations:
        isolated: dict[int, bool] = {}
        for decision in decide(declaration, settings.isolation_places):
            why = _hindrance(declaration, decision, batch.port, settings)
            if why is not None:
                made.refused.append(Refused(declaration, decision.crates, *why))
            else:
                isolated |= dict.fromkeys(decision.crates, decision.outcome == "label_isolation")
        for line in declaration.crates:
            if line.n in isolated:
                facts = _facts(declaration, line, next(serials), batch, settings)
                made.labelled.append(Labelled(facts, declaration, line, isolated[line.n]))
    return made


def numbered_anew(made: Plan, facts: Sequence[Facts]) -> Plan:
    """The same plan under other numbers, one for each of its labels."""
    pairs = zip(made.labelled, facts, strict=True)
    return Plan([item._replace(facts=other) for item, other in pairs], made.refused)


def _hindrance(
    declaration: DeclarationLodged, decision: Decision, port: str, settings: Settings
) -> tuple[str, str] | None:
    """Why these crates get no label here, in Chinese and English."""
    if decision.outcome not in TRAVELS:
        zh = "".join(f"{reason.zh}（{reason.article}）" for reason in decision.reasons)
        return zh, " ".join(reason.en for reason in decision.reasons)
    if declaration.port != port:
        named = next(item for item in settings.expo.ports if item.code == declaration.port)
        return (
            f"从{named.zh}（{named.code}）入境，由该口岸签发。",
            f"Enters at {named.en} ({named.code}), which issues its labels.",
        )
    return None


def _facts(
    declaration: DeclarationLodged, line: CrateLine, serial: int, batch: Batch, settings: Settings
) -> Facts:
    goods = declaration.goods[line.goods]
    return Facts(
        serial=serial,
        declaration=int(declaration.no),
        n=line.n,
        of=declaration.total,
        port=batch.port,
        origin=goods.origin,
        hs=int(goods.hs[:6]),
        destination=destination_of(declaration.stand, declaration.place, settings),
        issued=batch.issued,
        valid_until=batch.valid_until,
    )


def told(made: Plan) -> Iterator[str]:
    """The table of label numbers and crates, then what got none."""
    for facts, declaration, line, isolation in made.labelled:
        goods = declaration.goods[line.goods]
        flag = "隔离 isolation  " if isolation else ""
        yield (
            f"{facts.number}  {key_of(declaration.no, facts.n)}/{facts.of}  "
            f"→ {facts.destination}  {flag}{goods.name}  {goods.origin}"
        )
    if made.refused:
        total = sum(len(item.crates) for item in made.refused)
        yield f"未加贴标识 {total} 箱 crates without a label:"
    for item in made.refused:
        yield (
            f"  {item.declaration.no}/{_ranges(item.crates)}  "
            f"{len(item.crates)} 箱 crates  {item.declaration.exhibitor}：{item.zh} {item.en}"
        )


def key_of(declaration: str, n: int) -> str:
    return f"{declaration}/{n}"


def _ranges(numbers: Sequence[int]) -> str:
    """`1–15, 18` for the crates of a declaration."""
    runs: list[list[int]] = []
    for n in sorted(numbers):
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
