"""Bodies of checklist.* from version 2 on.

Guarantee: a list is data; what it asked in an older version stays readable beside the records that
answered it. From version 3 on all that an item asks, waives and wants to see in a photo is data of
the item, and every version says why it was made.
"""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import LongText, Text, Wire
from backend.wire.declarations import GoodsClass
from backend.wire.inspections import ChecklistItem
from backend.wire.inspections3 import NaRule

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


class ItemRule(Wire):
    """When an item does not apply and owes no reason: `when` holds for the goods, and their class
    is one of `classes`; without any, whatever their class."""

    when: NaRule
    classes: list[GoodsClass]


class Shown(Wire):
    """What a photo of an item has to show."""

    zh: Text
    en: Text


class ChecklistItem3(ChecklistItem2):
    """One question, with what its photos have to show and the rule that waives it."""

    shows: Shown | None
    rule: ItemRule | None


class Checklist3(Wire):
    """What a class is asked, in one version."""

    id: ListId
    version: Annotated[int, Meta(ge=1)]
    classes: list[GoodsClass]
    zh: Text
    en: Text
    items: Annotated[list[ChecklistItem3], Meta(min_length=1, max_length=200)]


class ChecklistPublished3(Checklist3):
    """checklist.published 3. `reason` is null of what ships. Key of the view is `id@version`."""

    reason: LongText | None
