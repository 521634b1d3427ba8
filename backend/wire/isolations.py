"""Bodies of isolation.* entries: 隔离检疫 under a registration, visited every week."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import CrateKey, Day, Eppo, LongText, Registration, Sha256, Text, Wire
from backend.wire.findings import Finding3
from backend.wire.inspections import Place
from backend.wire.inspections3 import Attachment

Outcome = Literal["release", "treat", "destroy"]


class IsolationAssigned(Wire):
    """isolation.assigned 1: a place in an isolation nursery; `until` is when it may end at the
    earliest: annuals one growing season, perennials up to two years."""

    registration: Registration
    crates: Annotated[list[CrateKey], Meta(min_length=1, max_length=1000)]
    plant: Text
    site: Text
    plot: Text | None
    area_m2: Annotated[float, Meta(ge=0, le=1_000_000)] | None
    keeper: Text | None
    life: Literal["annual", "perennial"]
    planted: Day | None
    until: Day
    watch_for: Annotated[list[Text], Meta(max_length=50)]


class TrapReading(Wire):
    """What hung in a trap."""

    trap: Text
    eppo: Eppo | None
    organism: Text | None
    count: Annotated[int, Meta(ge=0, le=1_000_000)]


class IsolationVisited(Wire):
    """isolation.visited 1: the weekly look. `alive` of `planted` plants stand; a symptom is for the
    expert panel or a sample."""

    registration: Registration
    on: Day
    state: Literal["good", "symptoms", "dying"]
    planted: Annotated[int, Meta(ge=0, le=1_000_000)] | None
    alive: Annotated[int, Meta(ge=0, le=1_000_000)] | None
    symptoms: LongText | None
    traps: Annotated[list[TrapReading], Meta(max_length=100)]
    remark: LongText | None
    photos: list[Sha256]


class IsolationVisited2(IsolationVisited):
    """isolation.visited 2: made before the plants. `photos` and `findings` name files, and
    `attachments` says what each of them is; `place` is null in what version 1 said."""

    place: Place | None
    findings: Annotated[list[Finding3], Meta(max_length=99)]
    attachments: Annotated[list[Attachment], Meta(max_length=60)]


class IsolationEnded(Wire):
    """isolation.ended 1: how it came out."""

    registration: Registration
    outcome: Outcome
    reason: LongText
