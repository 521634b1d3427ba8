"""Checklists of older versions, read as the newest one.

Guarantee: what an item of version 2 left to the program (which rule of the goods waives it) is said
here as it was then, so that old records are judged as they were signed.
"""

from typing import Final

from msgspec.structs import asdict

from backend.wire.checklists import Checklist2, Checklist3, ChecklistItem3, ItemRule
from backend.wire.inspections import Checklist
from backend.wire.inspections3 import NaRule

_RULED: Final[dict[str, NaRule]] = {
    "wood_packaging.mark_legible": "no_wood_packaging",
    "wood_packaging.mark_complete": "no_wood_packaging",
    "wood_packaging.bark_limit": "no_wood_packaging",
    "wood_packaging.no_live_borer": "no_wood_packaging",
    "plants.medium_approved": "no_growing_medium",
    "plants.cites_tag": "no_cites",
    "plants.isolation_site": "not_isolated",
    "all.container_clean": "not_containerised",
}
"""The rules that the program held by item before they were data of the item."""


def upgraded(list_: Checklist | Checklist2) -> Checklist3:
    """A list of version 1 or 2 as version 3. In version 1 no item owed a photo for a pass, and each
    was asked of every crate."""
    first = {"photo": False, "once": None}
    items = [
        ChecklistItem3(**{**first, **asdict(item)}, shows=None, rule=_rule(item.id))
        for item in list_.items
    ]
    return Checklist3(**{**asdict(list_), "items": items})


def _rule(item: str) -> ItemRule | None:
    when = _RULED.get(item)
    return ItemRule(when=when, classes=[]) if when else None
