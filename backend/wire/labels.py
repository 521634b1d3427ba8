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
PrintFormat = Literal["pdf", "png", "zpl", "tspl"]
Dpi = Literal[203, 300]
Faces = Annotated[int, Meta(ge=1, le=4)]
Numbers = Annotated[list[LabelNumber], Meta(min_length=1, max_length=1000)]
How = Literal["scanned", "typed"]
Ending = Literal["void", "damaged", "lost"]
"""Why a label no longer counts; the trust list calls all three void."""


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

    numbers: Numbers
    stock: Stock
    copy: bool


class LabelRun(Wire):
    """label.printed 2: one run in the order of printing, each label in `faces` equal faces.

    `copies` are those of `numbers` that had been printed before: the same token once more.
    `printer` is the configured one that it was sent to; null is a file that somebody printed.
    """

    numbers: Numbers
    copies: Annotated[list[LabelNumber], Meta(max_length=1000)]
    stock: Stock
    format: PrintFormat
    dpi: Dpi
    faces: Faces
    start_at: Annotated[int, Meta(ge=1, le=4)]
    printer: Text | None


class LabelSpoiled(Wire):
    """label.spoiled 1: one print of each of these labels was destroyed, or never came out.

    The labels stay in force.
    """

    numbers: Numbers
    why: Literal["jam", "damaged", "surplus", "not_printed"]
    note: LongText | None


class LabelAffixed(Wire):
    """label.affixed 1: the label is on its crate and was scanned there: the release at the port.

    `token` is what was read, null where the number was typed; `place` is said in words.
    """

    crate: CrateKey
    number: LabelNumber
    token: Token | None
    how: How
    place: Text | None


class LabelVoided(Wire):
    """label.voided 1."""

    number: LabelNumber
    reason: LongText


class LabelEnded(Wire):
    """label.voided 2: void, damaged or lost, with the reason."""

    number: LabelNumber
    sort: Ending
    reason: LongText


class LabelReplaced(Wire):
    """label.replaced 1: `by` is the new number, issued right after; `number` is void with it."""

    crate: CrateKey
    number: LabelNumber
    by: LabelNumber
    sort: Literal["damaged", "lost", "other"]
    reason: LongText


class TrustPublished(Wire):
    """trust.published 1: the signed list (base64url COSE_Sign1); its version only grows."""

    version: Annotated[int, Meta(ge=1)]
    token: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]+$", max_length=60000)]
