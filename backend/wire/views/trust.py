"""Whom a label is believed from: keys, lists and reserved numbers."""

from typing import ClassVar, Literal

from backend.wire.base import (
    Day,
    Instant,
    LabelNumber,
    PortCode,
    Sha256,
    UserId,
)
from backend.wire.keys import Held, Kid, LeftOut, Serial, Year
from backend.wire.views.base import Doc


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
