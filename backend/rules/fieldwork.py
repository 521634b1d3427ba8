"""What makes an isolation visit and a treatment check complete, as they are made in the field.

Phone and server share these rules: the phone lets nobody sign while one of them says anything, and
the server, which refuses no signed entry, keeps what it says as objections. The twin in TypeScript
(`pwa/src/rules/fieldwork.ts`) is held to the same by `tests/vectors/fieldwork.json`. Pure.
"""

from collections.abc import Collection, Iterator

from backend.rules.inspection import files_of, of_findings, unattached
from backend.wire.isolations import IsolationVisited, IsolationVisited2
from backend.wire.treatments import CheckedValue, TreatmentChecked2
from backend.wire.views import Objection


def visit_owes(body: IsolationVisited2, photos: Collection[str]) -> list[Objection]:
    """What a visit lacks; `photos` are the hashes that travel with the entry. The details: a
    number, a photo's hash or the registration."""
    found = symptoms_owed(body)
    if body.planted is not None and body.alive is not None and body.alive > body.planted:
        found.append(Objection(code="alive_over_planted", detail=str(body.alive)))
    if body.state != "good" and not body.photos:
        found.append(Objection(code="symptoms_need_photo", detail=body.registration))
    named = [*body.photos, *files_of(body.findings), *(file.sha256 for file in body.attachments)]
    return [*found, *of_findings(body.findings), *unattached(named, photos)]


def symptoms_owed(body: IsolationVisited) -> list[Objection]:
    """What is not well is described, in whichever version it is said."""
    if body.state == "good" or (body.symptoms is not None and body.symptoms.strip()):
        return []
    return [Objection(code="symptoms_owed", detail=body.registration)]


def check_owes(body: TreatmentChecked2, photos: Collection[str]) -> list[Objection]:
    """What a check lacks. The details: what was looked at, a photo's hash or the order."""
    differs = any(value.said == "differs" for value in body.values)
    unsaid = body.remark is None or not body.remark.strip()
    found = list(_values(body.values))
    if unsaid and (differs or body.result == "repeat"):
        found.append(Objection(code="check_remark_owed", detail=body.order))
    named = [*body.photos, *(file.sha256 for file in body.attachments)]
    return [*found, *unattached(named, photos)]


def _values(values: Collection[CheckedValue]) -> Iterator[Objection]:
    seen = set()
    for value in values:
        if value.what in seen:
            yield Objection(code="value_twice", detail=value.what)
        seen.add(value.what)
        if value.said == "differs" and not (value.found or "").strip():
            yield Objection(code="found_value_owed", detail=value.what)
