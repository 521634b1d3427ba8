"""Inspections as they were recorded, with their photos and objections."""

from typing import ClassVar, Literal

from backend.wire.base import (
    CrateKey,
    DeviceId,
    EntryId,
    Instant,
    Sha256,
    UserId,
    Wire,
)
from backend.wire.cosigning import Cosignature
from backend.wire.inspections3 import InspectionRecorded3
from backend.wire.passing import DraftTaken, TakenFrom
from backend.wire.recordsheets import SheetNo, SheetPrinted
from backend.wire.reviews import ReturnedItem
from backend.wire.views.base import Doc

RecordState = Literal["submitted", "returned", "accepted", "superseded"]


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
