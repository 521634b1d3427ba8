"""What a desk does after an inspection, each as an entry in the journal.

Guarantee: an act that a rule speaks against is refused before anything is written; numbers are
given inside the transaction that uses them.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final, Literal, TypeVar

import msgspec

from backend.desk import numbering
from backend.desk.forms import composed, notice
from backend.desk.office import Office
from backend.desk.papers import check_form
from backend.journal.append import Objected
from backend.journal.sealing import Draft
from backend.rules.inspection import files_of
from backend.rules.kinds import KINDS
from backend.rules.state import State
from backend.wire.base import Wire
from backend.wire.entry import PhotoRef
from backend.wire.followups import Treatment
from backend.wire.isolations import IsolationAssigned
from backend.wire.process import AssignIsolation, DrawSample, IssueForm, OrderTreatment
from backend.wire.samples import SampleDrawn
from backend.wire.treatments import TreatmentOrdered2
from backend.wire.views import Crate, Declaration, Doc, Objection, Person, Photo

ACTS: Final = (
    "lot.frozen",
    "lot.lifted",
    "lot.decided",
    "sample.sent",
    "sample.resulted",
    "sample.cancelled",
    "finding.referred",
    "opinion.given",
    "treatment.completed",
    "treatment.checked",
    "isolation.visited",
    "isolation.ended",
    "certificate.voided",
    "crate.released",
    "crate.displayed",
    "crate.closed",
)
"""Kinds whose body a desk gives whole; the others get a number here."""
VERSIONS: Final = {"treatment.checked": 2, "isolation.visited": 2}
"""In which version a desk says them; version 1 unless named here."""
D = TypeVar("D", bound=Doc)


Made = tuple[str, list[Draft]]
"""The number that was given, where the act has one, and the entries."""
Maker = Callable[[State], Made]


def maker(office: Office, actor: str, act: str, raw: bytes) -> Maker:
    """How to enter an act by its body, inside a transaction; the maker raises Objected.

    Raises KeyError for what is no act, msgspec.DecodeError for another body.
    """
    if act in NUMBERED:
        asked, make = NUMBERED[act]
        body = msgspec.json.decode(raw, type=asked, strict=True)
        return lambda state: make(office, actor, body, state)
    if act not in ACTS:
        raise KeyError(act)
    version = VERSIONS.get(act, 1)
    whole: Wire = msgspec.json.decode(raw, type=KINDS[act, version].body, strict=True)
    return lambda state: ("", [Draft(act, version, whole, photos_of(state, whole))])


async def enter(office: Office, actor: str, act: str, raw: bytes) -> tuple[str, int]:
    """Enter an act by its body; returns its number (empty where it has none) and position. Raises
    as `maker`, and Objected where a rule speaks against it."""
    make, number = maker(office, actor, act, raw), ""

    def plan(state: State) -> list[Draft]:
        nonlocal number
        number, drafts = make(state)
        return drafts

    stored = await office.journal.record(actor, plan)
    return number, stored[0].pos


def photos_of(state: State, body: Wire) -> list[PhotoRef]:
    """The files that a body names, which must be here already."""
    named = [*getattr(body, "photos", ()), *files_of(getattr(body, "findings", ()))]
    named += [file.sha256 for file in getattr(body, "attachments", ())]
    return refs_of(state, dict.fromkeys(named))


def refs_of(state: State, hashes: Iterable[str]) -> list[PhotoRef]:
    """What an entry says of these photos, which must be here already."""
    found = []
    for sha256 in hashes:
        photo = state.get(Photo, sha256)
        if photo is None:
            raise Objected([Objection(code="photo_not_attached", detail=sha256)])
        type_ = msgspec.convert(photo.type, PhotoRef.__annotations__["type"])
        found.append(PhotoRef(sha256=sha256, size=photo.size, type=type_))
    return found


def _sample(_: Office, actor: str, asked: DrawSample, state: State) -> Made:
    """The number is the voucher's."""
    voucher = numbering.next_voucher(state, asked.crates[0])
    fields = {name: getattr(asked, name) for name in asked.__struct_fields__}
    fields["bags"] = numbering.bags(voucher, asked.bags)
    body = SampleDrawn(**fields, voucher=voucher, lead=actor, photos=[])
    return voucher, [Draft("sample.drawn", 1, body)]


def _treatment(office: Office, actor: str, asked: OrderTreatment, state: State) -> Made:
    """Orders it and issues its notice; the number is that of both."""
    crates = _crates(state, asked.crates)
    order = numbering.next_form(state, crates[0].declaration, "CL")
    fields = {name: getattr(asked, name) for name in asked.__struct_fields__}
    body = TreatmentOrdered2(**fields, order=order)
    paper = notice(office, crates, _declaration(state, crates), body, _name(state, actor))
    _printable(check_form(paper))
    return order, [Draft("treatment.ordered", 2, body), Draft("certificate.issued", 1, paper)]


def _isolation(office: Office, _: str, asked: AssignIsolation, state: State) -> Made:
    """The number is that of its registration."""
    settings, year = office.settings, office.today().year
    number = numbering.next_registration(state, settings.office_code, year)
    fields = {name: getattr(asked, name) for name in asked.__struct_fields__}
    fields["life"] = msgspec.convert(asked.life, Literal["annual", "perennial"])
    body = IsolationAssigned(**fields, registration=number)
    return number, [Draft("isolation.assigned", 1, body)]


def _form(office: Office, actor: str, asked: IssueForm, state: State) -> Made:
    """Composes a form from what is on record and issues it."""
    crates = _crates(state, asked.crates)
    declaration = _declaration(state, crates)
    number = numbering.next_form(state, declaration.no, asked.form)
    signed = _name(state, actor)
    if asked.form == "CL":
        order = state.get(Treatment, asked.order) if asked.order else None
        if order is None:
            raise Objected([Objection(code="order_unknown", detail=asked.order or "—")])
        paper = notice(office, crates, declaration, order.body, signed)
        paper = msgspec.structs.replace(paper, number=number)
    else:
        paper = composed(office, number, asked, crates, declaration, signed)
    _printable(check_form(paper))
    return number, [Draft("certificate.issued", 1, paper)]


def _printable(missing: str | None) -> None:
    if missing is not None:
        raise Objected([Objection(code="character_unprintable", detail=missing)])


def _crates(state: State, keys: Iterable[str]) -> list[Crate]:
    return [_need(state, Crate, key, "crate_unknown") for key in dict.fromkeys(keys)]


def _declaration(state: State, crates: list[Crate]) -> Declaration:
    return _need(state, Declaration, crates[0].declaration, "declaration_unknown")


def _need(state: State, kind: type[D], key: str, code: str) -> D:
    found = state.get(kind, key)
    if found is None:
        raise Objected([Objection(code=code, detail=key)])
    return found


def _name(state: State, user: str) -> str:
    person = state.get(Person, user)
    return person.name if person else user


NUMBERED: Final[dict[str, tuple[type[Wire], Callable[[Office, str, Any, State], Made]]]] = {
    "samples": (DrawSample, _sample),
    "treatments": (OrderTreatment, _treatment),
    "isolations": (AssignIsolation, _isolation),
    "certificates": (IssueForm, _form),
}
"""What gets a number here, by its address, and what is asked for it."""
