"""Bodies of checklist.* in version 2.

Guarantee: a list is data; what it asked in an older version stays readable beside the records that
answered it.
"""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import Text, Wire
from backend.wire.declarations import GoodsClass
from backend.wire.inspections import ChecklistItem

Scope = Literal["consignment", "truck"]
"""What an item that is asked once is asked of."""
ListId = Annotated[str, Meta(pattern=r"^[a-z_]+$")]


class ChecklistItem2(ChecklistItem):
    """One question. `photo`: a pass owes a photo as well; `once`: its answer holds for every crate
    of that consignment or truck."""

    photo: bool
    once: Scope | None


class Checklist2(Wire):
    """checklist.published 2. Key of the view is `id@version`; old versions stay."""

    id: ListId
    version: Annotated[int, Meta(ge=1)]
    classes: list[GoodsClass]
    zh: Text
    en: Text
    items: Annotated[list[ChecklistItem2], Meta(min_length=1, max_length=200)]
