"""Special labels: who may bear one, and what issuing, printing and voiding make of a crate."""

from msgspec.structs import replace

from backend.rules.state import Fact, State
from backend.wire.labels import (
    CrateArrived,
    LabelIssued,
    LabelPrinted,
    LabelVoided,
    TrustPublished,
)
from backend.wire.views import Crate, CrateLabel, LabelIndex, Objection, Print, Trust

TRAVELS = ("label", "label_isolation")
ARRIVED = frozenset(
    {
        "arrived",
        "inspecting",
        "laboratory",
        "treatment",
        "isolation",
        "released",
        "rejected",
        "closed",
    }
)
"""States of a crate that is at the expo, or was."""


def judge_issued(state: State, body: LabelIssued) -> list[Objection]:
    crate = state.get(Crate, body.crate)
    if crate is None:
        return [Objection(code="crate_unknown", detail=body.crate)]
    found = []
    if crate.outcome not in TRAVELS:
        found.append(Objection(code="may_not_travel", detail=crate.outcome or "undecided"))
    if crate.label is not None and crate.label.number != body.replaces:
        found.append(Objection(code="label_in_force", detail=crate.label.number))
    if state.get(LabelIndex, body.number) is not None:
        found.append(Objection(code="number_used", detail=body.number))
    return found


def fold_issued(state: State, fact: Fact, body: LabelIssued) -> None:
    crate = state.get(Crate, body.crate)
    if crate is None or state.get(LabelIndex, body.number) is not None:
        return
    former = list(crate.former_labels)
    if crate.label is not None:
        former.append(replace(crate.label, state="replaced"))
        state.put(LabelIndex(number=crate.label.number, crate=crate.id, state="replaced"))
    label = CrateLabel(
        number=body.number,
        token=body.token,
        port=body.port,
        destination=body.destination,
        issued=body.issued,
        valid_until=body.valid_until,
        by=fact.actor,
        state="issued",
        reason=None,
        prints=[],
    )
    moved = crate.state in ("accepted", "declared")
    state.put(
        replace(
            crate,
            label=label,
            former_labels=former,
            state="labelled" if moved else crate.state,
            since=fact.received_at if moved else crate.since,
        )
    )
    state.put(LabelIndex(number=body.number, crate=crate.id, state="issued"))


def _bearer(state: State, number: str) -> Crate | None:
    index = state.get(LabelIndex, number)
    return state.get(Crate, index.crate) if index else None


def judge_printed(state: State, body: LabelPrinted) -> list[Objection]:
    unknown = [number for number in body.numbers if state.get(LabelIndex, number) is None]
    return [Objection(code="label_unknown", detail=number) for number in unknown]


def fold_printed(state: State, fact: Fact, body: LabelPrinted) -> None:
    entry = Print(at=fact.received_at, by=fact.actor, stock=body.stock, copy=body.copy)
    for number in body.numbers:
        crate = _bearer(state, number)
        if crate is not None and crate.label is not None and crate.label.number == number:
            label = replace(crate.label, prints=[*crate.label.prints, entry])
            state.put(replace(crate, label=label))


def judge_voided(state: State, body: LabelVoided) -> list[Objection]:
    index = state.get(LabelIndex, body.number)
    if index is None:
        return [Objection(code="label_unknown", detail=body.number)]
    if index.state != "issued":
        return [Objection(code="label_not_in_force", detail=body.number)]
    return []


def fold_voided(state: State, fact: Fact, body: LabelVoided) -> None:
    crate = _bearer(state, body.number)
    if crate is None or crate.label is None or crate.label.number != body.number:
        return
    dead = replace(crate.label, state="void", reason=body.reason)
    back = crate.state == "labelled"
    state.put(
        replace(
            crate,
            label=None,
            former_labels=[*crate.former_labels, dead],
            state="accepted" if back else crate.state,
            since=fact.received_at if back else crate.since,
        )
    )
    state.put(LabelIndex(number=body.number, crate=crate.id, state="void"))


def judge_trust(state: State, body: TrustPublished) -> list[Objection]:
    known = state.get(Trust, "trust")
    if known is not None and body.version <= known.version:
        return [Objection(code="trust_list_older", detail=str(known.version))]
    return []


def fold_trust(state: State, _: Fact, body: TrustPublished) -> None:
    known = state.get(Trust, "trust")
    if known is None or body.version > known.version:
        state.put(Trust(version=body.version, token=body.token))


def judge_arrived(state: State, body: CrateArrived) -> list[Objection]:
    crate = state.get(Crate, body.crate)
    if crate is None:
        return [Objection(code="crate_unknown", detail=body.crate)]
    if crate.state == "held":
        return [Objection(code="crate_held", detail=crate.outcome or "")]
    return []


def fold_arrived(state: State, fact: Fact, body: CrateArrived) -> None:
    crate = state.get(Crate, body.crate)
    if crate is not None and crate.state in ("accepted", "labelled"):
        state.put(replace(crate, state="arrived", since=fact.received_at))
