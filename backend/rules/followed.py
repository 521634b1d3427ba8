"""Which crates the entries that follow an inspection speak of."""

from collections.abc import Iterable

from backend.rules.lots import crates_of
from backend.rules.state import State
from backend.wire.base import Wire
from backend.wire.certificates import (
    CertificateIssued,
    CertificateVoided,
    CrateClosed,
    CrateDisplayed,
    CrateReleased,
)
from backend.wire.findings import FindingReferred, OpinionGiven
from backend.wire.followups import Certificate, Isolation, Lot, Referral, Sample, Treatment
from backend.wire.isolations import IsolationAssigned, IsolationEnded, IsolationVisited
from backend.wire.lots import LotDecided, LotFrozen, LotLifted
from backend.wire.samples import SampleCancelled, SampleDrawn, SampleResulted, SampleSent
from backend.wire.treatments import TreatmentChecked, TreatmentCompleted, TreatmentOrdered


def subjects(state: State, body: Wire) -> Iterable[str]:
    """The keys of the crates that such a body speaks of; none for any other."""
    match body:
        case CrateReleased() | CrateDisplayed() | CrateClosed() | FindingReferred():
            return [body.crate]
        case SampleDrawn() | TreatmentOrdered() | IsolationAssigned():
            return body.crates
        case LotDecided() | CertificateIssued():
            return body.crates
        case LotFrozen() | LotLifted():
            lot = state.get(Lot, body.lot)
            return crates_of(lot) if lot else []
        case _:
            return _by_number(state, body)


def _by_number(state: State, body: Wire) -> Iterable[str]:
    """Those that name a document by its number, and with it the document's crates."""
    match body:
        case SampleSent() | SampleResulted() | SampleCancelled():
            sample = state.get(Sample, body.voucher)
            return sample.crates if sample else []
        case TreatmentCompleted() | TreatmentChecked():
            order = state.get(Treatment, body.order)
            return order.crates if order else []
        case IsolationVisited() | IsolationEnded():
            isolation = state.get(Isolation, body.registration)
            return isolation.crates if isolation else []
        case OpinionGiven():
            referral = state.get(Referral, body.referral)
            return [referral.crate] if referral else []
        case CertificateVoided():
            form = state.get(Certificate, body.number)
            return form.body.crates if form else []
        case _:
            return []
