"""Isolation: a registration for crates in a nursery, its weekly visits, and how it ended."""

from datetime import date, timedelta

from msgspec.structs import asdict, replace

from backend.rules.evidence import own_photos
from backend.rules.fieldwork import symptoms_owed, visit_owes
from backend.rules.moving import act, judge_move, move
from backend.rules.state import Fact, State
from backend.wire.followups import Isolation, Visit
from backend.wire.isolations import (
    IsolationAssigned,
    IsolationEnded,
    IsolationVisited,
    IsolationVisited2,
)
from backend.wire.views import Objection, Standing

VISIT_DAYS = 7


def newest(body: IsolationVisited) -> IsolationVisited2:
    """A visit as version 2 reads it: before that, it said no place and named no findings."""
    if isinstance(body, IsolationVisited2):
        return body
    return IsolationVisited2(**asdict(body), place=None, findings=[], attachments=[])


def next_visit(last: str) -> str:
    """The day by which the next visit is due, a week after the last one."""
    return (date.fromisoformat(last) + timedelta(days=VISIT_DAYS)).isoformat()


def judge_assigned(state: State, body: IsolationAssigned) -> list[Objection]:
    found = judge_move(state, body.crates, "isolation.assigned")
    if state.get(Isolation, body.registration) is not None:
        found.append(Objection(code="registration_used", detail=body.registration))
    return found


def fold_assigned(state: State, fact: Fact, body: IsolationAssigned) -> None:
    if state.get(Isolation, body.registration) is not None:
        return
    state.put(
        Isolation(
            registration=body.registration,
            crates=body.crates,
            state="running",
            body=body,
            assigned=act(fact),
            visits=[],
            last=body.planted or fact.received_at[:10],
            outcome=None,
            ended=None,
            end_reason=None,
        )
    )

    def change(standing: Standing) -> Standing:
        return replace(standing, isolation="assigned")

    move(state, fact, body.crates, "isolation.assigned", change)


def _judge_running(state: State, registration: str) -> tuple[Isolation | None, list[Objection]]:
    isolation = state.get(Isolation, registration)
    if isolation is None:
        return None, [Objection(code="registration_unknown", detail=registration)]
    if isolation.state == "ended":
        return isolation, [Objection(code="isolation_ended", detail=registration)]
    return isolation, []


def judge_visited(state: State, fact: Fact, body: IsolationVisited) -> list[Objection]:
    isolation, found = _judge_running(state, body.registration)
    if isinstance(body, IsolationVisited2):
        found += visit_owes(body, [photo.sha256 for photo in fact.photos])
    else:
        found += symptoms_owed(body)
    if isolation is None:
        return found
    return found + judge_move(state, isolation.crates, "isolation.visited")


def fold_visited(state: State, fact: Fact, body: IsolationVisited) -> None:
    own_photos(state, fact)
    isolation = state.get(Isolation, body.registration)
    if isolation is None:
        return
    visits = [*isolation.visits, Visit(act=act(fact), body=newest(body))]
    state.put(replace(isolation, visits=visits, last=max(isolation.last, body.on)))
    move(state, fact, isolation.crates, "isolation.visited")


def judge_ended(state: State, body: IsolationEnded) -> list[Objection]:
    isolation, found = _judge_running(state, body.registration)
    if isolation is None or found:
        return found
    return judge_move(state, isolation.crates, f"isolation.ended.{body.outcome}")


def fold_ended(state: State, fact: Fact, body: IsolationEnded) -> None:
    isolation = state.get(Isolation, body.registration)
    if isolation is None or isolation.state == "ended":
        return
    state.put(
        replace(
            isolation,
            state="ended",
            outcome=body.outcome,
            ended=act(fact),
            end_reason=body.reason,
        )
    )

    def change(standing: Standing) -> Standing:
        return replace(standing, isolation="ended" if body.outcome == "release" else "due")

    move(state, fact, isolation.crates, f"isolation.ended.{body.outcome}", change)
