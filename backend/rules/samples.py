"""Samples: their crates wait from the drawing to the laboratory's result."""

from collections.abc import Callable

from msgspec.structs import replace

from backend.rules.evidence import own_photos
from backend.rules.moving import act, judge_move, move
from backend.rules.state import Fact, State
from backend.wire.followups import Sample
from backend.wire.samples import SampleCancelled, SampleDrawn, SampleResulted, SampleSent
from backend.wire.views import Objection, Standing


def judge_drawn(state: State, fact: Fact, body: SampleDrawn) -> list[Objection]:
    found = judge_move(state, body.crates, "sample.drawn")
    if state.get(Sample, body.voucher) is not None:
        found.append(Objection(code="voucher_used", detail=body.voucher))
    if body.lead == body.second:
        found.append(Objection(code="same_inspector", detail=body.lead))
    if fact.actor not in (body.lead, body.second):
        found.append(Objection(code="not_its_inspector", detail=fact.actor))
    return found


def fold_drawn(state: State, fact: Fact, body: SampleDrawn) -> None:
    own_photos(state, fact)
    if state.get(Sample, body.voucher) is not None:
        return  # the first stays; the second is for a supervisor to look into
    state.put(
        Sample(
            voucher=body.voucher,
            crates=body.crates,
            state="drawn",
            body=body,
            drawn=act(fact),
            sending=None,
            sent=None,
            result=None,
            resulted=None,
            cancelled=None,
            cancel_reason=None,
        )
    )
    move(state, fact, body.crates, "sample.drawn", _waits(1))


def _waits(more: int, failed: int = 0) -> Callable[[Standing], Standing]:
    def change(standing: Standing) -> Standing:
        return replace(
            standing,
            samples_waiting=standing.samples_waiting + more,
            samples_failed=standing.samples_failed + failed,
        )

    return change


def _judge_waiting(state: State, voucher: str) -> list[Objection]:
    sample = state.get(Sample, voucher)
    if sample is None:
        return [Objection(code="sample_unknown", detail=voucher)]
    if sample.state in ("resulted", "cancelled"):
        return [Objection(code=f"sample_{sample.state}", detail=voucher)]
    return []


def judge_sent(state: State, body: SampleSent) -> list[Objection]:
    return _judge_waiting(state, body.voucher)


def fold_sent(state: State, fact: Fact, body: SampleSent) -> None:
    sample = state.get(Sample, body.voucher)
    if sample is None or sample.state not in ("drawn", "sent"):
        return
    state.put(replace(sample, state="sent", sending=body, sent=act(fact)))
    move(state, fact, sample.crates, "sample.sent")


def judge_resulted(state: State, body: SampleResulted) -> list[Objection]:
    found = _judge_waiting(state, body.voucher)
    if any(item.found == "value" and item.value is None for item in body.results):
        found.append(Objection(code="value_owed", detail=body.voucher))
    if any(item.found == "detected" and item.organism is None for item in body.results):
        found.append(Objection(code="organism_owed", detail=body.voucher))
    return found


def fold_resulted(state: State, fact: Fact, body: SampleResulted) -> None:
    own_photos(state, fact)
    sample = state.get(Sample, body.voucher)
    if sample is None or sample.state not in ("drawn", "sent"):
        return
    state.put(replace(sample, state="resulted", result=body, resulted=act(fact)))
    failed = int(body.conclusion == "fail")
    move(state, fact, sample.crates, "sample.resulted", _waits(-1, failed))


def judge_cancelled(state: State, body: SampleCancelled) -> list[Objection]:
    return _judge_waiting(state, body.voucher)


def fold_cancelled(state: State, fact: Fact, body: SampleCancelled) -> None:
    sample = state.get(Sample, body.voucher)
    if sample is None or sample.state not in ("drawn", "sent"):
        return
    state.put(replace(sample, state="cancelled", cancelled=act(fact), cancel_reason=body.reason))
    move(state, fact, sample.crates, "sample.cancelled", _waits(-1))
