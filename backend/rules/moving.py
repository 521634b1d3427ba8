"""Letting events act on crates: what the table of `life` says, written into their documents."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from backend.rules.life import step
from backend.rules.state import Fact, State
from backend.wire.followups import Act
from backend.wire.views import Crate, Objection, Standing

Change = Callable[[Standing], Standing]


def act(fact: Fact) -> Act:
    return Act(entry=fact.id, by=fact.actor, at=fact.received_at)


def known(state: State, keys: Iterable[str]) -> list[Crate]:
    """The crates under these keys, those that there are."""
    return [crate for crate in (state.get(Crate, key) for key in keys) if crate is not None]


def judge_move(state: State, keys: Iterable[str], event: str) -> list[Objection]:
    """What speaks against an event at each of some crates; the detail is the crate's key."""
    found = []
    for key in dict.fromkeys(keys):
        crate = state.get(Crate, key)
        why = "crate_unknown" if crate is None else step(event, crate.state, crate.standing)[1]
        if why is not None:
            found.append(Objection(code=why, detail=key))
    return found


def moved(fact: Fact, crate: Crate, event: str) -> Crate:
    """The crate after an event, as far as the table lets it move."""
    after = step(event, crate.state, crate.standing).state
    if after == crate.state:
        return crate
    return replace(crate, state=after, since=fact.received_at)


def move(
    state: State, fact: Fact, keys: Iterable[str], event: str, change: Change | None = None
) -> None:
    """Let an event act on crates. What it does to their standing holds wherever they are."""
    for crate in known(state, dict.fromkeys(keys)):
        after = moved(fact, crate, event)
        state.put(replace(after, standing=change(after.standing)) if change else after)
