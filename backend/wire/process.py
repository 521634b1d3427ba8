"""What the desk's screens ask and get about what follows an inspection."""

from typing import Annotated

import msgspec
from msgspec import Meta

from backend.wire.base import CrateKey, Day, EntryId, LongText, OrderNo, Text, UserId, Wire
from backend.wire.certificates import FormCode
from backend.wire.checklists import Checklist3
from backend.wire.desk import Bilingual
from backend.wire.followups import Certificate, Isolation, Lot, Referral, Sample, Treatment
from backend.wire.lots import SamplingPlan
from backend.wire.treatments import Method, Scope
from backend.wire.views import Person, RecordSheet

Crates = Annotated[list[CrateKey], Meta(min_length=1, max_length=1000)]


class ActDone(Wire):
    """POST /api/acts/{kind}: the entry that was made, and its place in the journal."""

    pos: int


class DrawSample(Wire):
    """POST /api/samples: a sample.drawn without its numbers, which the desk gives."""

    crates: Annotated[list[CrateKey], Meta(min_length=1, max_length=100)]
    what: Text
    part: Text | None
    quantity: Annotated[float, Meta(gt=0, le=1_000_000)]
    unit: Text
    place: Text
    how: Text | None
    second: UserId
    owner: Text | None
    seal: Text | None
    storage: Text | None
    bags: Annotated[int, Meta(ge=1, le=99)]
    record: EntryId | None
    plan: SamplingPlan | None


class OrderTreatment(Wire):
    """POST /api/treatments: a treatment.ordered without its number; its notice comes with it."""

    crates: Crates
    article: Text
    reason: LongText
    record: EntryId | None
    method: Method
    object: Text
    agent: Text | None
    dose: Text | None
    exposure: Text | None
    firm: Text | None
    place: Text | None
    due: Day | None
    scope: Scope = "whole"


class AssignIsolation(Wire):
    """POST /api/isolations: an isolation.assigned without its registration number."""

    crates: Crates
    plant: Text
    site: Text
    plot: Text | None
    area_m2: Annotated[float, Meta(ge=0, le=1_000_000)] | None
    keeper: Text | None
    life: Annotated[str, Meta(pattern="^(annual|perennial)$")]
    planted: Day | None
    until: Day
    watch_for: Annotated[list[Text], Meta(max_length=50)]


class IssueForm(Wire):
    """POST /api/certificates: which form for which crates of one declaration. `order` is the
    treatment that a CL is the notice of; `remark` is printed."""

    form: FormCode
    crates: Crates
    order: OrderNo | None
    remark: LongText | None


class ManyActs(Wire):
    """POST /api/acts: one act of many, `rows` the bodies, each as it would be sent by itself."""

    act: Annotated[str, Meta(max_length=40)]
    rows: Annotated[list[msgspec.Raw], Meta(min_length=1, max_length=1000)]


class WhyNot(Bilingual):
    """Why not, as a sentence, and beside it what it is about (a crate, a number; empty: nothing):
    who shows that already need not say it again."""

    detail: str


class ManyRow(Wire):
    """What came of one of many: the number that it got, or what speaks against it."""

    number: str | None
    reasons: list[WhyNot]


class ManyReport(Wire):
    """In the order asked. Nothing is entered while there are reasons against one of them."""

    rows: list[ManyRow]
    done: bool


class Followed(Wire):
    """All that followed of one crate."""

    lot: Lot | None
    samples: list[Sample]
    referrals: list[Referral]
    treatments: list[Treatment]
    isolations: list[Isolation]
    certificates: list[Certificate]


class SheetPage(Wire):
    """GET /api/record-sheets/{no}: a sheet with the questions on it, and who may have signed it."""

    sheet: RecordSheet
    lists: list[Checklist3]
    inspectors: list[Person]
