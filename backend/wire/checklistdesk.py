"""How an administrator edits a checklist at the desk: the edit, its errors, what it changes."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import Instant, UserId, Wire
from backend.wire.checklists import Checklist3, ChecklistItem3, ItemRule, Scope
from backend.wire.desk import Bilingual
from backend.wire.inspections import ItemId

EditedField = Literal["zh", "en", "items", "shows_zh", "shows_en", "rule", "reason"]
Edited = Annotated[str, Meta(max_length=1000)]


class EditedWords(Wire):
    """Words that are being written; both blank means none."""

    zh: Edited
    en: Edited


class EditedItem(Wire):
    """A question as it stands in the editor: a new one has no `id` yet, words may be blank."""

    id: ItemId | None
    zh: Edited
    en: Edited
    critical: bool
    na: bool
    photo: bool
    once: Scope | None
    shows: EditedWords | None
    rule: ItemRule | None


class ChecklistEdit(Wire):
    """What is to follow version `base` of a list. A preview needs no `reason` yet."""

    base: Annotated[int, Meta(ge=1)]
    zh: Edited
    en: Edited
    items: Annotated[list[EditedItem], Meta(max_length=500)]
    reason: Annotated[str, Meta(max_length=2000)]


class EditError(Wire):
    """What keeps an edit from being published; `item` counts from 1, null for the whole list."""

    item: int | None
    field: EditedField
    message: Bilingual


class ItemChange(Wire):
    """One question that the edit adds, retires, words otherwise, asks otherwise or moves.

    `before` is null where it is new, `after` where it is retired.
    """

    what: Literal["added", "retired", "worded", "asked", "moved"]
    before: ChecklistItem3 | None
    after: ChecklistItem3 | None


class ChecklistReport(Wire):
    """The preview of an edit, or with `done` what was published. Nothing is published while there
    are errors or where nothing changes."""

    next: Checklist3 | None
    renamed: bool
    changes: list[ItemChange]
    errors: list[EditError]
    done: bool


class ChecklistVersion(Wire):
    """One version of a list, who published it when and why, and what it changed in the one before
    (empty of the first that is known)."""

    checklist: Checklist3
    at: Instant | None
    by: UserId | None
    by_name: str | None
    reason: str | None
    changes: list[ItemChange]
    renamed: bool
