"""Checklists at the desk: every version, and an edit to preview and publish as the next one.

Guarantee: a version is published once, follows the newest, and changes something; what an older
version asked stays.
"""

from backend.desk.office import Office
from backend.journal.sealing import Draft
from backend.rules.checklist_changes import changes
from backend.rules.checklist_edits import errors, followed_by, reason_owed
from backend.rules.checklists import checklists, published
from backend.rules.state import State
from backend.wire.checklistdesk import ChecklistEdit, ChecklistReport, ChecklistVersion
from backend.wire.checklists import Checklist3
from backend.wire.views import ChecklistDoc, Person


class NoSuchListError(Exception):
    """No checklist has that id."""


class OutdatedEditError(Exception):
    """Somebody else has published meanwhile; `newest` is now in force."""

    def __init__(self, newest: int) -> None:
        super().__init__(newest)
        self.newest = newest


async def edit_checklist(
    office: Office, actor: str, id_: str, edit: ChecklistEdit, apply: bool
) -> ChecklistReport:
    """Compare with the version in force, and where asked publish.

    Raises NoSuchListError and OutdatedEditError.
    """
    reports: list[ChecklistReport] = []

    def plan(state: State) -> list[Draft]:
        before = newest(state, id_)
        if before.version != edit.base:
            raise OutdatedEditError(before.version)
        report = _report(edit, before, apply)
        reports.append(report)
        if not report.done or report.next is None:
            return []
        return [Draft("checklist.published", 3, published(report.next, edit.reason.strip()))]

    await office.journal.record(actor, plan)
    return reports[-1]


def newest(state: State, id_: str) -> Checklist3:
    """The version in force. Raises NoSuchListError."""
    shipped = max((item.version for item in checklists() if item.id == id_), default=0)
    found, version = None, 1
    while (doc := state.get(ChecklistDoc, f"{id_}@{version}")) or version <= shipped:
        found, version = doc or found, version + 1
    if found is None:
        raise NoSuchListError(id_)
    return found.checklist


def _report(edit: ChecklistEdit, before: Checklist3, apply: bool) -> ChecklistReport:
    wrong = [*errors(edit, before), *(reason_owed(edit) if apply else ())]
    after = None if wrong else followed_by(edit, before)
    renamed = after is not None and (after.zh, after.en) != (before.zh, before.en)
    found = changes(before, after) if after else []
    return ChecklistReport(
        next=after,
        renamed=renamed,
        changes=found,
        errors=wrong,
        done=bool(apply and after and (found or renamed)),
    )


def told(docs: list[ChecklistDoc], people: list[Person]) -> list[ChecklistVersion]:
    """Every version of every list, the list for all crates first, the newest version first."""
    names = {person.id: person.name for person in people}
    known = {doc.key: doc.checklist for doc in docs}
    ordered = sorted(docs, key=lambda doc: -doc.checklist.version)
    ordered.sort(key=lambda doc: (doc.checklist.id != "all", doc.checklist.id))
    return [_version(doc, known, names) for doc in ordered]


def _version(
    doc: ChecklistDoc, known: dict[str, Checklist3], names: dict[str, str]
) -> ChecklistVersion:
    now = doc.checklist
    before = known.get(f"{now.id}@{now.version - 1}")
    return ChecklistVersion(
        checklist=now,
        at=doc.at,
        by=doc.by,
        by_name=names.get(doc.by),
        reason=doc.reason,
        changes=changes(before, now) if before else [],
        renamed=before is not None and (before.zh, before.en) != (now.zh, now.en),
    )
