"""What makes an inspection record (拆包查验记录单) complete, and its result defensible.

Phone and server share these rules: the phone lets nobody sign while `problems` says anything, and
the server, which refuses no signed record, keeps what it says as objections. The twin in
TypeScript is held to the same by `tests/vectors/inspection`. Pure: no clock, no state.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import get_args

from backend.rules import sampling
from backend.rules.waivers import waivers
from backend.wire.checklists import Checklist3, ChecklistItem3
from backend.wire.declarations import Goods
from backend.wire.findings import Finding3
from backend.wire.inspections import Result
from backend.wire.inspections3 import Answer3, InspectionRecorded3
from backend.wire.views import Objection

RESULTS: tuple[Result, ...] = get_args(Result)
"""From the mildest on."""


def problems(
    record: InspectionRecorded3, checklists: Sequence[Checklist3], photos: Collection[str]
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
        *of_findings(record.findings),
        *_photos(record, photos),
        *(sampling.problems(record.sampling) if record.sampling else ()),
        *_result(record, checklists),
    ]


def unasked(record: InspectionRecorded3, required: Sequence[str]) -> list[Objection]:
    """The checklists that the crate's class requires (by id) and that the record did not ask."""
    asked = {ref.id for ref in record.checklists}
    return [_object("checklist_missing", name) for name in required if name not in asked]


def unwaived(
    record: InspectionRecorded3, goods: Goods, checklists: Sequence[Checklist3]
) -> list[Objection]:
    """The items whose n/a rests on a rule that is not theirs, or does not hold for these goods."""
    holds = waivers(goods, checklists)
    return [
        _object("na_rule_unmet", answer.item)
        for answer in record.answers
        if answer.rule is not None and holds.get(answer.item) != answer.rule
    ]


def holding(record: InspectionRecorded3, checklists: Sequence[Checklist3]) -> list[str]:
    """Why the crate cannot be released: ids of failed critical items, `finding N` where alive."""
    critical = {item.id for checklist in checklists for item in checklist.items if item.critical}
    failed = [a.item for a in record.answers if a.mark == "fail" and a.item in critical]
    alive = [f"finding {finding.no}" for finding in record.findings if finding.alive == "alive"]
    return list(dict.fromkeys(failed)) + alive


def allowed_results(
    record: InspectionRecorded3, checklists: Sequence[Checklist3]
) -> tuple[Result, ...]:
    """The results that answers and findings leave open, from the mildest on."""
    return RESULTS[1:] if holding(record, checklists) else RESULTS


def mildest_allowed(record: InspectionRecorded3, checklists: Sequence[Checklist3]) -> Result:
    """The mildest result that answers and findings leave open."""
    return allowed_results(record, checklists)[0]


def _object(code: str, detail: str) -> Objection:
    return Objection(code=code, detail=detail)


def _blank(text: str | None) -> bool:
    return text is None or not text.strip()


def instant(text: str) -> datetime | None:
    """A moment, or None where the text has the shape of one and is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:  # there is no such day or hour
        return None


def _times(record: InspectionRecorded3) -> Iterator[Objection]:
    started, ended = instant(record.started_at), instant(record.ended_at)
    if started is None:
        yield _object("bad_time", "started_at")
    if ended is None:
        yield _object("bad_time", "ended_at")
    if started is not None and ended is not None and ended < started:
        yield _object("ended_before_started", record.ended_at)


def _people(record: InspectionRecorded3) -> Iterator[Objection]:
    if record.lead == record.recorder:
        yield _object("same_inspector", record.lead)


def _answers(answers: Sequence[Answer3], items: dict[str, ChecklistItem3]) -> Iterator[Objection]:
    seen: set[str] = set()
    for answer in answers:
        item = items.get(answer.item)
        if item is None:
            yield _object("unknown_item", answer.item)
        if answer.item in seen:
            yield _object("answer_twice", answer.item)
        seen.add(answer.item)
        yield from _evidence(answer, item)
        if answer.source is not None and item is not None and item.once is None:
            yield _object("not_asked_once", answer.item)


def _evidence(answer: Answer3, item: ChecklistItem3 | None) -> Iterator[Objection]:
    """What an answer owes: a fail a remark and a photo, n/a a reason unless the item waives it, a
    pass a photo where the item asks for one."""
    if answer.mark == "pass" and item is not None and item.photo and not answer.photos:
        yield _object("pass_needs_photo", answer.item)
    if answer.mark == "fail" and _blank(answer.remark):
        yield _object("fail_needs_remark", answer.item)
    if answer.mark == "fail" and not answer.photos:
        yield _object("fail_needs_photo", answer.item)
    waived = answer.rule is not None or (item is not None and item.na)
    if answer.mark == "na" and not waived and _blank(answer.remark):
        yield _object("na_needs_reason", answer.item)


def _unanswered(
    answers: Sequence[Answer3], items: dict[str, ChecklistItem3]
) -> Iterator[Objection]:
    answered = {answer.item for answer in answers}
    for name in items:
        if name not in answered:
            yield _object("item_unanswered", name)


def of_findings(findings: Sequence[Finding3]) -> Iterator[Objection]:
    """What findings owe, whatever they were made at; the detail is a finding's number."""
    seen: set[int] = set()
    for finding in findings:
        if finding.no in seen:
            yield _object("finding_no_twice", str(finding.no))
        seen.add(finding.no)
        if not finding.photos:
            yield _object("finding_needs_photo", str(finding.no))
        yield from _identified(finding)


def _identified(finding: Finding3) -> Iterator[Objection]:
    """What is called identified has a name in the list and a way it was identified by."""
    if finding.status in ("identified", "confirmed") and (
        finding.eppo is None or finding.identified_by is None
    ):
        yield _object("identification_owed", str(finding.no))
    if finding.share is not None and finding.share.affected > finding.share.looked_at:
        yield _object("share_over_whole", str(finding.no))


def _photos(record: InspectionRecorded3, attached: Collection[str]) -> Iterator[Objection]:
    named = [sha for answer in record.answers for sha in answer.photos]
    named += files_of(record.findings)
    named += record.general_photos
    named += [item.sha256 for item in record.attachments]
    yield from unattached(named, attached)


def files_of(findings: Sequence[Finding3]) -> list[str]:
    """Every file that findings name."""
    return [
        sha for finding in findings for sha in (*finding.photos, *finding.originals, *finding.clips)
    ]


def unattached(named: Sequence[str], attached: Collection[str]) -> Iterator[Objection]:
    """The files that are named and do not travel with the entry."""
    have = frozenset(attached)
    for sha in dict.fromkeys(named):
        if sha not in have:
            yield _object("photo_not_attached", sha)


def _result(record: InspectionRecorded3, checklists: Sequence[Checklist3]) -> Iterator[Objection]:
    if record.result == "release":
        for cause in holding(record, checklists):
            yield _object("result_too_mild", cause)
