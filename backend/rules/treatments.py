"""Treatments: ordered, done by a firm, checked; their crates are held until one was effective."""

from collections.abc import Callable

from msgspec.structs import asdict, replace

from backend.rules.evidence import own_photos
from backend.rules.fieldwork import check_owes
from backend.rules.inspection import instant
from backend.rules.moving import act, judge_move, move
from backend.rules.state import Fact, State
from backend.wire.followups import Treatment, TreatmentRun
from backend.wire.treatments import (
    TreatmentChecked,
    TreatmentChecked2,
    TreatmentCompleted,
    TreatmentOrdered,
    TreatmentOrdered2,
)
from backend.wire.views import Objection, Standing

_REMOVES = ("return", "destruction")


def newest(body: TreatmentOrdered) -> TreatmentOrdered2:
    """An order as version 2 reads it: before that, a removal was of whole crates."""
    if isinstance(body, TreatmentOrdered2):
        return body
    return TreatmentOrdered2(**asdict(body), scope="whole")


def _event(body: TreatmentOrdered) -> str:
    removes = body.method in _REMOVES and newest(body).scope == "whole"
    return f"treatment.ordered.{'remove' if removes else 'treat'}"


def _open(more: int) -> Callable[[Standing], Standing]:
    def change(standing: Standing) -> Standing:
        return replace(standing, treatments_open=standing.treatments_open + more)

    return change


def judge_ordered(state: State, body: TreatmentOrdered) -> list[Objection]:
    found = judge_move(state, body.crates, _event(body))
    if state.get(Treatment, body.order) is not None:
        found.append(Objection(code="order_used", detail=body.order))
    return found


def fold_ordered(state: State, fact: Fact, body: TreatmentOrdered) -> None:
    if state.get(Treatment, body.order) is not None:
        return
    state.put(
        Treatment(
            order=body.order,
            crates=body.crates,
            state="ordered",
            body=newest(body),
            ordered=act(fact),
            runs=[],
        )
    )
    move(state, fact, body.crates, _event(body), _open(1))


def judge_completed(state: State, body: TreatmentCompleted) -> list[Objection]:
    order = state.get(Treatment, body.order)
    if order is None:
        return [Objection(code="order_unknown", detail=body.order)]
    found = []
    if order.state != "ordered":
        found.append(Objection(code="treatment_done", detail=order.state))
    started, ended = instant(body.started_at), instant(body.ended_at)
    for name, at in (("started_at", started), ("ended_at", ended)):
        if at is None:
            found.append(Objection(code="bad_time", detail=name))
    if started is not None and ended is not None and ended < started:
        found.append(Objection(code="ended_before_started", detail=body.ended_at))
    return found


def fold_completed(state: State, fact: Fact, body: TreatmentCompleted) -> None:
    own_photos(state, fact)
    order = state.get(Treatment, body.order)
    if order is None or order.state != "ordered":
        return
    run = TreatmentRun(act=act(fact), body=body, checked=None, check=None)
    state.put(replace(order, state="completed", runs=[*order.runs, run]))
    move(state, fact, order.crates, "treatment.completed")


def newest_check(body: TreatmentChecked) -> TreatmentChecked2:
    """A check as version 2 reads it: before that, it was of whatever run was the last."""
    if isinstance(body, TreatmentChecked2):
        return body
    return TreatmentChecked2(**asdict(body), run=None, place=None, values=[], attachments=[])


def _is_of_last_run(order: Treatment, body: TreatmentChecked) -> bool:
    run = newest_check(body).run
    return run is None or run == order.runs[-1].act.entry


def judge_checked(state: State, fact: Fact, body: TreatmentChecked) -> list[Objection]:
    order = state.get(Treatment, body.order)
    found = []
    if isinstance(body, TreatmentChecked2):
        found = check_owes(body, [photo.sha256 for photo in fact.photos])
    if order is None:
        return [Objection(code="order_unknown", detail=body.order), *found]
    if order.state != "completed":
        return [Objection(code="treatment_not_done", detail=order.state), *found]
    if not _is_of_last_run(order, body):
        found.insert(0, Objection(code="treatment_done_anew", detail=body.order))
    return found


def fold_checked(state: State, fact: Fact, body: TreatmentChecked) -> None:
    own_photos(state, fact)
    order = state.get(Treatment, body.order)
    if order is None or order.state != "completed" or not _is_of_last_run(order, body):
        return
    run = replace(order.runs[-1], checked=act(fact), check=newest_check(body))
    effective = body.result == "effective"
    state.put(
        replace(
            order,
            state="effective" if effective else "ordered",
            runs=[*order.runs[:-1], run],
        )
    )
    move(state, fact, order.crates, "treatment.checked", _open(-1) if effective else None)
