"""Numbers reserved for a port, and the issue files in which it says which of them it gave.

Guarantee: ranges of a port never overlap each other, nor the numbers that the server gave or
will give; so a number names one label, whoever gave it.
"""

from backend.rules.state import Fact, State
from backend.wire.keys import IssueEntered, RangeReserved
from backend.wire.views import LabelIndex, NumberRange, Objection, OfflineIssue


def next_serial(state: State, port: str, year: int) -> int:
    """The first serial of a port and two-digit year above every label and every range."""
    prefix = f"{port}{year:02d}-"
    number = state.last_key(LabelIndex, prefix)
    range_ = state.last_key(NumberRange, prefix)
    reserved = state.get(NumberRange, range_) if range_ else None
    return max(int(number[6:12]) if number else 0, reserved.last if reserved else 0) + 1


def judge_reserved(state: State, body: RangeReserved) -> list[Objection]:
    free = next_serial(state, body.port, body.year)
    if body.last < body.first:
        return [Objection(code="range_empty", detail=f"{body.first}-{body.last}")]
    if body.first < free:
        return [Objection(code="range_taken", detail=str(free))]
    return []


def fold_reserved(state: State, fact: Fact, body: RangeReserved) -> None:
    state.put(
        NumberRange(
            port=body.port,
            year=body.year,
            first=body.first,
            last=body.last,
            reserved_at=fact.received_at,
            reserved_by=fact.actor,
            reason=body.reason,
        )
    )


def fold_entered(state: State, fact: Fact, body: IssueEntered) -> None:
    """What was left out before and is now entered, or left out for another reason, is replaced."""
    known = state.get(OfflineIssue, body.file)
    told = {*body.entered, *(item.number for item in body.left_out)}
    earlier = [item for item in known.left_out if item.number not in told] if known else []
    left_out = sorted([*earlier, *body.left_out], key=lambda item: item.number)
    state.put(
        OfflineIssue(
            file=body.file,
            port=body.port,
            kid=body.kid,
            range=f"{body.port}{body.year:02d}-{body.first:06d}-{body.last:06d}",
            made_at=body.made_at,
            officer=body.officer,
            entered_at=fact.received_at,
            entered_by=fact.actor,
            entered=sorted({*(known.entered if known else []), *body.entered}),
            left_out=left_out,
            state="waiting" if left_out else "whole",
        )
    )
