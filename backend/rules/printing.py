"""What is printed of a label and what becomes of it: affixed, destroyed, or still lying about.

Every print counts: a label printed twice is affixed once, so that its other print must have been
destroyed before the run closes.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from backend.rules.labelling import bearer
from backend.rules.moving import moved
from backend.rules.state import Fact, State
from backend.wire.labels import LabelAffixed, LabelPrinted, LabelRun, LabelSpoiled
from backend.wire.views import (
    Affixing,
    Crate,
    CrateLabel,
    LabelIndex,
    Objection,
    Print,
    PrintRun,
    Sighting,
)

ONE_GO = timedelta(minutes=5)
"""Both faces of a crate are scanned within this time, by the same device."""


def open_prints(label: CrateLabel) -> int:
    """How many of its prints are neither on the crate nor destroyed. A label that no longer
    counts has none: void is void, wherever the paper is."""
    if label.state != "issued":
        return 0
    return max(0, len(label.prints) - label.spoiled - (label.affixed is not None))


def label_of(crate: Crate, number: str) -> CrateLabel | None:
    """The label of that number that a crate bears or bore."""
    labels = [crate.label, *crate.former_labels]
    return next((label for label in labels if label and label.number == number), None)


def _put_label(state: State, crate: Crate, label: CrateLabel) -> None:
    """The crate with one of its labels changed."""
    if crate.label and crate.label.number == label.number:
        state.put(replace(crate, label=label))
        return
    former = [label if one.number == label.number else one for one in crate.former_labels]
    state.put(replace(crate, former_labels=former))


def judge_printed(state: State, body: LabelPrinted | LabelRun) -> list[Objection]:
    return _unknown(state, body.numbers)


def _unknown(state: State, numbers: Iterable[str]) -> list[Objection]:
    unknown = [number for number in numbers if state.get(LabelIndex, number) is None]
    return [Objection(code="label_unknown", detail=number) for number in unknown]


def fold_printed(state: State, fact: Fact, body: LabelPrinted) -> None:
    """Version 1 was always a PDF of two faces for a printer of 300 dpi."""
    run = LabelRun(
        numbers=body.numbers,
        copies=body.numbers if body.copy else [],
        stock=body.stock,
        format="pdf",
        dpi=300,
        faces=2,
        start_at=1,
        printer=None,
    )
    fold_run(state, fact, run)


def fold_run(state: State, fact: Fact, body: LabelRun) -> None:
    copies = frozenset(body.copies)
    for number in body.numbers:
        crate = bearer(state, number)
        label = label_of(crate, number) if crate else None
        if crate is not None and label is not None:
            entry = Print(
                run=fact.id,
                at=fact.received_at,
                by=fact.actor,
                stock=body.stock,
                copy=number in copies,
                format=body.format,
                dpi=body.dpi,
                faces=body.faces,
                printer=body.printer,
            )
            _put_label(state, crate, replace(label, prints=[*label.prints, entry]))
    state.put(
        PrintRun(
            id=fact.id,
            at=fact.received_at,
            by=fact.actor,
            numbers=body.numbers,
            stock=body.stock,
            format=body.format,
            dpi=body.dpi,
            faces=body.faces,
            printer=body.printer,
        )
    )


def judge_spoiled(state: State, body: LabelSpoiled) -> list[Objection]:
    found = _unknown(state, body.numbers)
    for number in dict.fromkeys(body.numbers):
        crate = bearer(state, number)
        label = label_of(crate, number) if crate else None
        if label is not None and open_prints(label) < body.numbers.count(number):
            found.append(Objection(code="no_open_print", detail=number))
    return found


def fold_spoiled(state: State, _: Fact, body: LabelSpoiled) -> None:
    for number in body.numbers:
        crate = bearer(state, number)
        label = label_of(crate, number) if crate else None
        if crate is not None and label is not None:
            _put_label(state, crate, replace(label, spoiled=label.spoiled + 1))


def judge_label(state: State, crate: str, number: str | None, token: str | None) -> list[Objection]:
    """What speaks against a label that was read on a crate: another's, withdrawn, or not the one
    that was issued under its number."""
    if number is None:
        return []
    index = state.get(LabelIndex, number)
    bearing = state.get(Crate, index.crate) if index else None
    label = label_of(bearing, number) if bearing else None
    if index is None or bearing is None or label is None:
        return [Objection(code="label_unknown", detail=number)]
    found = []
    if bearing.id != crate:
        found.append(Objection(code="label_of_another_crate", detail=bearing.id))
    if index.state != "issued":
        found.append(Objection(code=f"label_{index.state}", detail=number))
    if token is not None and token != label.token:
        found.append(Objection(code="label_token_differs", detail=number))
    return found


def judge_affixed(state: State, fact: Fact, body: LabelAffixed) -> list[Objection]:
    crate = state.get(Crate, body.crate)
    if crate is None:
        return [Objection(code="crate_unknown", detail=body.crate)]
    found = judge_label(state, body.crate, body.number, body.token)
    label = crate.label
    if label is None or label.number != body.number or label.affixed is None:
        return found
    if not in_one_go(label.affixed, fact):
        found.append(Objection(code="affixed_twice", detail=label.affixed.received_at))
    return found


def in_one_go(before: Affixing | Sighting, fact: Fact) -> bool:
    """Whether the second face of one crate explains a second scan: the same device, soon after."""
    first, second = moment(before.at), moment(fact.at)
    if before.dev != fact.dev or first is None or second is None:
        return False
    return abs(second - first) <= ONE_GO


def just_affixed(state: State, number: str, now: datetime) -> bool:
    """Whether a label was said to be affixed a moment ago: the second face says nothing new."""
    crate = bearer(state, number)
    label = label_of(crate, number) if crate else None
    first = moment(label.affixed.at) if label and label.affixed else None
    return first is not None and abs(now - first) <= ONE_GO


def moment(text: str) -> datetime | None:
    """A claimed time; None where it is none, such as a 31 April."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def fold_affixed(state: State, fact: Fact, body: LabelAffixed) -> None:
    crate = state.get(Crate, body.crate)
    label = crate.label if crate else None
    if crate is None or label is None or label.number != body.number or label.affixed is not None:
        return
    affixed = Affixing(
        at=fact.at,
        received_at=fact.received_at,
        dev=fact.dev,
        by=fact.actor,
        typed=body.how == "typed",
        place=body.place,
    )
    after = moved(fact, crate, "label.affixed")
    state.put(replace(after, label=replace(label, affixed=affixed)))
