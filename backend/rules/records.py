"""Inspection records and their review: what each entry makes of record and crate."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from backend.rules import cosigning, passing
from backend.rules.checklists import for_goods
from backend.rules.evidence import own_photos
from backend.rules.inspection import problems, unasked, unwaived
from backend.rules.life import step
from backend.rules.lots import lot_of
from backend.rules.moving import moved
from backend.rules.printing import judge_label
from backend.rules.state import Fact, State
from backend.rules.unpacking import Amended, Recorded, newest
from backend.wire.checklists import Checklist3
from backend.wire.inspections import ReviewDecided
from backend.wire.inspections3 import InspectionRecorded3
from backend.wire.reviews import ReturnedItem, ReviewDecided2
from backend.wire.views import (
    ChecklistDoc,
    Crate,
    Objection,
    Record,
)

Review = ReviewDecided | ReviewDecided2


def _asked(state: State, body: InspectionRecorded3) -> tuple[list[Checklist3], list[Objection]]:
    """The checklists in the versions that were asked, and those nobody knows."""
    found, unknown = [], []
    for ref in body.checklists:
        key = f"{ref.id}@{ref.version}"
        doc = state.get(ChecklistDoc, key)
        if doc is None:
            unknown.append(Objection(code="checklist_unknown", detail=key))
        else:
            found.append(doc.checklist)
    return found, unknown


def _judge_crate(
    state: State, body: InspectionRecorded3, asked: Sequence[Checklist3]
) -> list[Objection]:
    crate = state.get(Crate, body.crate)
    if crate is None:
        return [Objection(code="crate_unknown", detail=body.crate)]
    found = unasked(body, [checklist.id for checklist in for_goods(crate.goods)])
    found += unwaived(body, crate.goods, asked)
    if body.lot != lot_of(crate):
        found.append(Objection(code="lot_of_another_crate", detail=body.lot))
    if crate.state == "held":
        found.append(Objection(code="crate_held", detail=crate.outcome or ""))
    elif (why := step("inspection.recorded", crate.state, crate.standing).objection) is not None:
        found.append(Objection(code=why, detail=crate.id))
    if crate.label is None:
        found.append(Objection(code="no_label_in_force", detail=body.crate))
    if body.label is not None:
        found += judge_label(state, body.crate, body.label.number, body.label.token)
    return found


def _judge_sources(state: State, body: InspectionRecorded3) -> Iterator[Objection]:
    """An answer given once names the record that gave it: of the same consignment, and the same."""
    for answer in body.answers:
        if answer.source is None or answer.source.record is None:
            continue
        given = state.get(Record, answer.source.record)
        if given is None or given.crate.split("/")[0] != body.crate.split("/")[0]:
            yield Objection(code="source_unknown", detail=answer.item)
        elif not any((a.item, a.mark) == (answer.item, answer.mark) for a in given.body.answers):
            yield Objection(code="source_differs", detail=answer.item)


def _judge_body(state: State, fact: Fact, body: InspectionRecorded3) -> list[Objection]:
    asked, unknown = _asked(state, body)
    photos = [photo.sha256 for photo in fact.photos]
    found = _judge_crate(state, body, asked) + unknown + problems(body, asked, photos)
    found += _judge_sources(state, body)
    return found + cosigning.judge_early(state, fact, body)


def judge_recorded(state: State, fact: Fact, body: Recorded) -> list[Objection]:
    found = _judge_body(state, fact, newest(state, body))
    crate = state.get(Crate, body.crate)
    earlier = state.get(Record, crate.record) if crate and crate.record else None
    if earlier is not None and earlier.state != "superseded":
        found.append(Objection(code="already_inspected", detail=earlier.id))
    return found


def judge_amended(state: State, fact: Fact, body: Amended) -> list[Objection]:
    found = _judge_body(state, fact, newest(state, body.record))
    earlier = state.get(Record, body.amends)
    if earlier is None:
        return [*found, Objection(code="amends_unknown", detail=body.amends)]
    if earlier.body.crate != body.record.crate:
        found.append(Objection(code="amends_another_crate", detail=earlier.body.crate))
    if earlier.state == "superseded":
        found.append(Objection(code="already_amended", detail=earlier.superseded_by or ""))
    if earlier.state == "accepted":
        found.append(Objection(code="already_accepted", detail=earlier.id))
    if fact.actor not in (earlier.body.lead, earlier.body.recorder):
        found.append(Objection(code="not_its_inspector", detail=fact.actor))
    return found


def _enter(
    state: State,
    fact: Fact,
    signed: Recorded,
    amends: Amended | None,
    sheet: str | None = None,
) -> InspectionRecorded3:
    """Enter a record; returns it as the newest version reads it."""
    body = newest(state, signed)
    state.put(
        Record(
            id=fact.id,
            crate=body.crate,
            amends=amends.amends if amends else None,
            amend_reason=amends.reason if amends else None,
            superseded_by=None,
            kv=_version(signed),
            sha256=fact.sha256,
            body=body,
            cosigned=cosigning.early(state, fact.id),
            taken=passing.taken_from(state, body.crate, fact.dev),
            sheet=sheet,
            dev=fact.dev,
            actor=fact.actor,
            at=fact.at,
            received_at=fact.received_at,
            state="submitted",
            reviewer=None,
            reviewed_at=None,
            review_reason=None,
            review_items=[],
            photos=list(dict.fromkeys(ref.sha256 for ref in fact.photos)),
            photos_missing=own_photos(state, fact),
            objections=fact.objections,
        )
    )
    return body


def _version(body: Recorded) -> int:
    """2 reads as 1 and 4 as 3: they differ in what travels beside them only."""
    return 3 if isinstance(body, InspectionRecorded3) else 1


def fold_recorded(state: State, fact: Fact, signed: Recorded, sheet: str | None = None) -> None:
    """`sheet`: the paper that it was entered from."""
    body = _enter(state, fact, signed, None, sheet)
    crate = state.get(Crate, body.crate)
    if crate is None or crate.record is not None:
        return  # the first record stays the crate's own until a review chooses another
    _point(state, fact, crate, body, "inspection.recorded")


def fold_amended(state: State, fact: Fact, body: Amended) -> None:
    record = _enter(state, fact, body.record, body)
    earlier = state.get(Record, body.amends)
    if earlier is not None and earlier.state != "superseded":
        state.put(replace(earlier, state="superseded", superseded_by=fact.id))
    crate = state.get(Crate, body.record.crate)
    if crate is not None and crate.record in (None, body.amends):
        _point(state, fact, crate, record, "inspection.amended")


def _point(state: State, fact: Fact, crate: Crate, body: InspectionRecorded3, event: str) -> None:
    after = moved(fact, crate, event)
    state.put(replace(after, record=fact.id, result=body.result))


def judge_review(state: State, fact: Fact, body: Review) -> list[Objection]:
    record = state.get(Record, body.record)
    if record is None:
        return [Objection(code="record_unknown", detail=body.record)]
    found = []
    if record.state != "submitted":
        found.append(Objection(code="already_reviewed", detail=record.state))
    if fact.actor in (record.body.lead, record.body.recorder, record.actor):
        found.append(Objection(code="reviewer_is_inspector", detail=fact.actor))
    if body.decision == "accept" and record.photos_missing:
        found.append(Objection(code="photos_missing", detail=str(record.photos_missing)))
    crate = state.get(Crate, record.crate)
    if body.decision == "accept" and crate is not None:
        event = f"review.accepted.{record.body.result}"
        why = step(event, crate.state, crate.standing).objection
        found += [Objection(code=why, detail=crate.id)] if why else []
    if body.decision == "accept":
        found += cosigning.owed(record)
    if body.decision == "return" and body.reason is None:
        found.append(Objection(code="reason_owed", detail=""))
    return found + _judge_sent_back(record, body)


def _sent_back(body: Review) -> list[ReturnedItem]:
    """Version 1 said of no single answer why it came back."""
    return body.items if isinstance(body, ReviewDecided2) else []


def _judge_sent_back(record: Record, body: Review) -> list[Objection]:
    """Single answers are sent back once each, of those given, and never with an acceptance."""
    left = {answer.item for answer in record.body.answers} if body.decision == "return" else set()
    found = []
    for sent_back in _sent_back(body):
        if sent_back.item not in left:
            found.append(Objection(code="item_not_sent_back", detail=sent_back.item))
        left.discard(sent_back.item)
    return found


def fold_review(state: State, fact: Fact, body: Review) -> None:
    record = state.get(Record, body.record)
    if record is None:
        return
    accepted = body.decision == "accept"
    state.put(
        replace(
            record,
            state="accepted" if accepted else "returned",
            reviewer=fact.actor,
            reviewed_at=fact.received_at,
            review_reason=body.reason,
            review_items=_sent_back(body),
        )
    )
    crate = state.get(Crate, record.crate)
    if crate is None or not accepted:
        return
    after = moved(fact, crate, f"review.accepted.{record.body.result}")
    state.put(replace(after, record=record.id, result=record.body.result))
    _set_aside(state, record)


def _set_aside(state: State, chosen: Record) -> None:
    """Of two that inspected one crate a supervisor takes one; the other stays to be read, and waits
    for nobody any more."""
    for other in state.belonging(Record, chosen.crate):
        if other.id != chosen.id and other.state in ("submitted", "returned"):
            state.put(replace(other, state="superseded", superseded_by=chosen.id))
