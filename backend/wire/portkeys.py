"""What the desk asks and gets about ports' keys, reserved numbers and issue files."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import (
    CrateKey,
    Day,
    Instant,
    LabelNumber,
    LongText,
    PortCode,
    Sha256,
    UserId,
    Wire,
)
from backend.wire.desk import Bilingual
from backend.wire.keys import Kid, Serial

KeyState = Literal["in_use", "spare", "ahead", "ended", "revoked"]
"""`in_use`: signs now; `spare`: counts too, but a newer one signs; `ahead`: not yet; `ended`:
past its last day. Labels of all but a revoked key go on to count."""
RANGE_MAX = 10_000


class KeyRow(Wire):
    """A port's key as the trust list has it, with who made or revoked it and why. `elsewhere`:
    its private half is not kept here."""

    kid: Kid
    port: PortCode
    first_day: Day
    last_day: Day
    state: KeyState
    elsewhere: bool
    made_at: Instant | None
    made_by: UserId | None
    made_reason: str | None
    revoked: Day | None
    revoked_at: Instant | None
    revoked_by: UserId | None
    revoked_reason: str | None


class KeyList(Wire):
    """The newest trust list: its version, and how many numbers it names."""

    version: int
    issued_at: Instant
    void: int
    replaced: int
    keys: list[KeyRow]


class RotateKey(Wire):
    """A new key for a port: made here, or where the port made its own, its public half in PEM.

    `last_day` ends the key in use; null is today.
    """

    port: PortCode
    public_key: Annotated[str, Meta(max_length=4000)] | None
    last_day: Day | None
    reason: LongText


class RevokeKey(Wire):
    from_day: Day
    reason: LongText


class ReserveRange(Wire):
    port: PortCode
    count: Annotated[int, Meta(ge=1, le=RANGE_MAX)]
    reason: LongText


class RangeRow(Wire):
    """Reserved numbers. `option` is what the port's command is given; `used` are entered here."""

    port: PortCode
    option: str
    first: Serial
    last: Serial
    used: int
    reserved_at: Instant
    reserved_by: UserId
    reason: str


class LeftOutRow(Wire):
    """A label of an issue file that could not be entered, and what to do about it."""

    number: LabelNumber
    crate: CrateKey
    code: str
    reason: Bilingual


class IssueReport(Wire):
    """What became of an issue file; `already` were entered before."""

    file: Sha256
    port: PortCode
    officer: str
    made_at: Instant
    entered: list[LabelNumber]
    already: list[LabelNumber]
    left_out: list[LeftOutRow]


class IssueRow(Wire):
    """An issue file that was brought here."""

    file: Sha256
    port: PortCode
    range: str
    officer: str
    made_at: Instant
    entered_at: Instant
    entered_by: UserId
    entered: int
    left_out: list[LeftOutRow]
