"""The table of contents of the journal: every kind, who may make it, what it means.

A kind that is not here is quarantined, never lost. A published version stays for ever: a change
of body is a new row with a higher `kv`.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from msgspec.structs import replace

from backend.rules import attested, consignments, labelling, records
from backend.rules.state import Fact, State
from backend.wire.attestations import (
    DeviceConflicted,
    DeviceEnrolled,
    DeviceRevoked,
    EntryWithheld,
    PhotoStored,
    RightsGranted,
    Role,
)
from backend.wire.base import Wire
from backend.wire.declarations import DeclarationAccepted, DeclarationLodged
from backend.wire.inspections import (
    Checklist,
    InspectionAmended,
    InspectionRecorded,
    PestList,
    ReviewDecided,
)
from backend.wire.labels import (
    CrateArrived,
    LabelIssued,
    LabelPrinted,
    LabelVoided,
    TrustPublished,
)
from backend.wire.views import Crate, LabelIndex, Objection, Record

Judge = Callable[[State, Fact, Any], list[Objection]]
Fold = Callable[[State, Fact, Any], None]


class Kind(NamedTuple):
    """`roles`: any of them may make it; empty means that only the server itself does."""

    body: type[Wire]
    roles: tuple[Role, ...]
    judge: Judge
    fold: Fold


def _no_judge(_: State, __: Fact, ___: Wire) -> list[Objection]:
    return []


def _no_fold(_: State, __: Fact, ___: Wire) -> None:
    return None


def _plain(judge: Callable[[State, Any], list[Objection]]) -> Judge:
    """A judge that needs the body alone."""
    return lambda state, _, body: judge(state, body)


KINDS: dict[tuple[str, int], Kind] = {
    ("declaration.lodged", 1): Kind(
        DeclarationLodged,
        ("port", "administrator"),
        _plain(consignments.judge_lodged),
        consignments.fold_lodged,
    ),
    ("declaration.accepted", 1): Kind(
        DeclarationAccepted,
        ("port", "administrator"),
        _plain(consignments.judge_accepted),
        consignments.fold_accepted,
    ),
    ("label.issued", 1): Kind(
        LabelIssued, ("port",), _plain(labelling.judge_issued), labelling.fold_issued
    ),
    ("label.printed", 1): Kind(
        LabelPrinted, ("port",), _plain(labelling.judge_printed), labelling.fold_printed
    ),
    ("label.voided", 1): Kind(
        LabelVoided, ("port",), _plain(labelling.judge_voided), labelling.fold_voided
    ),
    ("trust.published", 1): Kind(
        TrustPublished,
        ("port", "administrator"),
        _plain(labelling.judge_trust),
        labelling.fold_trust,
    ),
    ("crate.arrived", 1): Kind(
        CrateArrived,
        ("inspector", "port"),
        _plain(labelling.judge_arrived),
        labelling.fold_arrived,
    ),
    ("inspection.recorded", 1): Kind(
        InspectionRecorded, ("inspector",), records.judge_recorded, records.fold_recorded
    ),
    ("inspection.amended", 1): Kind(
        InspectionAmended, ("inspector",), records.judge_amended, records.fold_amended
    ),
    ("review.decided", 1): Kind(
        ReviewDecided, ("supervisor",), records.judge_review, records.fold_review
    ),
    ("rights.granted", 1): Kind(RightsGranted, ("administrator",), _no_judge, attested.fold_rights),
    ("device.enrolled", 1): Kind(DeviceEnrolled, (), _no_judge, attested.fold_enrolled),
    ("device.revoked", 1): Kind(
        DeviceRevoked, ("administrator",), _plain(attested.judge_revoked), attested.fold_revoked
    ),
    ("device.conflicted", 1): Kind(DeviceConflicted, (), _no_judge, attested.fold_conflicted),
    ("photo.stored", 1): Kind(PhotoStored, (), _no_judge, attested.fold_photo),
    ("checklist.published", 1): Kind(
        Checklist, ("administrator",), _no_judge, attested.fold_checklist
    ),
    ("pestlist.published", 1): Kind(PestList, ("administrator",), _no_judge, attested.fold_pests),
    ("entry.withheld", 1): Kind(
        EntryWithheld, ("inspector", "port", "supervisor"), _no_judge, _no_fold
    ),
}


def judge(state: State, kind: Kind, fact: Fact) -> list[Objection]:
    """The rules that a fact breaks, in the state just before it."""
    return kind.judge(state, fact, fact.body)


def fold(state: State, kind: Kind, fact: Fact) -> list[str]:
    """Let a fact take effect; returns the keys of the crates that it concerns."""
    kind.fold(state, fact, fact.body)
    crates = list(dict.fromkeys(subjects(state, fact.body)))
    if fact.objections:
        for key in crates:
            crate = state.get(Crate, key)
            if crate is not None:
                state.put(replace(crate, objections=crate.objections + len(fact.objections)))
    return crates


def subjects(state: State, body: Wire) -> Iterable[str]:
    """The keys of the crates that a body speaks of."""
    match body:
        case DeclarationLodged():
            return [consignments.crate_key(body.no, line.n) for line in body.crates]
        case DeclarationAccepted():
            numbers = (n for decision in body.decisions for n in decision.crates)
            return [consignments.crate_key(body.declaration, n) for n in numbers]
        case LabelIssued() | CrateArrived() | InspectionRecorded():
            return [body.crate]
        case InspectionAmended():
            return [body.record.crate]
        case LabelPrinted():
            return _crates_of_labels(state, body.numbers)
        case LabelVoided():
            return _crates_of_labels(state, [body.number])
        case ReviewDecided():
            record = state.get(Record, body.record)
            return [record.crate] if record else []
        case _:
            return []


def _crates_of_labels(state: State, numbers: list[str]) -> list[str]:
    found = (state.get(LabelIndex, number) for number in numbers)
    return [index.crate for index in found if index]
