"""Older versions of the inspection, read as the newest one.

Guarantee: what an older record could not say is null or empty here, so rules and screens know one
shape; the entry itself stays as it was signed.
"""

from backend.rules.lots import lot_of
from backend.rules.state import State
from backend.wire.findings import Finding3
from backend.wire.inspections import Answer, Finding, InspectionAmended, InspectionRecorded
from backend.wire.inspections3 import Answer3, InspectionAmended3, InspectionRecorded3
from backend.wire.views import Crate

Recorded = InspectionRecorded | InspectionRecorded3
Amended = InspectionAmended | InspectionAmended3
UNKNOWN_LOT = "000000000000000/ZZ/unknown/-"
"""The lot of a record of a crate that nobody declared."""


def newest(state: State, body: Recorded) -> InspectionRecorded3:
    """A record as version 3 reads it."""
    if isinstance(body, InspectionRecorded3):
        return body
    crate = state.get(Crate, body.crate)
    return upgraded(body, lot_of(crate) if crate else UNKNOWN_LOT)


def upgraded(body: InspectionRecorded, lot: str) -> InspectionRecorded3:
    """A record of version 1 or 2 as version 3, of the crate in that lot."""
    return InspectionRecorded3(
        crate=body.crate,
        lot=lot,
        label=body.label,
        place=body.place,
        weather=None,
        started_at=body.started_at,
        ended_at=body.ended_at,
        lead=body.lead,
        recorder=body.recorder,
        witness=body.witness,
        checklists=body.checklists,
        answers=[_answer(answer) for answer in body.answers],
        sampling=None,
        findings=[_finding(finding) for finding in body.findings],
        general_photos=body.general_photos,
        attachments=[],
        result=body.result,
        remark=body.remark,
    )


def _answer(answer: Answer) -> Answer3:
    return Answer3(
        item=answer.item,
        mark=answer.mark,
        rule=None,
        remark=answer.remark,
        photos=answer.photos,
        source=None,
    )


def _finding(finding: Finding) -> Finding3:
    return Finding3(
        no=finding.no,
        eppo=finding.eppo,
        name=finding.name,
        found_at=finding.found_at,
        host=None,
        stage=finding.stage,
        alive=finding.alive,
        count=finding.count,
        share=None,
        identified_by=None,
        status="preliminary",
        regulation=None,
        disposition=None,
        remark=finding.remark,
        photos=finding.photos,
        originals=[],
        clips=[],
    )
