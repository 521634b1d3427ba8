"""What waits for a decision: quarantine, objections, doubts about the log."""

from typing import ClassVar, Literal

from backend.wire.attestations import DisputeSort, Head
from backend.wire.base import (
    CrateKey,
    DeviceId,
    EntryId,
    Instant,
    Sha256,
    UserId,
)
from backend.wire.views.base import Doc


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
