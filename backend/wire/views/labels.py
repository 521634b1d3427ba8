"""Labels: on their crates, in print, and on the way with a carrier."""

from typing import ClassVar, Literal

from backend.wire.base import (
    CrateKey,
    Day,
    Destination,
    DeviceId,
    EntryId,
    Instant,
    LabelNumber,
    PortCode,
    UserId,
    Wire,
)
from backend.wire.labels import Dpi, PrintFormat, Stock
from backend.wire.travels import CrateHandedOver
from backend.wire.views.base import Doc


class Print(Wire):
    """One printing of a label, in `run`: the entry that tells of it. `printer` null is a file."""

    run: EntryId
    at: Instant
    by: UserId
    stock: Stock
    copy: bool
    format: PrintFormat
    dpi: Dpi
    faces: int
    printer: str | None


class Affixing(Wire):
    """A label was scanned on its crate at the port."""

    at: Instant
    received_at: Instant
    dev: DeviceId
    by: UserId
    typed: bool
    place: str | None


class CrateLabel(Wire):
    """A label that a crate bears, or bore. `spoiled` of its prints were destroyed.

    `replaced_by` is the number that took its place.
    """

    number: LabelNumber
    token: str
    port: PortCode
    destination: Destination
    issued: Day
    valid_until: Day
    by: UserId
    state: Literal["issued", "void", "damaged", "lost", "replaced"]
    reason: str | None
    replaced_by: LabelNumber | None
    prints: list[Print]
    spoiled: int
    affixed: Affixing | None


class LabelIndex(Doc):
    """Which crate a label number belongs to, and what the trust list says of it."""

    view: ClassVar[str] = "label"
    number: LabelNumber
    crate: CrateKey
    state: Literal["issued", "void", "replaced"]

    @property
    def key(self) -> str:
        return self.number

    @property
    def parent(self) -> str:
        return self.crate


class PrintRun(Doc):
    """One run of a printer, its labels in the order in which they came out."""

    view: ClassVar[str] = "printrun"
    id: EntryId
    at: Instant
    by: UserId
    numbers: list[LabelNumber]
    stock: Stock
    format: PrintFormat
    dpi: Dpi
    faces: int
    printer: str | None

    @property
    def key(self) -> str:
        return self.id


class Handover(Doc):
    """交接清单: crates that were handed to a carrier together, by the entry of that id."""

    view: ClassVar[str] = "handover"
    entry: EntryId
    body: CrateHandedOver
    at: Instant
    by: UserId

    @property
    def key(self) -> str:
        return self.body.no

    @property
    def parent(self) -> str:
        return self.body.port


class Personal(Doc):
    """Where an entry's personal values are shown, for those that are no record of their own."""

    view: ClassVar[str] = "personal"
    entry: EntryId
    shown_in: Literal["record", "handover"]
    of: str

    @property
    def key(self) -> str:
        return self.entry
