"""Bodies of label.*, trust.* and crate movement entries."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import (
    CrateKey,
    Day,
    Destination,
    LabelNumber,
    LongText,
    PortCode,
    Text,
    Wire,
)

Stock = Literal["100x150", "100x100", "a4-4", "a4-2"]
Token = Annotated[str, Meta(pattern=r"^[A-Z2-7]{100,400}$")]
"""The signed code of a label as printed: upper-case Base32, no padding."""


class LabelIssued(Wire):
    """label.issued 1. `token` is the signed code as printed (upper-case Base32, no padding)."""

    crate: CrateKey
    number: LabelNumber
    port: PortCode
    token: Token
    destination: Destination
    issued: Day
    valid_until: Day
    replaces: LabelNumber | None


class LabelPrinted(Wire):
    """label.printed 1. `copy` marks a reprint of labels that were printed before."""

    numbers: Annotated[list[LabelNumber], Meta(min_length=1, max_length=1000)]
    stock: Stock
    copy: bool


class LabelVoided(Wire):
    """label.voided 1."""

    number: LabelNumber
    reason: LongText


class TrustPublished(Wire):
    """trust.published 1: the signed list (base64url COSE_Sign1); its version only grows."""

    version: Annotated[int, Meta(ge=1)]
    token: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]+$", max_length=60000)]


class CrateArrived(Wire):
    """crate.arrived 1: the label was scanned at the gate."""

    crate: CrateKey
    number: LabelNumber | None
    gate: Text | None
