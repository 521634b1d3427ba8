"""Crates in a list, and one with its whole history."""

from backend.wire.base import (
    CrateKey,
    Day,
    EntryId,
    Instant,
    LabelNumber,
    PortCode,
    UserId,
    Wire,
)
from backend.wire.checklists import Checklist3
from backend.wire.declarations import Outcome
from backend.wire.desk.problems import Bilingual
from backend.wire.views import Crate, CrateState, Declaration, Objection, Photo, Record


class CrateRow(Wire):
    """A crate in the desk's list."""

    id: CrateKey
    goods: str
    latin: str | None
    exhibitor: str
    country: str
    stand: str
    port: PortCode
    state: CrateState
    since: Instant
    outcome: Outcome | None
    label: LabelNumber | None
    result: str | None
    objections: int


class CrateList(Wire):
    total: int
    states: dict[str, int]
    crates: list[CrateRow]


class TimelineEntry(Wire):
    """One entry of the journal that concerns a crate.

    It provably was made after `made_after` (null where it names no checkpoint) and before
    `made_before` (null until a stored checkpoint covers it), by the server's clock; `seen_ok` is
    false where the checkpoint that it names is none of this log. `personal` values are still
    beside it, and could be redacted.
    """

    pos: int
    id: EntryId
    kind: str
    at: Instant
    received_at: Instant
    actor: UserId
    actor_name: str
    dev: str
    device_name: str
    answer: str
    code: str | None
    objections: list[Objection]
    summary: Bilingual
    made_after: Instant | None
    made_before: Instant | None
    seen_ok: bool
    personal: int


class LabelRevocation(Wire):
    """That the key of a crate's label was revoked from `day` on; `before`: the label was issued
    earlier, and still counts."""

    day: Day
    before: bool


class CratePage(Wire):
    """All there is to know of a crate."""

    crate: Crate
    label_revocation: LabelRevocation | None
    declaration: Declaration
    records: list[Record]
    checklists: list[Checklist3]
    photos: list[Photo]
    timeline: list[TimelineEntry]
