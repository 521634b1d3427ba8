"""What makes an inspection record (拆包查验记录单) complete, and its result defensible.

Phone and server share these rules: the phone lets nobody sign while `problems` says anything, and
the server, which refuses no signed record, keeps what it says as objections. The twin in
TypeScript is held to the same by `tests/vectors/inspection`. Pure: no clock, no state.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import get_args

from backend.wire.inspections import (
    Answer,
    Checklist,
    ChecklistItem,
    Finding,
    InspectionRecorded,
    Result,
)
from backend.wire.views import Objection

RESULTS: tuple[Result, ...] = get_args(Result)
"""From the mildest on."""


def problems(
    record: InspectionRecorded, checklists: Sequence[Checklist], photos: Collection[str]
) -> list[Objection]:
    """What is wrong with a record, in the order in which it is written; empty when it is sound.

    `checklists` are those asked, in the versions asked; `photos` the hashes that travel with the
    entry. The details: an item id, a finding's number, a photo's hash, a field or a person.
    """
    items = {item.id: item for checklist in checklists for item in checklist.items}
    return [
        *_times(record),
        *_people(record),
        *_answers(record.answers, items),
        *_unanswered(record.answers, items),
        *_findings(record.findings),
        *_photos(record, photos),
        *_result(record, checklists),
    ]


def unasked(record: InspectionRecorded, required: Sequence[str]) -> list[Objection]:
    """The checklists that the crate's class requires (by id) and that the record did not ask."""
    asked = {ref.id for ref in record.checklists}
    return [_object("checklist_missing", name) for name in required if name not in asked]


def holding(record: InspectionRecorded, checklists: Sequence[Checklist]) -> list[str]:
    """Why the crate cannot be released: ids of failed critical items, `finding N` where alive."""
    critical = {item.id for checklist in checklists for item in checklist.items if item.critical}
    failed = [a.item for a in record.answers if a.mark == "fail" and a.item in critical]
    alive = [f"finding {finding.no}" for finding in record.findings if finding.alive == "alive"]
    return list(dict.fromkeys(failed)) + alive


def allowed_results(
    record: InspectionRecorded, checklists: Sequence[Checklist]
) -> tuple[Result, ...]:
    """The results that answers and findings leave open, from the mildest on."""
    return RESULTS[1:] if holding(record, checklists) else RESULTS


def mildest_allowed(record: InspectionRecorded, checklists: Sequence[Checklist]) -> Result:
    """The mildest result that answers and findings leave open."""
    return allowed_results(record, checklists)[0]


def _object(code: str, detail: str) -> Objection:
    return Objection(code=code, detail=detail)


def _blank(text: str | None) -> bool:
    return text is None or not text.strip()


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:  # it has the shape, but there is no such day or hour
        return None


def _times(record: InspectionRecorded) -> Iterator[Objection]:
    started, ended = _instant(record.started_at), _instant(record.ended_at)
    if started is None:
        yield _object("bad_time", "started_at")
    if ended is None:
        yield _object("bad_time", "ended_at")
    if started is not None and ended is not None and ended < started:
        yield _object("ended_before_started", record.ended_at)


def _people(record: InspectionRecorded) -> Iterator[Objection]:
    if record.lead == record.recorder:
        yield _object("same_inspector", record.lead)


def _answers(answers: Sequence[Answer], items: dict[str, ChecklistItem]) -> Iterator[Objection]:
    seen: set[str] = set()
    for answer in answers:
        item = items.get(answer.item)
        if item is None:
            yield _object("unknown_item", answer.item)
        if answer.item in seen:
            yield _object("answer_twice", answer.item)
        seen.add(answer.item)
        if answer.mark != "pass":
            yield from _evidence(answer, item)


def _evidence(answer: Answer, item: ChecklistItem | None) -> Iterator[Objection]:
    """What an answer owes: a fail a remark and a photo, n/a a reason unless the item waives it."""
    if answer.mark == "fail" and _blank(answer.remark):
        yield _object("fail_needs_remark", answer.item)
    if answer.mark == "fail" and not answer.photos:
        yield _object("fail_needs_photo", answer.item)
    waived = item is not None and item.na
    if answer.mark == "na" and not waived and _blank(answer.remark):
        yield _object("na_needs_reason", answer.item)


def _unanswered(answers: Sequence[Answer], items: dict[str, ChecklistItem]) -> Iterator[Objection]:
    answered = {answer.item for answer in answers}
    for name in items:
        if name not in answered:
            yield _object("item_unanswered", name)


def _findings(findings: Sequence[Finding]) -> Iterator[Objection]:
    seen: set[int] = set()
    for finding in findings:
        if finding.no in seen:
            yield _object("finding_no_twice", str(finding.no))
        seen.add(finding.no)
        if not finding.photos:
            yield _object("finding_needs_photo", str(finding.no))


def _photos(record: InspectionRecorded, attached: Collection[str]) -> Iterator[Objection]:
    named = [sha for answer in record.answers for sha in answer.photos]
    named += [sha for finding in record.findings for sha in finding.photos]
    named += record.general_photos
    have = frozenset(attached)
    for sha in dict.fromkeys(named):
        if sha not in have:
            yield _object("photo_not_attached", sha)


def _result(record: InspectionRecorded, checklists: Sequence[Checklist]) -> Iterator[Objection]:
    if record.result == "release":
        for cause in holding(record, checklists):
            yield _object("result_too_mild", cause)
