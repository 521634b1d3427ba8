"""Special labels: who may bear one, and what issuing and withdrawing one make of its crate."""

from msgspec.structs import replace

from backend.rules.moving import moved
from backend.rules.state import Fact, State
from backend.wire.labels import (
    LabelEnded,
    LabelIssued,
    LabelReplaced,
    LabelVoided,
    TrustPublished,
)
from backend.wire.views import Crate, CrateLabel, LabelIndex, Objection, Trust

TRAVELS = ("label", "label_isolation")


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
        former.append(replace(crate.label, state="replaced", replaced_by=body.number))
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
        replaced_by=None,
        prints=[],
        spoiled=0,
        affixed=None,
    )
    after = moved(fact, crate, "label.issued")
    state.put(replace(after, label=label, former_labels=former))
    state.put(LabelIndex(number=body.number, crate=crate.id, state="issued"))


def bearer(state: State, number: str) -> Crate | None:
    """The crate that a number was given to, whether or not it still counts."""
    index = state.get(LabelIndex, number)
    return state.get(Crate, index.crate) if index else None


def in_force(state: State, number: str) -> Crate | None:
    """The crate whose label in force that number is."""
    crate = bearer(state, number)
    return crate if crate and crate.label and crate.label.number == number else None


def judge_voided(state: State, body: LabelVoided | LabelEnded) -> list[Objection]:
    return _counts(state, body.number)


def _counts(state: State, number: str) -> list[Objection]:
    index = state.get(LabelIndex, number)
    if index is None:
        return [Objection(code="label_unknown", detail=number)]
    if index.state != "issued":
        return [Objection(code="label_not_in_force", detail=number)]
    return []


def fold_voided(state: State, fact: Fact, body: LabelVoided) -> None:
    fold_ended(state, fact, LabelEnded(number=body.number, sort="void", reason=body.reason))


def fold_ended(state: State, fact: Fact, body: LabelEnded) -> None:
    crate = in_force(state, body.number)
    if crate is not None and crate.label is not None:
        dead = replace(crate.label, state=body.sort, reason=body.reason)
        _withdraw(state, fact, crate, dead)
        state.put(LabelIndex(number=body.number, crate=crate.id, state="void"))


def judge_replaced(state: State, body: LabelReplaced) -> list[Objection]:
    found = _counts(state, body.number)
    crate = bearer(state, body.number)
    if crate is not None and crate.id != body.crate:
        found.append(Objection(code="label_of_another_crate", detail=crate.id))
    if body.by == body.number or state.get(LabelIndex, body.by) is not None:
        found.append(Objection(code="number_used", detail=body.by))
    return found


def fold_replaced(state: State, fact: Fact, body: LabelReplaced) -> None:
    crate = in_force(state, body.number)
    if crate is not None and crate.label is not None:
        dead = replace(crate.label, state="replaced", reason=body.reason, replaced_by=body.by)
        _withdraw(state, fact, crate, dead)
        state.put(LabelIndex(number=body.number, crate=crate.id, state="replaced"))


def _withdraw(state: State, fact: Fact, crate: Crate, dead: CrateLabel) -> None:
    after = moved(fact, crate, "label.voided")
    state.put(replace(after, label=None, former_labels=[*crate.former_labels, dead]))


def judge_trust(state: State, body: TrustPublished) -> list[Objection]:
    known = state.get(Trust, "trust")
    if known is not None and body.version <= known.version:
        return [Objection(code="trust_list_older", detail=str(known.version))]
    return []


def fold_trust(state: State, _: Fact, body: TrustPublished) -> None:
    known = state.get(Trust, "trust")
    if known is None or body.version > known.version:
        state.put(Trust(version=body.version, token=body.token))
