"""What waits for a decision: quarantine, objections, doubts about the log."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import (
    CrateKey,
    DeviceId,
    EntryId,
    Instant,
    LongText,
    Text,
    UserId,
    Wire,
)
from backend.wire.desk.problems import Bilingual
from backend.wire.views import Dispute


class HeldNote(Wire):
    """POST /api/log/held: a signed checkpoint as a phone keeps it."""

    note: Annotated[str, Meta(max_length=4000)]


class HeldCompared(Wire):
    """Whether the log has that head; `dispute` names what was journalled where it has not."""

    agrees: bool
    dispute: str | None


class Settlement(Wire):
    """What somebody found out about a dispute."""

    note: LongText


class QuarantineRow(Wire):
    """An entry without effect, and what became of it. `summary` is null where this version does
    not understand it; `crates` are those it speaks of, as far as it is understood."""

    id: EntryId
    pos: int
    dev: str
    device_name: str
    kind: str
    code: str
    actor: UserId
    actor_name: str
    at: Instant
    received_at: Instant
    crates: list[CrateKey]
    summary: Bilingual | None
    state: Literal["waiting", "admitted", "dismissed"]
    decided_by: UserId | None
    decided_at: Instant | None
    reason: str | None


class QuarantineOf(Wire):
    """A device with entries that wait in quarantine."""

    dev: str
    device_name: str
    waiting: int


class QuarantinePage(Wire):
    """Ask with `cursor` for the rows behind; null at the end. `total` counts all pages, `newest` is
    the last position in quarantine now: a lot decides on nothing that came behind it."""

    rows: list[QuarantineRow]
    cursor: str | None
    total: int
    devices: list[QuarantineOf]
    newest: int


class GivenReason(Wire):
    """Why an entry is admitted or dismissed."""

    reason: LongText


class Redacted(Wire):
    """How many personal values beside an entry were deleted."""

    entry: EntryId
    values: int


class DecideLot(Wire):
    """Decides alike on what waits in quarantine, oldest first: of one device or of all, behind
    position `after` and up to `upto`, a lot at a time."""

    decision: Literal["admit", "dismiss"]
    reason: LongText
    dev: DeviceId | None
    upto: Annotated[int, Meta(ge=0)]
    after: Annotated[int, Meta(ge=-1)]


class LeftWaiting(Wire):
    """An entry of a lot that waits on, and why (`own_entry`, `not_understood`, …)."""

    id: EntryId
    pos: int
    code: str


class DecidedLot(Wire):
    """What became of a lot. Ask again with `after` while `more` wait."""

    decided: int
    left: list[LeftWaiting]
    after: int
    more: int


class ObjectionRow(Wire):
    """What is objected to an entry under one code, and how it was settled."""

    entry: EntryId
    code: str
    details: list[str]
    crates: list[CrateKey]
    kind: str
    dev: str
    device_name: str
    actor: UserId
    actor_name: str
    received_at: Instant
    raised_at: Instant
    state: Literal["open", "settled"]
    settled_by: UserId | None
    settled_at: Instant | None
    note: str | None


class ObjectionPage(Wire):
    """Ask with `cursor` for the rows behind; null at the end. `total` counts all pages."""

    rows: list[ObjectionRow]
    cursor: str | None
    total: int


class DisputePage(Wire):
    """Ask with `cursor` for the rows behind; null at the end. `total` counts all pages."""

    rows: list[Dispute]
    cursor: str | None
    total: int


class SettleObjection(Wire):
    """Settles all that is objected to an entry under one code."""

    code: Text
    note: LongText
