"""Which items of a checklist do not apply to which goods, by rule and without a reason given.

Guarantee: pure, and the same as `pwa/src/rules/waivers.ts` by `tests/vectors/goods.json`. A rule
only ever waives an item; it never answers one.
"""

from typing import Final

from backend.wire.declarations import Goods
from backend.wire.inspections3 import NaRule

_WOOD: Final = "有"
_NO_MEDIUM: Final = ("", "无", "/", "none")
_RULED: Final[dict[NaRule, tuple[str, ...]]] = {
    "no_wood_packaging": (
        "wood_packaging.mark_legible",
        "wood_packaging.mark_complete",
        "wood_packaging.bark_limit",
        "wood_packaging.no_live_borer",
    ),
    "no_growing_medium": ("plants.medium_approved",),
    "no_cites": ("plants.cites_tag",),
    "not_isolated": ("plants.isolation_site",),
    "not_containerised": ("all.container_clean",),
}
_PROPAGATION: Final = "11"
_CONTAINER: Final = ("集装箱", "container")


def waivers(goods: Goods) -> dict[str, NaRule]:
    """Per item that does not apply to these goods, the rule that says so."""
    return {item: rule for rule in _holding(goods) for item in _RULED[rule]}


def _holding(goods: Goods) -> list[NaRule]:
    found: list[NaRule] = []
    if goods.wood != _WOOD:
        found.append("no_wood_packaging")
    if (goods.medium or "").strip().lower() in _NO_MEDIUM:
        found.append("no_growing_medium")
    if goods.cites is None:
        found.append("no_cites")
    if goods.use != _PROPAGATION:
        found.append("not_isolated")
    if not any(word in goods.package.lower() for word in _CONTAINER):
        found.append("not_containerised")
    return found
