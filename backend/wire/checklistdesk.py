"""How an administrator edits a checklist at the desk: the edit, its errors, what it changes."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import Instant, UserId, Wire
from backend.wire.checklists import Checklist2, ChecklistItem2, Scope
from backend.wire.desk import Bilingual
from backend.wire.inspections import ItemId

EditedField = Literal["zh", "en", "items"]


class EditedItem(Wire):
    """A question as it stands in the editor: a new one has no `id` yet, words may be blank."""

    id: ItemId | None
    zh: Annotated[str, Meta(max_length=1000)]
    en: Annotated[str, Meta(max_length=1000)]
    critical: bool
    na: bool
    photo: bool
    once: Scope | None


class ChecklistEdit(Wire):
    """What is to follow version `base` of a list."""

    base: Annotated[int, Meta(ge=1)]
    zh: Annotated[str, Meta(max_length=1000)]
    en: Annotated[str, Meta(max_length=1000)]
    items: Annotated[list[EditedItem], Meta(max_length=500)]


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
    before: ChecklistItem2 | None
    after: ChecklistItem2 | None


class ChecklistReport(Wire):
    """The preview of an edit, or with `done` what was published. Nothing is published while there
    are errors or where nothing changes."""

    next: Checklist2 | None
    renamed: bool
    changes: list[ItemChange]
    errors: list[EditError]
    done: bool


class ChecklistVersion(Wire):
    """One version of a list, and who published it when."""

    checklist: Checklist2
    at: Instant | None
    by: UserId | None
    by_name: str | None
