"""Issue special labels, and enter each in the journal."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from backend.desk.faces import make_face
from backend.desk.office import Office
from backend.desk.trusting import signer_for
from backend.journal.append import Objected
from backend.journal.sealing import Draft
from backend.rules.consignments import crate_key
from backend.rules.labelling import TRAVELS
from backend.rules.ranges import next_serial
from backend.rules.state import State
from backend.settings import destination_of
from backend.wire.desk import Bilingual, NotIssued
from backend.wire.labels import LabelIssued
from backend.wire.views import Crate, Declaration, LabelIndex, Objection, Person
from labels.code import Facts, seal
from labels.errors import FaceError
from labels.forms import check_face
from labels.number import number_of


class Issued(NamedTuple):
    numbers: list[str]
    not_issued: list[NotIssued]


async def issue(
    office: Office, actor: str, declaration: str, crates: Sequence[int] | None
) -> Issued:
    """Label what may travel of a declaration; says of every other crate why not.

    Raises Objected with `declaration_unknown`.
    """
    result = Issued([], [])

    def plan(state: State) -> list[Draft]:
        known = state.get(Declaration, declaration)
        if known is None:
            raise Objected([Objection(code="declaration_unknown", detail=declaration)])
        drafts: list[Draft] = []
        issuer = state.get(Person, actor)
        officer = issuer.name if issuer else ""
        for n in crates if crates is not None else known.crates:
            _consider(office, state, crate_key(declaration, n), officer, drafts, result)
        return drafts

    await office.journal.record(actor, plan)
    return result


def _consider(
    office: Office, state: State, key: str, officer: str, drafts: list[Draft], result: Issued
) -> None:
    crate = state.get(Crate, key)
    why = _hindrance(crate) or (_no_key(office, state, crate.port) if crate else None)
    if crate is None or why is not None:
        reason = why or Bilingual(zh="没有这一箱。", en="There is no such crate.")
        result.not_issued.append(NotIssued(crate=key, reason=reason))
        return
    earlier = sum(1 for draft in drafts if draft.kind == "label.issued")
    body = label_for(office, state, crate, earlier)
    unprintable = _unprintable(office, crate, body, officer)
    if unprintable is not None:
        result.not_issued.append(NotIssued(crate=key, reason=unprintable))
        return
    result.numbers.append(body.number)
    drafts.append(Draft("label.issued", 1, body))


def _unprintable(office: Office, crate: Crate, body: LabelIssued, officer: str) -> Bilingual | None:
    """Why a label would not come out whole on one of the stocks, or None where it does."""
    face = make_face(
        office.settings,
        number=body.number,
        token=body.token,
        declaration=crate.declaration,
        n=crate.n,
        of=crate.total,
        goods=crate.goods,
        place=crate.place,
        port=body.port,
        destination=body.destination,
        isolation=crate.outcome == "label_isolation",
        officer=officer,
        issued=date.fromisoformat(body.issued),
        valid_until=date.fromisoformat(body.valid_until),
    )
    try:
        check_face(face)
    except FaceError as error:
        return Bilingual(zh=error.zh, en=error.en)
    return None


def _hindrance(crate: Crate | None) -> Bilingual | None:
    """Why a crate gets no label now, or None where it may."""
    if crate is None:
        return Bilingual(zh="没有这一箱。", en="There is no such crate.")
    if crate.outcome not in TRAVELS:
        reason = crate.reasons[0] if crate.reasons else None
        return (
            Bilingual(zh=f"{reason.zh}（{reason.article}）", en=f"{reason.en} ({reason.article})")
            if reason
            else Bilingual(zh="尚未受理。", en="Not accepted yet.")
        )
    if crate.label is not None:
        return Bilingual(
            zh=f"已有标识 {crate.label.number}。", en=f"It bears label {crate.label.number}."
        )
    return None


def _no_key(office: Office, state: State, port: str) -> Bilingual | None:
    """Why nothing can be signed here for a port, or None where it can."""
    try:
        signer_for(state, office.keyring, port, office.today())
    except Objected:
        return Bilingual(
            zh=f"口岸 {port} 的有效密钥不在本系统：请由口岸签发，或由管理员为其更换密钥。",
            en=f"No valid key of port {port} is kept here: the port issues, or an administrator "
            "gives it a new key.",
        )
    return None


def label_for(office: Office, state: State, crate: Crate, earlier: int) -> LabelIssued:
    """A signed label under the next free number; `earlier` labels of this port come before it.

    Raises Objected `port_key_elsewhere` where the port's key is not kept here.
    """
    day = office.today()
    serial = next_serial(state, crate.port, day.year % 100) + earlier
    until = day + timedelta(days=office.settings.label_valid_days)
    destination = destination_of(crate.stand, crate.place, office.settings)
    facts = Facts(
        serial=serial,
        declaration=int(crate.declaration),
        n=crate.n,
        of=crate.total,
        port=crate.port,
        origin=crate.goods.origin,
        hs=int(crate.goods.hs[:6]),
        destination=destination,
        issued=day,
        valid_until=until,
    )
    return LabelIssued(
        crate=crate.id,
        number=number_of(crate.port, day, serial),
        port=crate.port,
        token=seal(facts, signer_for(state, office.keyring, crate.port, day)),
        destination=destination,
        issued=day.isoformat(),
        valid_until=until.isoformat(),
        replaces=None,
    )


def bearer(state: State, number: str) -> Crate:
    """The crate whose label in force a number is. Raises Objected."""
    index = state.get(LabelIndex, number)
    if index is None:
        raise Objected([Objection(code="label_unknown", detail=number)])
    crate = state.get(Crate, index.crate)
    if crate is None or crate.label is None or crate.label.number != number:
        raise Objected([Objection(code="label_not_in_force", detail=number)])
    return crate
