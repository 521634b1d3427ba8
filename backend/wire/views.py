"""The documents that screens read: one per crate, record, person, device, photo and list.

Each is derived from the journal alone and can be thrown away and rebuilt. `view` names the
document's kind; together with `key` it identifies a row, in the database, in a pull and on the
phone alike.
"""

from typing import ClassVar, Literal

from backend.wire.attestations import DisputeSort, Head, Jwk, Role
from backend.wire.base import (
    Country,
    CrateKey,
    Day,
    DeclarationNo,
    Destination,
    DeviceId,
    EntryId,
    Instant,
    LabelNumber,
    PortCode,
    Sha256,
    UserId,
    Wire,
)
from backend.wire.checklists import Checklist3
from backend.wire.cosigning import Cosignature
from backend.wire.declarations import Channel, Goods, Intent, Outcome, Reason
from backend.wire.inspections import PestList, Result
from backend.wire.inspections3 import InspectionRecorded3
from backend.wire.keys import Held, Kid, LeftOut, Serial, Year
from backend.wire.labels import Dpi, PrintFormat, Stock
from backend.wire.passing import DraftTaken, TakenFrom
from backend.wire.pestlists import PestListPart
from backend.wire.recordsheets import SheetNo, SheetPrinted
from backend.wire.reviews import ReturnedItem
from backend.wire.travels import CrateHandedOver, GatePlace, HandoverNo

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
RecordState = Literal["submitted", "returned", "accepted", "superseded"]


class Doc(Wire):
    """A row of a view."""

    view: ClassVar[str]

    @property
    def key(self) -> str:
        raise NotImplementedError

    @property
    def parent(self) -> str | None:
        """The key of the document that this one belongs to, for finding it by that."""
        return None


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


class Objection(Wire):
    """疑点: a rule that an entry breaks. `detail` completes the sentence that `code` stands for."""

    code: str
    detail: str


class Record(Doc):
    """An inspection as recorded or amended, and its review. `kv` is the version it was signed in;
    `body` reads as the newest one, with what an older one could not say as null or empty.
    `sha256` is that of the JWS, which those who sign beside the lead sign; `taken` is from whom its
    draft came, where somebody else began it; `sheet` is the paper that it was entered from."""

    view: ClassVar[str] = "record"
    id: EntryId
    crate: CrateKey
    amends: EntryId | None
    amend_reason: str | None
    superseded_by: EntryId | None
    kv: int
    sha256: Sha256
    body: InspectionRecorded3
    cosigned: list[Cosignature]
    taken: TakenFrom | None
    sheet: SheetNo | None
    dev: DeviceId
    actor: UserId
    at: Instant
    received_at: Instant
    state: RecordState
    reviewer: UserId | None
    reviewed_at: Instant | None
    review_reason: str | None
    review_items: list[ReturnedItem]
    photos: list[Sha256]
    photos_missing: int
    objections: list[Objection]

    @property
    def key(self) -> str:
        return self.id

    @property
    def parent(self) -> str:
        return self.crate


class EarlyCosignatures(Doc):
    """What was signed of a record that has not come yet."""

    view: ClassVar[str] = "earlycosigned"
    record: EntryId
    cosigned: list[Cosignature]

    @property
    def key(self) -> str:
        return self.record


class RecordSheet(Doc):
    """查验纸质记录单: a sheet that was printed, and the record that was entered from it."""

    view: ClassVar[str] = "recordsheet"
    body: SheetPrinted
    at: Instant
    by: UserId
    record: EntryId | None
    entered_at: Instant | None
    entered_by: UserId | None

    @property
    def key(self) -> str:
        return self.body.no


class PassedDraft(Doc):
    """A draft that was passed on, from both halves: `draft` is null until the giver's has come,
    `taken` until the taker's has."""

    view: ClassVar[str] = "passed"
    given: EntryId
    crate: CrateKey
    draft: Sha256 | None
    giver: UserId
    giver_dev: DeviceId
    taker: UserId | None
    taken: DraftTaken | None

    @property
    def key(self) -> str:
        return self.given

    @property
    def parent(self) -> str:
        return self.crate


class TakenDraft(Doc):
    """The draft of a crate that a phone took last."""

    view: ClassVar[str] = "taken"
    crate: CrateKey
    dev: DeviceId
    origin: TakenFrom

    @staticmethod
    def key_of(crate: str, dev: str) -> str:
        return f"{crate}@{dev}"

    @property
    def key(self) -> str:
        return self.key_of(self.crate, self.dev)


class Photo(Doc):
    """A photo that some record owns, and whether its bytes have arrived; `stored_pos` is where the
    journal says so."""

    view: ClassVar[str] = "photo"
    sha256: Sha256
    size: int
    type: str
    stored_at: Instant | None
    stored_pos: int | None
    records: list[EntryId]

    @property
    def key(self) -> str:
        return self.sha256


class Person(Doc):
    """Somebody with rights here."""

    view: ClassVar[str] = "person"
    id: UserId
    name: str
    roles: list[Role]

    @property
    def key(self) -> str:
        return self.id


class Device(Doc):
    """A key that may sign entries. What a revoked one delivered from `cutoff` on is in doubt."""

    view: ClassVar[str] = "device"
    dev: DeviceId
    jwk: Jwk
    user: UserId
    name: str
    desk: bool
    enrolled_at: Instant
    revoked_at: Instant | None
    must_enrol: bool
    cutoff: int | None = None

    @property
    def key(self) -> str:
        return self.dev


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


class Trust(Doc):
    """The newest signed trust list."""

    view: ClassVar[str] = "trust"
    version: int
    token: str

    @property
    def key(self) -> str:
        return "trust"


class PortKey(Doc):
    """Who gave a port its key and why, and who revoked it. A key that came with the first trust
    list has no maker. Whether it counts is for the trust list to say."""

    view: ClassVar[str] = "portkey"
    kid: Kid
    port: PortCode
    held: Held | None
    made_at: Instant | None
    made_by: UserId | None
    made_reason: str | None
    revoked_from: Day | None
    revoked_at: Instant | None
    revoked_by: UserId | None
    revoked_reason: str | None

    @property
    def key(self) -> str:
        return self.kid


class NumberRange(Doc):
    """Numbers that only a port gives, while its line is down."""

    view: ClassVar[str] = "range"
    port: PortCode
    year: Year
    first: Serial
    last: Serial
    reserved_at: Instant
    reserved_by: UserId
    reason: str

    @property
    def key(self) -> str:
        return f"{self.port}{self.year:02d}-{self.first:06d}"


class OfflineIssue(Doc):
    """A port's issue file: what of it is in the journal, and what waits for somebody."""

    view: ClassVar[str] = "issue"
    file: Sha256
    port: PortCode
    kid: Kid
    range: str
    made_at: Instant
    officer: str
    entered_at: Instant
    entered_by: UserId
    entered: list[LabelNumber]
    left_out: list[LeftOut]
    state: Literal["whole", "waiting"]

    @property
    def key(self) -> str:
        return self.file


class TrustFloor(Doc):
    """The next trust list is of this version or later: after a restore it has to be newer than any
    that phones hold and the backup did not."""

    view: ClassVar[str] = "trustfloor"
    version: int

    @property
    def key(self) -> str:
        return "trust"


class ChecklistDoc(Doc):
    """One version of a checklist, published by `by`, `system` where it ships, and why. All versions
    stay, so that a record shows what was asked then."""

    view: ClassVar[str] = "checklist"
    checklist: Checklist3
    at: Instant
    by: UserId
    reason: str | None

    @property
    def key(self) -> str:
        return f"{self.checklist.id}@{self.checklist.version}"


class PestListDoc(Doc):
    """The newest edition of a pest list."""

    view: ClassVar[str] = "pestlist"
    list: PestList

    @property
    def key(self) -> str:
        return self.list.id


class PestListPartDoc(Doc):
    """A part of a pest list. Those of the newest `digest` count; once they are all there, no other
    part of that list does, nor the list's document of an earlier version."""

    view: ClassVar[str] = "pestpart"
    part: PestListPart

    @property
    def key(self) -> str:
        return pest_part_key(self.part.id, self.part.part)


def pest_part_key(id_: str, part: int) -> str:
    return f"{id_}/{part:03}"


class ConflictDoc(Doc):
    """A second entry under a used id or sequence number, kept in device.conflicted at `pos`."""

    view: ClassVar[str] = "conflict"
    sha256: Sha256
    dev: DeviceId
    code: Literal["id", "seq"]
    pos: int

    @property
    def key(self) -> str:
        return self.sha256


class Quarantine(Doc):
    """An authentic entry without effect, waiting for a supervisor. `jws` is the entry itself,
    `beside` are the personal values that came with it and are still there."""

    view: ClassVar[str] = "quarantine"
    id: EntryId
    pos: int
    dev: DeviceId
    kind: str
    kv: int
    code: str
    actor: UserId
    at: Instant
    received_at: Instant
    jws: str
    beside: list[str]
    state: Literal["waiting", "admitted", "dismissed"]
    decided_by: UserId | None
    decided_at: Instant | None
    reason: str | None

    @property
    def key(self) -> str:
        return self.id

    @property
    def parent(self) -> str:
        return self.dev


class OpenObjection(Doc):
    """What is objected to one entry under one code, until a supervisor settles it.

    `crates` are those that count it.
    """

    view: ClassVar[str] = "objection"
    entry: EntryId
    code: str
    details: list[str]
    crates: list[CrateKey]
    dev: DeviceId
    actor: UserId
    raised_at: Instant
    state: Literal["open", "settled"]
    settled_by: UserId | None
    settled_at: Instant | None
    note: str | None

    @property
    def key(self) -> str:
        return f"{self.entry}/{self.code}"


class Dispute(Doc):
    """A phone's head of the log that this log does not have."""

    view: ClassVar[str] = "dispute"
    id: Sha256
    pos: int
    dev: DeviceId | None
    held: Head
    note: str | None
    ours: Head
    sort: DisputeSort
    raised_at: Instant
    state: Literal["open", "settled"]
    settled_by: UserId | None
    settled_at: Instant | None
    settlement: str | None

    @property
    def key(self) -> str:
        return self.id


class FormerLog(Doc):
    """An earlier origin of this journal: its last `size` leaves that a restore had, and its key."""

    view: ClassVar[str] = "formerlog"
    origin: str
    vkey: str
    size: int
    root: str
    restored_at: Instant

    @property
    def key(self) -> str:
        return self.origin


PHONE_VIEWS = (
    "crate",
    "record",
    "person",
    "device",
    "trust",
    "checklist",
    "pestlist",
    "pestpart",
    "label",
    "lot",
    "sample",
    "referral",
    "isolation",
    "objection",
    "task",
    "passed",
)
"""What a phone pulls."""
