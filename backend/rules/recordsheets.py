"""Numbered sheets of paper, and the inspections that were entered from them.

Guarantee: a sheet is entered once; what is on it counts as an inspection by those who signed it,
entered by whom the journal names; a crate that a phone recorded as well keeps both records, as with
any two.
"""

from typing import Final

from msgspec.structs import replace

from backend.rules import records
from backend.rules.state import Fact, State
from backend.wire.recordsheets import InspectionTranscribed, SheetPrinted
from backend.wire.views import Crate, Objection, Person, RecordSheet

HARD: Final = frozenset(
    (
        "sheet_unknown",
        "sheet_entered",
        "sheet_of_another_crate",
        "sheet_of_another_class",
        "sheet_asks_otherwise",
        "crate_unknown",
        "not_an_inspector",
        "scan_missing",
        "lead_records",
    )
)
"""What keeps a sheet from being entered; all else stays with the record as objections."""


def judge_printed(state: State, body: SheetPrinted) -> list[Objection]:
    if body.crate is not None and state.get(Crate, body.crate) is None:
        return [Objection(code="crate_unknown", detail=body.crate)]
    if state.get(RecordSheet, body.no) is not None:
        return [Objection(code="sheet_entered", detail=body.no)]
    return []


def fold_printed(state: State, fact: Fact, body: SheetPrinted) -> None:
    state.put(
        RecordSheet(
            body=body,
            at=fact.received_at,
            by=fact.actor,
            record=None,
            entered_at=None,
            entered_by=None,
        )
    )


def judge_transcribed(state: State, fact: Fact, body: InspectionTranscribed) -> list[Objection]:
    record = body.record
    found = _of_the_sheet(state, body)
    named = (record.lead, record.recorder)
    for user in named:
        person = state.get(Person, user)
        if person is None or "inspector" not in person.roles:
            found.append(Objection(code="not_an_inspector", detail=user))
    if record.lead == record.recorder:
        found.append(Objection(code="lead_records", detail=record.lead))
    attached = {photo.sha256 for photo in fact.photos}
    if not attached.issuperset(body.scans):
        found.append(Objection(code="scan_missing", detail=body.sheet))
    return found + records.judge_recorded(state, fact, record)


def _of_the_sheet(state: State, body: InspectionTranscribed) -> list[Objection]:
    sheet, crate = state.get(RecordSheet, body.sheet), state.get(Crate, body.record.crate)
    if sheet is None:
        return [Objection(code="sheet_unknown", detail=body.sheet)]
    found = []
    if sheet.record is not None:
        found.append(Objection(code="sheet_entered", detail=sheet.record))
    if sheet.body.crate not in (None, body.record.crate):
        found.append(Objection(code="sheet_of_another_crate", detail=sheet.body.crate or ""))
    if crate is not None and crate.goods.class_ != sheet.body.class_:
        found.append(Objection(code="sheet_of_another_class", detail=sheet.body.class_))
    if not {(ref.id, ref.version) for ref in body.record.checklists} <= {
        (ref.id, ref.version) for ref in sheet.body.checklists
    }:
        found.append(Objection(code="sheet_asks_otherwise", detail=body.sheet))
    return found


def fold_transcribed(state: State, fact: Fact, body: InspectionTranscribed) -> None:
    records.fold_recorded(state, fact, body.record, body.sheet)
    sheet = state.get(RecordSheet, body.sheet)
    if sheet is not None and sheet.record is None:
        state.put(
            replace(sheet, record=fact.id, entered_at=fact.received_at, entered_by=fact.actor)
        )
