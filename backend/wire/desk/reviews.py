"""Records that wait for a reviewer."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import (
    CrateKey,
    EntryId,
    Instant,
    LongText,
    Wire,
)
from backend.wire.inspections import Opened
from backend.wire.reviews import ReturnedItem


class QueueRow(Wire):
    """A record that waits for review."""

    record: EntryId
    crate: CrateKey
    goods: str
    stand: str
    country: str
    lead: str
    recorder: str
    result: str
    ended_at: Instant
    received_at: Instant
    findings: int
    fails: int
    photos: int
    photos_missing: int
    objections: int
    amended: bool


class Queue(Wire):
    rows: list[QueueRow]


class Review(Wire):
    record: EntryId
    decision: Literal["accept", "return"]
    reason: LongText | None
    items: Annotated[list[ReturnedItem], Meta(max_length=200)]
    opened: Opened
