"""The expert panel: findings referred to it, and its opinions, spoken first and written after."""

from msgspec.structs import replace

from backend.rules.evidence import own_photos
from backend.rules.moving import act, judge_move, move
from backend.rules.state import Fact, State
from backend.wire.findings import FindingReferred, OpinionGiven
from backend.wire.followups import Opinion, Referral
from backend.wire.views import Objection, Person, Record


def judge_referred(state: State, body: FindingReferred) -> list[Objection]:
    found = judge_move(state, [body.crate], "finding.referred")
    record = state.get(Record, body.record) if body.record else None
    if body.record is not None and record is None:
        found.append(Objection(code="record_unknown", detail=body.record))
    if record is not None and body.finding not in (None, *(f.no for f in record.body.findings)):
        found.append(Objection(code="finding_unknown", detail=str(body.finding)))
    return found


def fold_referred(state: State, fact: Fact, body: FindingReferred) -> None:
    own_photos(state, fact)
    state.put(
        Referral(
            id=fact.id,
            crate=body.crate,
            crates=[body.crate],
            state="open",
            body=body,
            asked=act(fact),
            opinions=[],
        )
    )
    move(state, fact, [body.crate], "finding.referred")


def judge_opinion(state: State, fact: Fact, body: OpinionGiven) -> list[Objection]:
    if state.get(Referral, body.referral) is None:
        return [Objection(code="referral_unknown", detail=body.referral)]
    person = state.get(Person, fact.actor)
    if body.form == "written" and (person is None or "expert" not in person.roles):
        return [Objection(code="not_an_expert", detail=fact.actor)]
    return []


def fold_opinion(state: State, fact: Fact, body: OpinionGiven) -> None:
    referral = state.get(Referral, body.referral)
    if referral is None:
        return
    written = body.form == "written" or referral.state == "written"
    opinion = Opinion(act=act(fact), body=body)
    state.put(
        replace(
            referral,
            state="written" if written else "oral",
            opinions=[*referral.opinions, opinion],
        )
    )
    move(state, fact, [referral.crate], "opinion.given")
