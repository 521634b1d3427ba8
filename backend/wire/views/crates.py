"""Declarations, and where each of their crates stands."""

from typing import ClassVar, Literal

from backend.wire.base import (
    Country,
    CrateKey,
    Day,
    DeclarationNo,
    DeviceId,
    EntryId,
    Instant,
    LabelNumber,
    PortCode,
    UserId,
    Wire,
)
from backend.wire.declarations import Channel, Goods, Intent, Outcome, Reason
from backend.wire.inspections import Result
from backend.wire.travels import GatePlace, HandoverNo
from backend.wire.views.base import Doc
from backend.wire.views.labels import CrateLabel

CrateState = Literal[
    "declared",
    "accepted",
    "held",
    "labelled",
    "port_released",
    "in_transit",
    "arrived",
    "inspecting",
    "laboratory",
    "treatment",
    "isolation",
    "released",
    "displayed",
    "rejected",
    "closed",
]
"""`port_released`: its label was scanned at the port; `in_transit`: handed to a carrier.
`displayed`: 展期监管, released and on show. `rejected`: found unfit (return or destruction
ordered), not yet gone; then `closed`."""


class Declaration(Doc):
    """A consignment as lodged; its crates have documents of their own."""

    view: ClassVar[str] = "declaration"
    no: DeclarationNo
    declarant: str
    channel: Channel
    exhibitor: str
    exhibitor_original: str | None
    country: Country
    stand: str
    port: PortCode
    arrival: Day
    place: str
    intent: Intent
    total: int
    crates: list[int]
    state: Literal["declared", "accepted"]
    lodged_at: Instant
    lodged_by: UserId

    @property
    def key(self) -> str:
        return self.no


class Sighting(Wire):
    """A label was scanned at a gate of the expo. A position is null where the device had none."""

    entry: EntryId
    at: Instant
    received_at: Instant
    dev: DeviceId
    by: UserId
    number: LabelNumber | None
    gate: str | None
    place: GatePlace | None
    latitude: float | None
    longitude: float | None
    accuracy_m: float | None


class Standing(Wire):
    """What keeps a crate from being released, whatever its state; the state machine reads it.

    `frozen` is the newest freeze of its lot; `isolation` where it is to be isolated.
    """

    frozen: EntryId | None
    samples_waiting: int
    samples_failed: int
    treatments_open: int
    isolation: Literal["none", "due", "assigned", "ended"]


FREE = Standing(
    frozen=None, samples_waiting=0, samples_failed=0, treatments_open=0, isolation="none"
)


class Crate(Doc):
    """Where one crate stands, and why."""

    view: ClassVar[str] = "crate"
    id: CrateKey
    declaration: DeclarationNo
    n: int
    total: int
    goods: Goods
    marks: str | None
    quantity: float
    gross_kg: float
    net_kg: float
    exhibitor: str
    exhibitor_original: str | None
    country: Country
    stand: str
    port: PortCode
    arrival: Day
    place: str
    intent: Intent
    state: CrateState
    since: Instant
    outcome: Outcome | None
    reasons: list[Reason]
    label: CrateLabel | None
    former_labels: list[CrateLabel]
    handover: HandoverNo | None
    arrived: Sighting | None
    record: EntryId | None
    result: Result | None
    standing: Standing
    closed: Literal["returned", "bought", "destroyed"] | None
    objections: int

    @property
    def key(self) -> str:
        return self.id
