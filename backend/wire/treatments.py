"""Bodies of treatment.* entries: 检疫处理, ordered and checked by us, done by a licensed firm."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import (
    CrateKey,
    Day,
    EntryId,
    Instant,
    LongText,
    OrderNo,
    Sha256,
    Text,
    Wire,
)
from backend.wire.inspections import Place
from backend.wire.inspections3 import Attachment

Method = Literal["fumigation", "heat", "cold", "spray", "dip", "washing", "return", "destruction"]

Scope = Literal["whole", "part"]


class TreatmentOrdered(Wire):
    """treatment.ordered 1: 检疫处理通知单. `article` is the law it stands on; null is for the
    firm to choose."""

    order: OrderNo
    crates: Annotated[list[CrateKey], Meta(min_length=1, max_length=1000)]
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


class TreatmentOrdered2(TreatmentOrdered):
    """treatment.ordered 2: `scope` says whether the crates themselves are returned or destroyed, or
    only what `object` names of them (a crate's wood, some of its pots); then the rest of each waits
    for the order to be carried out, as it does for any other treatment."""

    scope: Scope


class TreatmentCompleted(Wire):
    """treatment.completed 1: what the firm did, as its record says."""

    order: OrderNo
    firm: Text
    operator: Text | None
    agent: Text | None
    dose: Text | None
    dilution: Text | None
    total: Text | None
    exposure: Text | None
    place: Text
    started_at: Instant
    ended_at: Instant
    temperature_c: Annotated[float, Meta(ge=-60, le=200)] | None
    humidity_pct: Annotated[float, Meta(ge=0, le=100)] | None
    wind: Text | None
    report: Text | None
    remark: LongText | None
    photos: list[Sha256]


class TreatmentChecked(Wire):
    """treatment.checked 1: we looked whether it worked; `repeat` has it done again."""

    order: OrderNo
    result: Literal["effective", "repeat"]
    remark: LongText | None
    photos: list[Sha256]


class CheckedValue(Wire):
    """One thing that was ordered, looked at where it was done. `found` is owed where it `differs`;
    `unseen`: nobody could see it any more."""

    what: Literal["method", "agent", "dose", "exposure", "temperature"]
    said: Literal["agrees", "differs", "unseen"]
    found: Text | None


class TreatmentChecked2(TreatmentChecked):
    """treatment.checked 2: made where it was done. `run` is the entry of the firm's report that was
    checked; it and `place` are null in what version 1 said."""

    run: EntryId | None
    place: Place | None
    values: Annotated[list[CheckedValue], Meta(max_length=5)]
    attachments: Annotated[list[Attachment], Meta(max_length=60)]
