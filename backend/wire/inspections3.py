"""Bodies of inspection.* in version 3: what the thin record of before could not say.

Guarantee: whatever an inspector was spared from answering says why (a rule of the goods' class, or
an answer given once for the whole consignment), and every attached file says what it is.
"""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import (
    CrateKey,
    EntryId,
    Instant,
    LongText,
    LotKey,
    Sha256,
    Text,
    UserId,
    Wire,
)
from backend.wire.findings import Finding3
from backend.wire.inspections import (
    ChecklistRef,
    ItemId,
    Mark,
    Place,
    Result,
    ScannedLabel,
    Witness,
)
from backend.wire.lots import SamplingPlan

NaRule = Literal[
    "no_wood_packaging", "no_growing_medium", "no_cites", "not_isolated", "not_containerised"
]
"""A rule of the crate's goods that makes an item n/a with no reason given (`rules/waivers.py`)."""
Part = Annotated[float, Meta(ge=0, le=1)]


class AnswerSource(Wire):
    """Where an answer was given that counts for many crates: `record` is the entry that asked it
    first, null where this very record did."""

    scope: Literal["consignment", "truck", "container"]
    name: Text
    record: EntryId | None
    at: Instant


class Answer3(Wire):
    """An answer to one item; a fail owes a remark and a photo, n/a a rule or a reason in
    `remark`."""

    item: ItemId
    mark: Mark
    rule: NaRule | None
    remark: LongText | None
    photos: list[Sha256]
    source: AnswerSource | None


class Annotation(Wire):
    """A mark over a photo, which stays as it was; places are parts of its width and height as it is
    seen upright. An arrow points from 1 to 2; a circle's centre is 1, and 2 lies on its rim, level
    with the centre; a text begins at 1, or ends there where that lies in the right half."""

    shape: Literal["arrow", "circle", "text"]
    x1: Part
    y1: Part
    x2: Part
    y2: Part
    text: Text | None


class Attachment(Wire):
    """What one attached file is. `of` is the photo that an original belongs to; `original` is the
    hash of the bytes as the camera made them, whether they are kept or not."""

    sha256: Sha256
    sort: Literal["photo", "original", "clip"]
    of: Sha256 | None
    original: Sha256 | None
    phase: Literal["before", "opening", "sight", "taking_out"] | None
    taken_at: Instant | None
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None
    accuracy_m: Annotated[float, Meta(ge=0)] | None
    marks: Annotated[list[Annotation], Meta(max_length=50)]


class Weather(Wire):
    """At the place of unpacking."""

    sky: Text | None
    temperature_c: Annotated[float, Meta(ge=-60, le=60)] | None
    humidity_pct: Annotated[float, Meta(ge=0, le=100)] | None


class InspectionRecorded3(Wire):
    """inspection.recorded 3: 拆包查验记录单 of one crate. `lot` is the crate's own. The witness's
    name may travel as a disclosure beside the entry; it is null where it was redacted."""

    crate: CrateKey
    lot: LotKey
    label: ScannedLabel | None
    place: Place
    weather: Weather | None
    started_at: Instant
    ended_at: Instant
    lead: UserId
    recorder: UserId
    witness: Witness | None
    checklists: Annotated[list[ChecklistRef], Meta(min_length=1)]
    answers: list[Answer3]
    sampling: SamplingPlan | None
    findings: Annotated[list[Finding3], Meta(max_length=99)]
    general_photos: list[Sha256]
    attachments: Annotated[list[Attachment], Meta(max_length=60)]
    result: Result
    remark: LongText | None


class InspectionAmended3(Wire):
    """inspection.amended 3: a whole new version of the record `amends`, with the reason why."""

    amends: EntryId
    reason: LongText
    record: InspectionRecorded3
