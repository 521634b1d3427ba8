"""The table of contents of the journal: every kind, who may make it, what it means.

A kind that is not here is quarantined, never lost. A published version stays for ever: a change
of body is a new row with a higher `kv`.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from backend.rules import (
    attested,
    certificates,
    consignments,
    cosigning,
    followed,
    isolations,
    keys,
    labelling,
    logs,
    lots,
    objections,
    passing,
    printing,
    quarantine,
    ranges,
    records,
    recordsheets,
    redacting,
    referrals,
    samples,
    tasks,
    travelling,
    treatments,
)
from backend.rules.state import Fact, State
from backend.wire import jws
from backend.wire.attestations import (
    DeviceConflicted,
    DeviceEnrolled,
    DeviceRevoked,
    DeviceRevokedFrom,
    DisputeSettled,
    EntryAdmitted,
    EntryDismissed,
    EntryDoubted,
    EntryObjected,
    EntryRedacted,
    EntryWithheld,
    JournalRestored,
    LogDisputed,
    ObjectionSettled,
    PhotoStored,
    RightsGranted,
    Role,
)
from backend.wire.base import Wire
from backend.wire.certificates import (
    CertificateIssued,
    CertificateVoided,
    CrateClosed,
    CrateDisplayed,
    CrateReleased,
)
from backend.wire.checklists import Checklist2, ChecklistPublished3
from backend.wire.cosigning import InspectionCosigned
from backend.wire.declarations import DeclarationAccepted, DeclarationLodged
from backend.wire.disclosures import resolve, unveil
from backend.wire.entry import Envelope, PhotoRef
from backend.wire.findings import FindingReferred, OpinionGiven
from backend.wire.inspections import (
    Checklist,
    InspectionAmended,
    InspectionRecorded,
    PestList,
    ReviewDecided,
)
from backend.wire.inspections3 import InspectionAmended3, InspectionRecorded3
from backend.wire.isolations import (
    IsolationAssigned,
    IsolationEnded,
    IsolationVisited,
    IsolationVisited2,
)
from backend.wire.keys import IssueEntered, KeyRevoked, KeyRotated, RangeReserved
from backend.wire.labels import (
    LabelAffixed,
    LabelEnded,
    LabelIssued,
    LabelPrinted,
    LabelReplaced,
    LabelRun,
    LabelSpoiled,
    LabelVoided,
    TrustPublished,
)
from backend.wire.lots import LotDecided, LotFrozen, LotLifted
from backend.wire.passing import DraftGiven, DraftTaken
from backend.wire.pestlists import PestListPart
from backend.wire.recordsheets import InspectionTranscribed, SheetPrinted
from backend.wire.reviews import ReviewDecided2
from backend.wire.samples import SampleCancelled, SampleDrawn, SampleResulted, SampleSent
from backend.wire.tasks import Task, TaskReleased, TaskTaken
from backend.wire.travels import CrateArrived, CrateHanded, CrateHandedOver, CrateScannedIn
from backend.wire.treatments import (
    TreatmentChecked,
    TreatmentChecked2,
    TreatmentCompleted,
    TreatmentOrdered,
    TreatmentOrdered2,
)
from backend.wire.views import (
    Crate,
    Doc,
    LabelIndex,
    Objection,
    OpenObjection,
    Photo,
    Quarantine,
    Record,
)

Need = tuple[type[Doc], Sequence[str]]
Judge = Callable[[State, Fact, Any], list[Objection]]
Fold = Callable[[State, Fact, Any], None]


class Kind(NamedTuple):
    """`roles`: any of them may make it; empty means that only the server itself does. `veils` are
    the names that may travel as disclosures beside the entry, `personal` the paths of those that
    travel in no other way."""

    body: type[Wire]
    roles: tuple[Role, ...]
    judge: Judge
    fold: Fold
    veils: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()

    def read(self, raw: bytes, beside: Sequence[str] = ()) -> Wire:
        """A body with the personal values `beside` it put in; null where they are not there.

        Raises msgspec.DecodeError for one of another shape, NotJwsError for such values.
        """
        if self.personal:
            raw = unveil(raw, beside, self.personal)
        elif self.veils:
            raw = resolve(raw, beside, self.veils)
        found: Wire = msgspec.json.decode(raw, type=self.body, strict=True)
        return found


_BY_PORT_PHONES = frozenset(("label.affixed",))
"""What a port officer's phone makes; all else that inspectors may not make comes from desks."""


def _no_judge(_: State, __: Fact, ___: Wire) -> list[Objection]:
    return []


def _no_fold(_: State, __: Fact, ___: Wire) -> None:
    return None


def _plain(judge: Callable[[State, Any], list[Objection]]) -> Judge:
    """A judge that needs the body alone."""
    return lambda state, _, body: judge(state, body)


def _judge_admitted(state: State, fact: Fact, body: EntryAdmitted) -> list[Objection]:
    found = quarantine.judge_decision(state, fact, body)
    entry = state.get(Quarantine, body.entry)
    if entry is None:
        return found
    kind = KINDS.get((entry.kind, entry.kv))
    by_phone = entry.kind in _BY_PORT_PHONES
    if kind is not None and "inspector" not in kind.roles and not by_phone:
        return [*found, Objection(code="made_at_desks_only", detail=entry.kind)]
    if admitted(state, fact) is None:
        found.append(Objection(code="not_understood", detail=f"{entry.kind} {entry.kv}"))
    return found


def understood(text: str, beside: Sequence[str] = ()) -> tuple[Kind, Envelope, Wire] | None:
    """An entry of the journal as this version reads it; None where it cannot."""
    envelope = msgspec.json.decode(jws.split(text).payload, type=Envelope)
    kind = KINDS.get((envelope.kind, envelope.kv))
    if kind is None:
        return None
    try:
        body = kind.read(bytes(envelope.body), beside)
    except (msgspec.DecodeError, UnicodeDecodeError, jws.NotJwsError):
        return None
    return kind, envelope, body


def admitted(state: State, fact: Fact) -> tuple[Kind, Fact] | None:
    """The quarantined entry that a fact lets take effect, at the fact's own place; None where the
    fact is no admission, or admits what this version does not understand."""
    if not isinstance(fact.body, EntryAdmitted):
        return None
    entry = state.get(Quarantine, fact.body.entry)
    found = understood(entry.jws, entry.beside) if entry else None
    if entry is None or found is None:
        return None
    kind, envelope, body = found
    return kind, fact._replace(
        id=entry.id,
        dev=entry.dev,
        actor=entry.actor,
        at=entry.at,
        received_at=entry.received_at,
        body=body,
        photos=envelope.photos,
        sha256=hashlib.sha256(entry.jws.encode()).hexdigest(),
    )


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
        LabelPrinted, ("port",), _plain(printing.judge_printed), printing.fold_printed
    ),
    ("label.printed", 2): Kind(
        LabelRun, ("port",), _plain(printing.judge_printed), printing.fold_run
    ),
    ("label.spoiled", 1): Kind(
        LabelSpoiled, ("port",), _plain(printing.judge_spoiled), printing.fold_spoiled
    ),
    ("label.affixed", 1): Kind(
        LabelAffixed, ("port",), printing.judge_affixed, printing.fold_affixed
    ),
    ("label.voided", 1): Kind(
        LabelVoided, ("port",), _plain(labelling.judge_voided), labelling.fold_voided
    ),
    ("label.voided", 2): Kind(
        LabelEnded, ("port",), _plain(labelling.judge_voided), labelling.fold_ended
    ),
    ("label.replaced", 1): Kind(
        LabelReplaced, ("port",), _plain(labelling.judge_replaced), labelling.fold_replaced
    ),
    ("crate.handed", 1): Kind(
        CrateHanded, ("port",), _plain(travelling.judge_handed), travelling.fold_handed
    ),
    ("crate.handed", 2): Kind(
        CrateHandedOver,
        ("port",),
        _plain(travelling.judge_handed),
        travelling.fold_handed,
        personal=("driver", "phone"),
    ),
    ("trust.published", 1): Kind(
        TrustPublished,
        ("port", "administrator"),
        _plain(labelling.judge_trust),
        labelling.fold_trust,
    ),
    ("key.rotated", 1): Kind(
        KeyRotated, ("administrator",), _plain(keys.judge_rotated), keys.fold_rotated
    ),
    ("key.revoked", 1): Kind(
        KeyRevoked, ("administrator",), _plain(keys.judge_revoked), keys.fold_revoked
    ),
    ("range.reserved", 1): Kind(
        RangeReserved,
        ("port", "administrator"),
        _plain(ranges.judge_reserved),
        ranges.fold_reserved,
    ),
    ("issue.entered", 1): Kind(IssueEntered, ("port",), _no_judge, ranges.fold_entered),
    ("crate.arrived", 1): Kind(
        CrateArrived,
        ("inspector", "port"),
        travelling.judge_arrived,
        travelling.fold_arrived,
    ),
    ("crate.arrived", 2): Kind(
        CrateScannedIn,
        ("inspector", "port"),
        travelling.judge_scanned_in,
        travelling.fold_scanned_in,
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
    ("review.decided", 2): Kind(
        ReviewDecided2, ("supervisor",), records.judge_review, records.fold_review
    ),
    ("rights.granted", 1): Kind(RightsGranted, ("administrator",), _no_judge, attested.fold_rights),
    ("device.enrolled", 1): Kind(
        DeviceEnrolled, (), _plain(attested.judge_enrolled), attested.fold_enrolled
    ),
    ("device.revoked", 1): Kind(
        DeviceRevoked, ("administrator",), _plain(attested.judge_revoked), attested.fold_revoked
    ),
    ("device.revoked", 2): Kind(
        DeviceRevokedFrom,
        ("administrator",),
        _plain(attested.judge_revoked),
        attested.fold_revoked_from,
    ),
    ("device.conflicted", 1): Kind(DeviceConflicted, (), _no_judge, attested.fold_conflicted),
    ("photo.stored", 1): Kind(PhotoStored, (), _no_judge, attested.fold_photo),
    ("checklist.published", 1): Kind(
        Checklist, ("administrator",), _no_judge, attested.fold_older_checklist
    ),
    ("checklist.published", 2): Kind(
        Checklist2, ("administrator",), _no_judge, attested.fold_older_checklist
    ),
    ("checklist.published", 3): Kind(
        ChecklistPublished3, ("administrator",), _no_judge, attested.fold_checklist
    ),
    ("pestlist.published", 1): Kind(PestList, ("administrator",), _no_judge, attested.fold_pests),
    ("pestlist.published", 2): Kind(
        PestListPart,
        ("administrator",),
        _plain(attested.judge_pest_part),
        attested.fold_pest_part,
    ),
    ("entry.withheld", 1): Kind(
        EntryWithheld, ("inspector", "port", "supervisor"), _no_judge, _no_fold
    ),
    ("inspection.recorded", 2): Kind(
        InspectionRecorded,
        ("inspector",),
        records.judge_recorded,
        records.fold_recorded,
        veils=("name",),
    ),
    ("inspection.amended", 2): Kind(
        InspectionAmended,
        ("inspector",),
        records.judge_amended,
        records.fold_amended,
        veils=("name",),
    ),
    ("entry.redacted", 1): Kind(
        EntryRedacted,
        ("administrator",),
        _plain(redacting.judge_redacted),
        redacting.fold_redacted,
    ),
    ("entry.admitted", 1): Kind(
        EntryAdmitted,
        ("supervisor",),
        _judge_admitted,
        quarantine.fold_admitted,
    ),
    ("entry.dismissed", 1): Kind(
        EntryDismissed, ("supervisor",), quarantine.judge_decision, quarantine.fold_dismissed
    ),
    ("entry.doubted", 1): Kind(EntryDoubted, (), _no_judge, objections.fold_doubted),
    ("entry.objected", 1): Kind(EntryObjected, (), _no_judge, _no_fold),
    ("objection.settled", 1): Kind(
        ObjectionSettled, ("supervisor",), objections.judge_settled, objections.fold_settled
    ),
    ("log.disputed", 1): Kind(LogDisputed, (), _no_judge, logs.fold_disputed),
    ("dispute.settled", 1): Kind(
        DisputeSettled,
        ("supervisor", "administrator"),
        _plain(logs.judge_dispute_settled),
        logs.fold_dispute_settled,
    ),
    ("journal.restored", 1): Kind(JournalRestored, (), _no_judge, logs.fold_restored),
    ("inspection.recorded", 3): Kind(
        InspectionRecorded3,
        ("inspector",),
        records.judge_recorded,
        records.fold_recorded,
        veils=("name",),
    ),
    ("inspection.amended", 3): Kind(
        InspectionAmended3,
        ("inspector",),
        records.judge_amended,
        records.fold_amended,
        veils=("name",),
    ),
    ("inspection.recorded", 4): Kind(
        InspectionRecorded3,
        ("inspector",),
        records.judge_recorded,
        records.fold_recorded,
        personal=("witness.name",),
    ),
    ("inspection.amended", 4): Kind(
        InspectionAmended3,
        ("inspector",),
        records.judge_amended,
        records.fold_amended,
        personal=("record.witness.name",),
    ),
    ("inspection.cosigned", 1): Kind(
        InspectionCosigned, ("inspector",), cosigning.judge_cosigned, cosigning.fold_cosigned
    ),
    ("inspection.cosigned", 2): Kind(
        InspectionCosigned,
        ("inspector",),
        cosigning.judge_cosigned,
        cosigning.fold_cosigned,
        personal=("strokes",),
    ),
    ("task.taken", 1): Kind(TaskTaken, ("inspector",), _plain(tasks.judge_taken), tasks.fold_taken),
    ("task.released", 1): Kind(
        TaskReleased, ("inspector",), _plain(tasks.judge_taken), tasks.fold_released
    ),
    ("sheet.printed", 1): Kind(
        SheetPrinted,
        ("inspector", "supervisor", "administrator"),
        _plain(recordsheets.judge_printed),
        recordsheets.fold_printed,
    ),
    ("inspection.transcribed", 1): Kind(
        InspectionTranscribed,
        ("inspector", "supervisor"),
        recordsheets.judge_transcribed,
        recordsheets.fold_transcribed,
    ),
    ("inspection.transcribed", 2): Kind(
        InspectionTranscribed,
        ("inspector", "supervisor"),
        recordsheets.judge_transcribed,
        recordsheets.fold_transcribed,
        personal=("record.witness.name",),
    ),
    ("draft.given", 1): Kind(DraftGiven, ("inspector",), passing.judge_given, passing.fold_given),
    ("draft.taken", 1): Kind(
        DraftTaken, ("inspector",), _plain(passing.judge_taken), passing.fold_taken
    ),
    ("lot.frozen", 1): Kind(
        LotFrozen,
        ("inspector", "supervisor", "director"),
        _plain(lots.judge_frozen),
        lots.fold_frozen,
    ),
    ("lot.lifted", 1): Kind(
        LotLifted, ("supervisor", "director"), lots.judge_lifted, lots.fold_lifted
    ),
    ("lot.decided", 1): Kind(
        LotDecided, ("supervisor",), _plain(lots.judge_decided), lots.fold_decided
    ),
    ("sample.drawn", 1): Kind(SampleDrawn, ("inspector",), samples.judge_drawn, samples.fold_drawn),
    ("sample.sent", 1): Kind(
        SampleSent,
        ("inspector", "supervisor", "laboratory"),
        _plain(samples.judge_sent),
        samples.fold_sent,
    ),
    ("sample.resulted", 1): Kind(
        SampleResulted,
        ("supervisor", "laboratory"),
        _plain(samples.judge_resulted),
        samples.fold_resulted,
    ),
    ("sample.cancelled", 1): Kind(
        SampleCancelled, ("supervisor",), _plain(samples.judge_cancelled), samples.fold_cancelled
    ),
    ("finding.referred", 1): Kind(
        FindingReferred,
        ("inspector", "supervisor"),
        _plain(referrals.judge_referred),
        referrals.fold_referred,
    ),
    ("opinion.given", 1): Kind(
        OpinionGiven,
        ("inspector", "supervisor", "expert"),
        referrals.judge_opinion,
        referrals.fold_opinion,
    ),
    ("treatment.ordered", 1): Kind(
        TreatmentOrdered,
        ("supervisor",),
        _plain(treatments.judge_ordered),
        treatments.fold_ordered,
    ),
    ("treatment.ordered", 2): Kind(
        TreatmentOrdered2,
        ("supervisor",),
        _plain(treatments.judge_ordered),
        treatments.fold_ordered,
    ),
    ("treatment.completed", 1): Kind(
        TreatmentCompleted,
        ("inspector", "supervisor"),
        _plain(treatments.judge_completed),
        treatments.fold_completed,
    ),
    ("treatment.checked", 1): Kind(
        TreatmentChecked,
        ("inspector", "supervisor"),
        treatments.judge_checked,
        treatments.fold_checked,
    ),
    ("treatment.checked", 2): Kind(
        TreatmentChecked2,
        ("inspector", "supervisor"),
        treatments.judge_checked,
        treatments.fold_checked,
    ),
    ("isolation.assigned", 1): Kind(
        IsolationAssigned,
        ("supervisor",),
        _plain(isolations.judge_assigned),
        isolations.fold_assigned,
    ),
    ("isolation.visited", 1): Kind(
        IsolationVisited,
        ("inspector", "supervisor"),
        isolations.judge_visited,
        isolations.fold_visited,
    ),
    ("isolation.visited", 2): Kind(
        IsolationVisited2,
        ("inspector", "supervisor"),
        isolations.judge_visited,
        isolations.fold_visited,
    ),
    ("isolation.ended", 1): Kind(
        IsolationEnded, ("supervisor",), _plain(isolations.judge_ended), isolations.fold_ended
    ),
    ("certificate.issued", 1): Kind(
        CertificateIssued,
        ("supervisor", "port"),
        _plain(certificates.judge_issued),
        certificates.fold_issued,
    ),
    ("certificate.voided", 1): Kind(
        CertificateVoided,
        ("supervisor", "port"),
        _plain(certificates.judge_voided),
        certificates.fold_voided,
    ),
    ("crate.released", 1): Kind(
        CrateReleased, ("supervisor",), certificates.judge_released, certificates.fold_released
    ),
    ("crate.displayed", 1): Kind(
        CrateDisplayed,
        ("inspector", "supervisor"),
        _plain(certificates.judge_displayed),
        certificates.fold_displayed,
    ),
    ("crate.closed", 1): Kind(
        CrateClosed,
        ("inspector", "supervisor"),
        _plain(certificates.judge_closed),
        certificates.fold_closed,
    ),
}


def judge(state: State, kind: Kind, fact: Fact) -> list[Objection]:
    """The rules that a fact breaks, in the state just before it."""
    return kind.judge(state, fact, fact.body)


def weigh(state: State, fact: Fact) -> list[Objection]:
    """What a desk's entry carries with it: the objections to the entry that it admits."""
    inner = admitted(state, fact)
    return judge(state, *inner) if inner else []


def fold(state: State, kind: Kind, fact: Fact) -> list[str]:
    """Let a fact take effect; returns the keys of the crates that it concerns."""
    kind.fold(state, fact, fact.body)
    inner = admitted(state, fact)
    if inner is not None:
        return fold(state, *inner)
    crates = list(dict.fromkeys(subjects(state, fact.body)))
    if fact.objections:
        objections.raise_(state, fact, crates, fact.objections)
    return crates


def subjects(state: State, body: Wire) -> Iterable[str]:
    """The keys of the crates that a body speaks of."""
    match body:
        case DeclarationLodged():
            return [consignments.crate_key(body.no, line.n) for line in body.crates]
        case DeclarationAccepted():
            numbers = (n for decision in body.decisions for n in decision.crates)
            return [consignments.crate_key(body.declaration, n) for n in numbers]
        case CrateArrived() | CrateScannedIn() | InspectionRecorded() | InspectionRecorded3():
            return [body.crate]
        case InspectionCosigned() | DraftGiven() | DraftTaken():
            return [body.crate]
        case InspectionAmended() | InspectionAmended3() | InspectionTranscribed():
            return [body.record.crate]
        case SheetPrinted():
            return [body.crate] if body.crate else []
        case EntryRedacted():
            return redacting.crates_of(state, body.entry)
        case ReviewDecided() | ReviewDecided2():
            record = state.get(Record, body.record)
            return [record.crate] if record else []
        case EntryDoubted():
            return [item.crate for item in body.entries if item.crate]
        case ObjectionSettled():
            objection = state.get(OpenObjection, f"{body.entry}/{body.code}")
            return objection.crates if objection else []
        case _:
            return _of_labels(state, body)


def _of_labels(state: State, body: Wire) -> Iterable[str]:
    match body:
        case LabelIssued() | LabelAffixed() | LabelReplaced():
            return [body.crate]
        case CrateHanded() | CrateHandedOver():
            return [item.crate for item in body.crates]
        case LabelPrinted() | LabelRun() | LabelSpoiled():
            return _crates_of_labels(state, body.numbers)
        case LabelVoided() | LabelEnded():
            return _crates_of_labels(state, [body.number])
        case IssueEntered():
            offered = [item.crate for item in body.left_out if state.get(Crate, item.crate)]
            return [*_crates_of_labels(state, body.entered), *offered]
        case _:
            return followed.subjects(state, body)


def _crates_of_labels(state: State, numbers: list[str]) -> list[str]:
    found = (state.get(LabelIndex, number) for number in numbers)
    return [index.crate for index in found if index]


def needs(body: Wire | None, photos: Sequence[PhotoRef]) -> Iterable[Need]:
    """Documents that a phone's entry will be judged and folded with, so that they can be read at
    once. One left out is read when it is asked for."""
    match body:
        case InspectionAmended() | InspectionAmended3():
            return [(Record, [body.amends]), *needs(body.record, photos)]
        case InspectionRecorded() | InspectionRecorded3():
            number = body.label.number if body.label else None
            label = [(LabelIndex, [number])] if number else []
            return [
                (Crate, [body.crate]),
                *label,
                (Photo, [photo.sha256 for photo in photos]),
            ]
        case InspectionCosigned():
            return [(Record, [body.record])]
        case TaskTaken() | TaskReleased():
            return [(Crate, body.crates), (Task, body.crates)]
        case LabelAffixed():
            return [(Crate, [body.crate]), (LabelIndex, [body.number])]
        case CrateArrived() | CrateScannedIn():
            numbers = [body.number] if body.number else []
            return [(Crate, [body.crate]), (LabelIndex, numbers)]
        case _:
            return []
