"""Drafts that were passed on: who gave, who took, and which record came of it.

Guarantee: the two halves may arrive in either order and from two phones; a record made on the
phone that took a draft says from whom; what does not fit together is objected to, never dropped.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from backend.rules.evidence import own_photos
from backend.rules.state import Fact, State
from backend.wire.passing import DraftGiven, DraftTaken, TakenFrom
from backend.wire.views import Crate, Objection, PassedDraft, TakenDraft


def judge_given(state: State, fact: Fact, body: DraftGiven) -> list[Objection]:
    known = state.get(PassedDraft, fact.id)
    found = list(_of_a_crate(state, body.crate))
    if known is not None and known.taken is not None:
        found += _differing(known.taken, fact, body)
    return found


def judge_taken(state: State, body: DraftTaken) -> list[Objection]:
    known = state.get(PassedDraft, body.given)
    found = list(_of_a_crate(state, body.crate))
    if known is None or known.draft is None:
        return found
    claimed = (body.crate, body.draft, body.giver, body.giver_dev)
    if claimed != (known.crate, known.draft, known.giver, known.giver_dev):
        found.append(Objection(code="took_another_draft", detail=body.given))
    return found


def fold_given(state: State, fact: Fact, body: DraftGiven) -> None:
    own_photos(state, fact)
    known = state.get(PassedDraft, fact.id)
    fresh = PassedDraft(
        given=fact.id,
        crate=body.crate,
        draft=body.draft,
        giver=fact.actor,
        giver_dev=fact.dev,
        taker=None,
        taken=None,
    )
    state.put(replace(fresh, taker=known.taker, taken=known.taken) if known else fresh)


def fold_taken(state: State, fact: Fact, body: DraftTaken) -> None:
    """The first to take a draft is the one whom the giver's phone is told of."""
    origin = TakenFrom(
        entry=fact.id, given=body.given, giver=body.giver, giver_dev=body.giver_dev, at=fact.at
    )
    state.put(TakenDraft(crate=body.crate, dev=fact.dev, origin=origin))
    known = state.get(PassedDraft, body.given)
    if known is None:
        known = PassedDraft(
            given=body.given,
            crate=body.crate,
            draft=None,
            giver=body.giver,
            giver_dev=body.giver_dev,
            taker=None,
            taken=None,
        )
    if known.taken is None:
        state.put(replace(known, taker=fact.actor, taken=body))


def taken_from(state: State, crate: str, dev: str) -> TakenFrom | None:
    """Whose draft a record of this crate from this phone goes on with."""
    found = state.get(TakenDraft, TakenDraft.key_of(crate, dev))
    return found.origin if found else None


def _of_a_crate(state: State, crate: str) -> Iterator[Objection]:
    if state.get(Crate, crate) is None:
        yield Objection(code="crate_unknown", detail=crate)


def _differing(taken: DraftTaken, fact: Fact, given: DraftGiven) -> Iterator[Objection]:
    claimed = (taken.crate, taken.draft, taken.giver, taken.giver_dev)
    if claimed != (given.crate, given.draft, fact.actor, fact.dev):
        yield Objection(code="took_another_draft", detail=fact.id)
