"""What an edit of a checklist makes of it, what is wrong with it, and what it changes. Pure.

Guarantee: an item keeps its id through all versions, and an id never comes back for another
question, so an answer always names the question that was asked.
"""

from collections.abc import Iterator, Sequence

from backend.wire.checklistdesk import ChecklistEdit, EditedField, EditedItem, EditError, ItemChange
from backend.wire.checklists import Checklist2, ChecklistItem2
from backend.wire.desk import Bilingual

MAX_ITEMS = 200
_MAX_CHARS = 200
_TONGUES: tuple[tuple[EditedField, str, str], ...] = (
    ("zh", "中文", "Chinese"),
    ("en", "英文", "English"),
)


def _error(item: int | None, field: EditedField, zh: str, en: str) -> EditError:
    return EditError(item=item, field=field, message=Bilingual(zh=zh, en=en))


def errors(edit: ChecklistEdit, before: Checklist2) -> list[EditError]:
    """What keeps an edit from following `before`, in the order of the editor."""
    return [
        *_words(None, edit),
        *_whole(edit, before),
        *(found for at, item in enumerate(edit.items, 1) for found in _words(at, item)),
        *_twice(edit.items),
    ]


def _words(at: int | None, said: EditedItem | ChecklistEdit) -> Iterator[EditError]:
    what_zh, what_en = ("表名", "The name") if at is None else (f"第 {at} 项", f"Item {at}")
    for field, zh, en in _TONGUES:
        text: str = getattr(said, field).strip()
        if not text:
            yield _error(at, field, f"{what_zh}缺{zh}。", f"{what_en} lacks its {en} words.")
        elif len(text) > _MAX_CHARS:
            yield _error(
                at,
                field,
                f"{what_zh}{zh}超过 {_MAX_CHARS} 字，请缩短。",
                f"{what_en} has more than {_MAX_CHARS} characters in {en}; shorten it.",
            )


def _whole(edit: ChecklistEdit, before: Checklist2) -> Iterator[EditError]:
    if not edit.items:
        yield _error(None, "items", "至少保留一项。", "Keep one item at least.")
    if len(edit.items) > MAX_ITEMS:
        yield _error(
            None, "items", f"最多 {MAX_ITEMS} 项。", f"A list has {MAX_ITEMS} items at most."
        )
    known = {item.id for item in before.items}
    for at, item in enumerate(edit.items, 1):
        if item.id is not None and item.id not in known:
            yield _error(
                at,
                "items",
                f"第 {at} 项的编号不在上一版中，请作为新项添加。",
                f"Item {at} is not in the version before; add it as a new one.",
            )


def _twice(items: Sequence[EditedItem]) -> Iterator[EditError]:
    for field, zh, en in _TONGUES:
        first: dict[str, int] = {}
        for at, item in enumerate(items, 1):
            text = getattr(item, field).strip()
            if text and text in first:
                yield _error(
                    at,
                    field,
                    f"第 {at} 项与第 {first[text]} 项的{zh}相同。",
                    f"Items {first[text]} and {at} say the same in {en}.",
                )
            first.setdefault(text, at)


def followed_by(edit: ChecklistEdit, before: Checklist2) -> Checklist2:
    """The next version, from an edit without errors. New items get ids that nothing ever had."""
    version = before.version + 1
    items = [
        ChecklistItem2(
            id=item.id or f"{before.id}.v{version}_{at}",
            zh=item.zh.strip(),
            en=item.en.strip(),
            critical=item.critical,
            na=item.na,
            photo=item.photo,
            once=item.once,
        )
        for at, item in enumerate(edit.items, 1)
    ]
    return Checklist2(
        id=before.id,
        version=version,
        classes=before.classes,
        zh=edit.zh.strip(),
        en=edit.en.strip(),
        items=items,
    )


def changes(before: Checklist2, after: Checklist2) -> list[ItemChange]:
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


def _asks(item: ChecklistItem2) -> tuple[object, ...]:
    return item.critical, item.na, item.photo, item.once


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
