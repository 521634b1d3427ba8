"""Which items of a checklist do not apply to which goods, by the items' rules, no reason given.

Guarantee: pure, and the same as `pwa/src/rules/waivers.ts` by `tests/vectors/waivers.json`. A rule
only ever waives an item; it never answers one.
"""

from collections.abc import Callable, Iterable
from typing import Final

from backend.wire.checklists import Checklist3, ItemRule
from backend.wire.declarations import Goods
from backend.wire.inspections3 import NaRule

_WOOD: Final = "有"
_NO_MEDIUM: Final = ("", "无", "/", "none")
_PROPAGATION: Final = "11"
_CONTAINER: Final = ("集装箱", "container")

_HOLDS: Final[dict[NaRule, Callable[[Goods], bool]]] = {
    "no_wood_packaging": lambda goods: goods.wood != _WOOD,
    "no_growing_medium": lambda goods: (goods.medium or "").strip().lower() in _NO_MEDIUM,
    "no_cites": lambda goods: goods.cites is None,
    "not_isolated": lambda goods: goods.use != _PROPAGATION,
    "not_containerised": lambda goods: (
        not any(word in goods.package.lower() for word in _CONTAINER)
    ),
}


def waivers(goods: Goods, asked: Iterable[Checklist3]) -> dict[str, NaRule]:
    """Per item that does not apply to these goods, the rule that says so."""
    return {
        item.id: item.rule.when
        for list_ in asked
        for item in list_.items
        if item.rule is not None and _holds(item.rule, goods)
    }


def _holds(rule: ItemRule, goods: Goods) -> bool:
    return (not rule.classes or goods.class_ in rule.classes) and _HOLDS[rule.when](goods)
