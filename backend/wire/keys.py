"""Bodies of key.*, range.* and issue.* entries: ports' keys, and numbers that a port may give
while its line is down."""

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
    Text,
    Wire,
)
from backend.wire.labels import Token

Kid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}$")]
"""First four bytes of SHA-256 of a key's public point, as on every label that it signed."""
Point = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{87}$")]
"""A public key, uncompressed, 65 bytes as unpadded base64url."""
Held = Literal["office", "port"]
"""Where the private key is kept: here, or at the port alone."""
Serial = Annotated[int, Meta(ge=1, le=999_999)]
Year = Annotated[int, Meta(ge=0, le=99)]
LEFT_OUT_AN_ENTRY = 100


class KeyRotated(Wire):
    """key.rotated 1: a port signs with another key from `first_day` on. Of the one before, where
    there is one, `last_day` is the last on which a label of its may have been issued."""

    port: PortCode
    kid: Kid
    point: Point
    held: Held
    first_day: Day
    before: Kid | None
    last_day: Day | None
    reason: LongText


class KeyRevoked(Wire):
    """key.revoked 1: what the key signed on `from_day` or later does not count."""

    port: PortCode
    kid: Kid
    from_day: Day
    reason: LongText


class RangeReserved(Wire):
    """range.reserved 1: numbers that only the port itself gives, with no server."""

    port: PortCode
    year: Year
    first: Serial
    last: Serial
    reason: LongText


class LeftOut(Wire):
    """A label that a port gave and the journal could not take as it is."""

    number: LabelNumber
    crate: CrateKey
    token: Token
    code: Text
    detail: Annotated[str, Meta(max_length=200)]


class IssueEntered(Wire):
    """issue.entered 1: what became of a port's signed issue file (`file`, SHA-256 of its text).

    `entered` have a label.issued each, just before this; a file of many makes several entries.
    """

    file: Sha256
    port: PortCode
    kid: Kid
    year: Year
    first: Serial
    last: Serial
    made_at: Instant
    officer: Annotated[str, Meta(max_length=200)]
    entered: Annotated[list[LabelNumber], Meta(max_length=1000)]
    left_out: Annotated[list[LeftOut], Meta(max_length=LEFT_OUT_AN_ENTRY)]
