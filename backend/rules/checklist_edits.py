"""What an edit of a checklist makes of it, and what is wrong with it. Pure.

Guarantee: an item keeps its id through all versions, and an id never comes back for another
question, so an answer always names the question that was asked.
"""

from collections.abc import Iterator, Sequence

from backend.wire.checklistdesk import (
    ChecklistEdit,
    EditedField,
    EditedItem,
    EditedWords,
    EditError,
)
from backend.wire.checklists import Checklist3, ChecklistItem3, Shown
from backend.wire.desk import Bilingual

MAX_ITEMS = 200
_MAX_CHARS = 200
_TONGUES: tuple[tuple[EditedField, str, str], ...] = (
    ("zh", "中文", "Chinese"),
    ("en", "英文", "English"),
)
_SHOWN: dict[str, EditedField] = {"zh": "shows_zh", "en": "shows_en"}


def _error(item: int | None, field: EditedField, zh: str, en: str) -> EditError:
    return EditError(item=item, field=field, message=Bilingual(zh=zh, en=en))


def errors(edit: ChecklistEdit, before: Checklist3) -> list[EditError]:
    """What keeps an edit from following `before`, in the order of the editor."""
    return [
        *_words(None, edit),
        *_whole(edit, before),
        *(found for at, item in enumerate(edit.items, 1) for found in _item(at, item, before)),
        *_twice(edit.items),
    ]


def reason_owed(edit: ChecklistEdit) -> list[EditError]:
    """A version is published with a reason; a preview needs none."""
    if edit.reason.strip():
        return []
    return [
        _error(
            None,
            "reason",
            "请写明发布新版的理由。",
            "Say why a new version is published.",
        )
    ]


def _item(at: int, item: EditedItem, before: Checklist3) -> Iterator[EditError]:
    yield from _words(at, item)
    if item.shows is not None and not _blank(item.shows):
        yield from _shown(at, item.shows)
    if item.rule is not None and before.id != "all":
        yield from _foreign(at, item, before)


def _words(at: int | None, said: EditedItem | ChecklistEdit) -> Iterator[EditError]:
    what = ("表名", "The name") if at is None else (f"第 {at} 项", f"Item {at}")
    for field, zh, en in _TONGUES:
        text: str = getattr(said, field)
        yield from _text(
            at, field, text, (f"{what[0]}缺{zh}。", f"{what[1]} lacks its {en} words.")
        )


def _shown(at: int, shows: EditedWords) -> Iterator[EditError]:
    for tongue, zh, en in _TONGUES:
        text: str = getattr(shows, tongue)
        lacks = (
            f"第 {at} 项的照片要求缺{zh}。",
            f"What a photo of item {at} has to show lacks its {en} words.",
        )
        yield from _text(at, _SHOWN[tongue], text, lacks)


def _text(
    at: int | None, field: EditedField, text: str, lacks: tuple[str, str]
) -> Iterator[EditError]:
    over = len(text.strip()) - _MAX_CHARS
    if not text.strip():
        yield _error(at, field, *lacks)
    elif over > 0:
        yield _error(
            at,
            field,
            f"最多 {_MAX_CHARS} 字，请删去 {over} 字。",
            f"{_MAX_CHARS} characters at most; take out {over}.",
        )


def _foreign(at: int, item: EditedItem, before: Checklist3) -> Iterator[EditError]:
    """A rule for goods that are never asked this list would never hold."""
    if item.rule is None or before.id == "wood_packaging":  # asked of wood around any goods
        return
    if not set(item.rule.classes) <= set(before.classes):
        yield _error(
            at,
            "rule",
            f"第 {at} 项的规则所限类别不用本表，请改为本表的类别。",
            f"The rule of item {at} is for goods that are not asked this list; choose its own.",
        )


def _blank(words: EditedWords) -> bool:
    return not words.zh.strip() and not words.en.strip()


def _whole(edit: ChecklistEdit, before: Checklist3) -> Iterator[EditError]:
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
    yield from _same_item(edit.items)


def _same_item(items: Sequence[EditedItem]) -> Iterator[EditError]:
    seen: set[str] = set()
    for at, item in enumerate(items, 1):
        if item.id is not None and item.id in seen:
            yield _error(
                at,
                "items",
                f"第 {at} 项与前面某项是同一项，请删去一个。",
                f"Item {at} stands in the list before; take one of them out.",
            )
        seen.add(item.id or "")


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


def followed_by(edit: ChecklistEdit, before: Checklist3) -> Checklist3:
    """The next version, from an edit without errors. New items get ids that nothing ever had."""
    version = before.version + 1
    return Checklist3(
        id=before.id,
        version=version,
        classes=before.classes,
        zh=edit.zh.strip(),
        en=edit.en.strip(),
        items=[
            _made(item, item.id or f"{before.id}.v{version}_{at}")
            for at, item in enumerate(edit.items, 1)
        ],
    )


def _made(item: EditedItem, id_: str) -> ChecklistItem3:
    shows = None
    if item.shows is not None and not _blank(item.shows):
        shows = Shown(zh=item.shows.zh.strip(), en=item.shows.en.strip())
    return ChecklistItem3(
        id=id_,
        zh=item.zh.strip(),
        en=item.en.strip(),
        critical=item.critical,
        na=item.na,
        photo=item.photo,
        once=item.once,
        shows=shows,
        rule=item.rule,
    )
