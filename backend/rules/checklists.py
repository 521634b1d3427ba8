"""The checklists as the product ships them, and which of them a crate is asked.

Guarantee: what is returned has been decoded as strictly as a signed body, so it can be published
into the journal as it is. Changing a question means a higher version of its list: records keep
naming the version that was asked.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import asdict

from backend.wire.checklists import Checklist3, ChecklistPublished3
from backend.wire.declarations import Goods, GoodsClass

_DATA = Path(__file__).parent / "data" / "checklists"
_FOR_ALL = "all"
_FOR_WOOD = "wood_packaging"
WOOD: Final = "有"
"""`Goods.wood` where the wood packaging is inspected; plywood and boards (胶合板 …) are exempt."""


@cache
def _shipped() -> tuple[Checklist3, ...]:
    files = sorted(_DATA.glob("*.json"), key=lambda file: (file.stem != _FOR_ALL, file.stem))
    return tuple(msgspec.json.decode(file.read_bytes(), type=Checklist3) for file in files)


def checklists() -> list[Checklist3]:
    """All checklists that ship, the one for all crates first."""
    return list(_shipped())


def published(list_: Checklist3, reason: str | None) -> ChecklistPublished3:
    """The body that publishes a list; `reason` is null of what ships."""
    return ChecklistPublished3(**asdict(list_), reason=reason)


def for_class(
    class_: GoodsClass, wood: bool, among: Iterable[Checklist3] | None = None
) -> list[Checklist3]:
    """What a crate of that class is asked, `wood` where its wood packaging is to be inspected.

    Taken from `among`, or from what ships: the list for all, that of the class, that of wood.
    """
    if among is None:
        return list(_shipped_for(class_, wood))
    return _chosen(class_, wood, among)


@cache
def _shipped_for(class_: GoodsClass, wood: bool) -> tuple[Checklist3, ...]:
    return tuple(_chosen(class_, wood, _shipped()))


def _chosen(class_: GoodsClass, wood: bool, known: Iterable[Checklist3]) -> list[Checklist3]:
    wanted = {_FOR_ALL, class_} | ({_FOR_WOOD} if wood else set())
    return [checklist for checklist in known if checklist.id in wanted]


def for_goods(goods: Goods, among: Iterable[Checklist3] | None = None) -> list[Checklist3]:
    """What a crate with these goods is asked."""
    return for_class(goods.class_, goods.wood == WOOD, among)
