"""Crates at the gate, as a desk sees them: what a scan there means, and the arrival itself."""

from typing import cast

from backend.desk.office import Office
from backend.desk.status import Status, status_of_number, status_of_token
from backend.journal.sealing import Draft
from backend.rules.state import State
from backend.rules.travelling import DOUBTS, repeats
from backend.views.readers import Readers
from backend.wire.inspections import Verdict
from backend.wire.scans import Arrival, Judged, LabelFacts
from backend.wire.travels import CrateScannedIn, GatePlace
from backend.wire.views import Objection
from labels.code import Facts, token_of
from labels.errors import NotOurLabel
from labels.number import parse_number

_SHORTEST_CODE = 41  # characters; whatever is longer than a number can be


async def judged(office: Office, readers: Readers, text: str) -> Judged | None:
    """The verdict on what was scanned or typed; None where no label bears the number.

    Raises MistypedNumber or MalformedNumber for a number that cannot be one.
    """
    read = text.strip()
    if len(read) < _SHORTEST_CODE and "/" not in read:
        found = await status_of_number(office, readers, parse_number(read))
        return _judged(found, None) if found else None
    try:
        token = token_of(read)
    except NotOurLabel:
        token = ""
    return _judged(await status_of_token(office, readers, token), token or None)


def _judged(status: Status, token: str | None) -> Judged:
    verdict = status.verdict
    label = status.crate.label if status.crate else None
    return Judged(
        verdict=cast("Verdict", verdict.code),
        also=cast("list[Verdict]", list(verdict.also)),
        notes=list(verdict.notes),
        number=verdict.number,
        token=token or (label.token if label else None),
        typed=status.typed,
        facts=_facts(status.facts) if status.facts else None,
        crate=status.crate,
        revoked=verdict.revoked.isoformat() if verdict.revoked else None,
    )


def _facts(facts: Facts) -> LabelFacts:
    return LabelFacts(
        declaration=f"{facts.declaration:015d}",
        n=facts.n,
        of=facts.of,
        port=facts.port,
        origin=facts.origin,
        destination=facts.destination,
        issued=facts.issued.isoformat(),
        valid_until=facts.valid_until.isoformat(),
    )


class UnknownPlaceError(ValueError):
    """A gate of a place that this expo does not have."""


async def arrive(office: Office, actor: str, arrival: Arrival) -> list[Objection] | None:
    """Journal an arrival; None where it is the second face of a crate that was just let in, and
    nothing was entered. What is doubtful about it stays with the entry, for a supervisor.

    Raises Objected with `crate_unknown` or `crate_held`, UnknownPlaceError.
    """
    body = CrateScannedIn(
        crate=arrival.crate,
        number=arrival.number,
        token=arrival.token,
        how=arrival.how,
        gate=arrival.gate,
        place=_place(office, arrival.place),
        latitude=None,
        longitude=None,
        accuracy_m=None,
    )

    def plan(state: State) -> list[Draft]:
        if repeats(state, body, office.clock().isoformat()):
            return []
        return [Draft("crate.arrived", 2, body, despite=DOUBTS)]

    made = await office.journal.record(actor, plan)
    return made[0].objections if made else None


def _place(office: Office, code: str | None) -> GatePlace | None:
    if code is None:
        return None
    for place in office.settings.expo.places:
        if place.code == code:
            return GatePlace(code=place.code, zh=place.zh, en=place.en)
    raise UnknownPlaceError(code)
