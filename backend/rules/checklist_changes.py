"""What one version of a checklist changes in the one before, item by item. Pure."""

from backend.wire.checklistdesk import ItemChange
from backend.wire.checklists import Checklist3, ChecklistItem3


def changes(before: Checklist3, after: Checklist3) -> list[ItemChange]:
    """What differs, item by item: those of `after` in its order, then those retired."""
    old = {item.id: item for item in before.items}
    kept = [item.id for item in after.items if item.id in old]
    moved = _moved([item.id for item in before.items if item.id in set(kept)], kept)
    found: list[ItemChange] = []
    for item in after.items:
        was = old.get(item.id)
        if was is None:
            found.append(ItemChange(what="added", before=None, after=item))
            continue
        if (was.zh, was.en) != (item.zh, item.en):
            found.append(ItemChange(what="worded", before=was, after=item))
        if _asks(was) != _asks(item):
            found.append(ItemChange(what="asked", before=was, after=item))
        if item.id in moved:
            found.append(ItemChange(what="moved", before=was, after=item))
    now = {item.id for item in after.items}
    gone = [item for item in before.items if item.id not in now]
    return found + [ItemChange(what="retired", before=item, after=None) for item in gone]


def _asks(item: ChecklistItem3) -> tuple[object, ...]:
    return item.critical, item.na, item.photo, item.once, item.shows, item.rule


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The fewest items whose moving explains the new order: all but a longest common run."""
    place = {name: at for at, name in enumerate(before)}
    best: list[list[str]] = []  # the longest rising run that ends at each item
    for name in after:
        runs = [run for run in best if place[run[-1]] < place[name]]
        best.append([*_longest(runs), name])
    return set(after) - set(_longest(best))


def _longest(runs: list[list[str]]) -> list[str]:
    return max(runs, key=len) if runs else []
