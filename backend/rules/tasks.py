"""Tasks that people take: a word to each other, not a lock.

Guarantee: nobody is kept from inspecting by it, and an inspection without it is as good. What two
phones took while apart stands for both, in the order in which the journal heard of it. A claim ends
at its own `until`, and at the latest a day after it was received, whatever it says.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from backend.rules.state import Fact, State
from backend.wire.tasks import Claim, Task, TaskReleased, TaskTaken
from backend.wire.views import Crate, Objection

LONGEST = timedelta(days=1)


def judge_taken(state: State, body: TaskTaken | TaskReleased) -> list[Objection]:
    """A crate that is not known is no crate to take; whoever takes the rest takes them."""
    unknown = (key for key in dict.fromkeys(body.crates) if state.get(Crate, key) is None)
    return [Objection(code="crate_unknown", detail=key) for key in unknown]


def fold_taken(state: State, fact: Fact, body: TaskTaken) -> None:
    """Whoever takes a crate again takes it anew."""
    claim = Claim(user=fact.actor, dev=fact.dev, at=fact.at, until=_until(fact, body.until))
    for key in _known(state, body.crates):
        state.put(Task(crate=key, claims=[*_others(state, fact, key), claim]))


def fold_released(state: State, fact: Fact, body: TaskReleased) -> None:
    for key in _known(state, body.crates):
        if state.get(Task, key) is not None:
            state.put(Task(crate=key, claims=_others(state, fact, key)))


def _known(state: State, keys: Iterable[str]) -> list[str]:
    return [key for key in dict.fromkeys(keys) if state.get(Crate, key) is not None]


def _others(state: State, fact: Fact, key: str) -> list[Claim]:
    """The claims of others on a crate that have not ended."""
    task = state.get(Task, key)
    now = datetime.fromisoformat(fact.received_at)
    return [
        claim
        for claim in (task.claims if task else [])
        if claim.user != fact.actor and datetime.fromisoformat(claim.until) > now
    ]


def _until(fact: Fact, until: str) -> str:
    latest = datetime.fromisoformat(fact.received_at) + LONGEST
    try:
        asked = datetime.fromisoformat(until)
    except ValueError:  # such as a 31 April
        asked = latest
    text = min(asked, latest).astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
