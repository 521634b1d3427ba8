"""Documents of what follows an inspection: lots, samples, referrals, treatments, isolations, forms.

As the other views, each is derived from the journal alone and can be rebuilt.
"""

from typing import ClassVar, Literal

from backend.wire.base import (
    Country,
    CrateKey,
    Day,
    DeclarationNo,
    EntryId,
    FormNo,
    Instant,
    LotKey,
    OrderNo,
    Registration,
    UserId,
    VoucherNo,
    Wire,
)
from backend.wire.certificates import CertificateIssued
from backend.wire.declarations import GoodsClass
from backend.wire.findings import FindingReferred, OpinionGiven
from backend.wire.isolations import IsolationAssigned, IsolationVisited2, Outcome
from backend.wire.lots import LotFrozen
from backend.wire.samples import SampleDrawn, SampleResulted, SampleSent
from backend.wire.treatments import TreatmentChecked2, TreatmentCompleted, TreatmentOrdered2
from backend.wire.views import Doc


class Act(Wire):
    """Who did something, by which entry, and when it was received."""

    entry: EntryId
    by: UserId
    at: Instant


class Freeze(Wire):
    """One freezing of a lot; `lifted` once it ended."""

    act: Act
    body: LotFrozen
    lifted: Act | None
    lift_reason: str | None


class Lot(Doc):
    """All crates of a declaration with one commodity, class and origin. `open_all`: somebody
    decided that each of them is opened."""

    view: ClassVar[str] = "lot"
    id: LotKey
    declaration: DeclarationNo
    origin: Country
    class_: GoodsClass
    commodity: str
    name: str
    crates: list[int]
    quantity: float
    unit: str
    state: Literal["free", "frozen"]
    freezes: list[Freeze]
    open_all: bool

    @property
    def key(self) -> str:
        return self.id

    @property
    def parent(self) -> str:
        return self.declaration


class Sample(Doc):
    """A sample from its drawing to its result. `crates` wait for it while it is drawn or sent."""

    view: ClassVar[str] = "sample"
    voucher: VoucherNo
    crates: list[CrateKey]
    state: Literal["drawn", "sent", "resulted", "cancelled"]
    body: SampleDrawn
    drawn: Act
    sending: SampleSent | None
    sent: Act | None
    result: SampleResulted | None
    resulted: Act | None
    cancelled: Act | None
    cancel_reason: str | None

    @property
    def key(self) -> str:
        return self.voucher

    @property
    def parent(self) -> str:
        return self.crates[0]


class Opinion(Wire):
    act: Act
    body: OpinionGiven


class Referral(Doc):
    """A question to the expert panel. `oral`: answered by voice, the written answer is owed."""

    view: ClassVar[str] = "referral"
    id: EntryId
    crate: CrateKey
    crates: list[CrateKey]
    state: Literal["open", "oral", "written"]
    body: FindingReferred
    asked: Act
    opinions: list[Opinion]

    @property
    def key(self) -> str:
        return self.id

    @property
    def parent(self) -> str:
        return self.crate


class TreatmentRun(Wire):
    """One run of a treatment, and what our check said of it; one of version 1 names no values."""

    act: Act
    body: TreatmentCompleted
    checked: Act | None
    check: TreatmentChecked2 | None


class Treatment(Doc):
    """A treatment order and its runs. Its crates are not released before it was `effective`. An
    order of version 1 reads as one of whole crates."""

    view: ClassVar[str] = "treatment"
    order: OrderNo
    crates: list[CrateKey]
    state: Literal["ordered", "completed", "effective"]
    body: TreatmentOrdered2
    ordered: Act
    runs: list[TreatmentRun]

    @property
    def key(self) -> str:
        return self.order


class Visit(Wire):
    """One weekly look. A visit of version 1 names no findings."""

    act: Act
    body: IsolationVisited2


class Isolation(Doc):
    """A registration of isolation. `last` is the day of the last visit, or of the assignment."""

    view: ClassVar[str] = "isolation"
    registration: Registration
    crates: list[CrateKey]
    state: Literal["running", "ended"]
    body: IsolationAssigned
    assigned: Act
    visits: list[Visit]
    last: Day
    outcome: Outcome | None
    ended: Act | None
    end_reason: str | None

    @property
    def key(self) -> str:
        return self.registration


class Certificate(Doc):
    """A form as issued; `void` once it was taken back."""

    view: ClassVar[str] = "certificate"
    number: FormNo
    declaration: DeclarationNo
    crates: list[CrateKey]
    state: Literal["issued", "void"]
    body: CertificateIssued
    issued: Act
    voided: Act | None
    void_reason: str | None

    @property
    def key(self) -> str:
        return self.number

    @property
    def parent(self) -> str:
        return self.declaration
