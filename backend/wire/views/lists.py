"""Checklists and lists of pests, as published."""

from typing import ClassVar

from backend.wire.base import (
    Instant,
    UserId,
)
from backend.wire.checklists import Checklist3
from backend.wire.inspections import PestList
from backend.wire.pestlists import PestListPart
from backend.wire.views.base import Doc


class ChecklistDoc(Doc):
    """One version of a checklist, published by `by`, `system` where it ships, and why. All versions
    stay, so that a record shows what was asked then."""

    view: ClassVar[str] = "checklist"
    checklist: Checklist3
    at: Instant
    by: UserId
    reason: str | None

    @property
    def key(self) -> str:
        return f"{self.checklist.id}@{self.checklist.version}"


class PestListDoc(Doc):
    """The newest edition of a pest list."""

    view: ClassVar[str] = "pestlist"
    list: PestList

    @property
    def key(self) -> str:
        return self.list.id


class PestListPartDoc(Doc):
    """A part of a pest list. Those of the newest `digest` count; once they are all there, no other
    part of that list does, nor the list's document of an earlier version."""

    view: ClassVar[str] = "pestpart"
    part: PestListPart

    @property
    def key(self) -> str:
        return pest_part_key(self.part.id, self.part.part)


def pest_part_key(id_: str, part: int) -> str:
    return f"{id_}/{part:03}"
