"""Bodies of review.* from version 2 on: what was sent back, answer by answer."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import EntryId, LongText, Wire
from backend.wire.inspections import ItemId, Opened


class ReturnedItem(Wire):
    """An answer that the reviewer does not take, and why."""

    item: ItemId
    reason: LongText


class ReviewDecided2(Wire):
    """review.decided 2. A return owes a reason for the whole, and may say of single items what is
    wrong with them. The reviewer is never one of the inspectors."""

    record: EntryId
    decision: Literal["accept", "return"]
    reason: LongText | None
    items: Annotated[list[ReturnedItem], Meta(max_length=200)]
    opened: Opened
