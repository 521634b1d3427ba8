"""One act of many crates, samples or papers at once: each an entry of its own, all or none.

Guarantee: what speaks against each is known before anything is entered, and where something does,
nothing is; numbers follow each other inside the one transaction.
"""

from collections.abc import Callable, Sequence

from backend.desk.acting import Maker
from backend.desk.office import Office
from backend.journal.journal import PlanObjected
from backend.journal.sealing import Draft
from backend.rules.state import State
from backend.wire.views import Objection

Outcome = tuple[str, list[Objection]]
"""The number that it got (empty: none), and what speaks against it."""


async def enter_all(
    office: Office, actor: str, makers: Sequence[Maker], apply: bool
) -> list[Outcome]:
    """What speaks against each by itself; with `apply`, where nothing does, enter them all."""
    journal = office.journal
    against = await journal.rehearse(actor, [_planned(make, []) for make in makers])
    if not apply or any(against):
        return [("", found) for found in against]
    numbers: list[str] = []
    try:
        await journal.record_all(actor, [_planned(make, numbers) for make in makers])
    except PlanObjected as error:  # two of them do not go together
        against[error.at] = error.objections
        return [("", found) for found in against]
    return [(number, []) for number in numbers]


def _planned(make: Maker, numbers: list[str]) -> Callable[[State], list[Draft]]:
    def plan(state: State) -> list[Draft]:
        number, drafts = make(state)
        numbers.append(number)
        return drafts

    return plan
