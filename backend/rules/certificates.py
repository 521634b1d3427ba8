"""Forms with a number, and the end of a crate's road: released, on show, gone."""

from msgspec.structs import replace

from backend.rules.evidence import own_photos
from backend.rules.moving import act, judge_move, known, move, moved
from backend.rules.state import Fact, State
from backend.wire.certificates import (
    CertificateIssued,
    CertificateVoided,
    CrateClosed,
    CrateDisplayed,
    CrateReleased,
)
from backend.wire.followups import Certificate
from backend.wire.views import Objection, Record


def judge_issued(state: State, body: CertificateIssued) -> list[Objection]:
    found = judge_move(state, body.crates, f"certificate.issued.{body.form}")
    if state.get(Certificate, body.number) is not None:
        found.append(Objection(code="number_used", detail=body.number))
    if body.number[16:18] != body.form:
        found.append(Objection(code="number_of_another_form", detail=body.number))
    for crate in known(state, body.crates):
        if crate.declaration != body.declaration:
            found.append(Objection(code="not_of_that_declaration", detail=crate.id))
        if body.form == "95" and crate.label is None:
            found.append(Objection(code="no_label_in_force", detail=crate.id))
    return found


def fold_issued(state: State, fact: Fact, body: CertificateIssued) -> None:
    if state.get(Certificate, body.number) is not None:
        return
    state.put(
        Certificate(
            number=body.number,
            declaration=body.declaration,
            crates=body.crates,
            state="issued",
            body=body,
            issued=act(fact),
            voided=None,
            void_reason=None,
        )
    )
    move(state, fact, body.crates, f"certificate.issued.{body.form}")


def judge_voided(state: State, body: CertificateVoided) -> list[Objection]:
    form = state.get(Certificate, body.number)
    if form is None:
        return [Objection(code="certificate_unknown", detail=body.number)]
    if form.state == "void":
        return [Objection(code="certificate_void", detail=body.number)]
    return []


def fold_voided(state: State, fact: Fact, body: CertificateVoided) -> None:
    form = state.get(Certificate, body.number)
    if form is None or form.state == "void":
        return
    state.put(replace(form, state="void", voided=act(fact), void_reason=body.reason))
    move(state, fact, form.body.crates, "certificate.voided")


def judge_released(state: State, fact: Fact, body: CrateReleased) -> list[Objection]:
    """Nobody releases what they inspected themselves."""
    found = judge_move(state, [body.crate], "crate.released")
    for crate in known(state, [body.crate]):
        record = state.get(Record, crate.record) if crate.record else None
        if record is not None and fact.actor in (record.body.lead, record.body.recorder):
            found.append(Objection(code="reviewer_is_inspector", detail=fact.actor))
    return found


def fold_released(state: State, fact: Fact, body: CrateReleased) -> None:
    move(state, fact, [body.crate], "crate.released")


def judge_displayed(state: State, body: CrateDisplayed) -> list[Objection]:
    return judge_move(state, [body.crate], "crate.displayed")


def fold_displayed(state: State, fact: Fact, body: CrateDisplayed) -> None:
    own_photos(state, fact)
    move(state, fact, [body.crate], "crate.displayed")


def judge_closed(state: State, body: CrateClosed) -> list[Objection]:
    found = judge_move(state, [body.crate], f"crate.closed.{body.how}")
    if body.how == "bought" and body.document is None:
        found.append(Objection(code="new_declaration_owed", detail=body.crate))
    return found


def fold_closed(state: State, fact: Fact, body: CrateClosed) -> None:
    own_photos(state, fact)
    for crate in known(state, [body.crate]):
        after = moved(fact, crate, f"crate.closed.{body.how}")
        state.put(replace(after, closed=body.how) if after.state == "closed" else after)
