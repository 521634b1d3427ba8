"""The office at work: settings, journal and keys together, and what must be in place at a start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from backend.desk.keyring import Keyring
from backend.desk.trusting import trust_draft
from backend.journal.journal import Journal
from backend.journal.sealing import Draft
from backend.rules.checklists import checklists, published
from backend.rules.pests import pests
from backend.rules.state import SYSTEM, State
from backend.settings import Settings
from backend.wire.checklists import Checklist3
from backend.wire.views import ChecklistDoc, PestListDoc

CHINA = timezone(timedelta(hours=8))


def _now() -> datetime:
    return datetime.now(UTC)


def china_day(moment: datetime | None = None) -> date:
    """The day in China, which is the one on labels and forms."""
    return (moment or _now()).astimezone(CHINA).date()


@dataclass(frozen=True)
class Office:
    """What the functions of a desk need; made once by the composition root."""

    settings: Settings
    journal: Journal
    keyring: Keyring
    clock: Callable[[], datetime] = _now

    def today(self) -> date:
        return china_day(self.clock())

    def furnish(self) -> None:
        """Journal the lists that ship with this version, and a trust list where one is due."""
        self.journal.plan(SYSTEM, self._missing)

    def _missing(self, state: State) -> list[Draft]:
        drafts = [
            Draft("checklist.published", 3, published(item, None))
            for item in checklists()
            if _is_due(state, item)
        ]
        list_ = pests()
        known = state.get(PestListDoc, list_.id)
        if known is None:
            drafts.append(Draft("pestlist.published", 1, list_))
        drafts.extend(trust_draft(state, self.settings, self.keyring, self.clock()))
        return drafts


def _is_due(state: State, shipped: Checklist3) -> bool:
    """Whether a list that ships is new here. What an administrator has published stays in force."""
    known = [state.get(ChecklistDoc, f"{shipped.id}@{n}") for n in range(1, shipped.version + 1)]
    return known[-1] is None and all(doc is None or doc.by == SYSTEM for doc in known)
