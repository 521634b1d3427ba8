"""Objections after they were raised: counted by their crates until a supervisor settles them."""

from collections.abc import Sequence

from msgspec.structs import replace

from backend.rules.state import Fact, State
from backend.wire.attestations import EntryDoubted, ObjectionSettled
from backend.wire.views import Crate, Device, Objection, OpenObjection, Record

AFTER_CUTOFF = "after_cutoff"


def raise_(
    state: State, fact: Fact, crates: Sequence[str], objections: Sequence[Objection]
) -> None:
    """Enter what is objected to a fact, one document a code, and have its crates count it."""
    details: dict[str, list[str]] = {}
    for objection in objections:
        details.setdefault(objection.code, []).append(objection.detail)
    known = [key for key in crates if state.get(Crate, key) is not None]
    for code, said in details.items():
        state.put(
            OpenObjection(
                entry=fact.id,
                code=code,
                details=said,
                crates=known,
                dev=fact.dev,
                actor=fact.actor,
                raised_at=fact.received_at,
                state="open",
                settled_by=None,
                settled_at=None,
                note=None,
            )
        )
    _count(state, known, len(objections))


def _count(state: State, crates: Sequence[str], more: int) -> None:
    for key in crates:
        crate = state.get(Crate, key)
        if crate is not None:
            state.put(replace(crate, objections=crate.objections + more))


def judge_settled(state: State, fact: Fact, body: ObjectionSettled) -> list[Objection]:
    objection = state.get(OpenObjection, f"{body.entry}/{body.code}")
    if objection is None:
        return [Objection(code="objection_unknown", detail=body.code)]
    found = []
    if objection.state == "settled":
        found.append(Objection(code="already_settled", detail=objection.settled_by or ""))
    record = state.get(Record, body.entry)
    authors = {objection.actor} | ({record.body.lead, record.body.recorder} if record else set())
    if fact.actor in authors:
        found.append(Objection(code="own_entry", detail=fact.actor))
    return found


def fold_settled(state: State, fact: Fact, body: ObjectionSettled) -> None:
    objection = state.get(OpenObjection, f"{body.entry}/{body.code}")
    if objection is None or objection.state == "settled":
        return
    state.put(
        replace(
            objection,
            state="settled",
            settled_by=fact.actor,
            settled_at=fact.received_at,
            note=body.note,
        )
    )
    _count(state, objection.crates, -len(objection.details))


def fold_doubted(state: State, fact: Fact, body: EntryDoubted) -> None:
    """Mark what a lost device delivered before its revocation was told."""
    device = state.get(Device, body.dev)
    doubt = Objection(code=AFTER_CUTOFF, detail=str(body.cutoff))
    for item in body.entries:
        if state.get(OpenObjection, f"{item.entry}/{AFTER_CUTOFF}") is not None:
            continue
        crates = [item.crate] if item.crate else []
        author = device.user if device else fact.actor
        doubted = fact._replace(id=item.entry, dev=body.dev, actor=author)
        raise_(state, doubted, crates, [doubt])
        record = state.get(Record, item.entry)
        if record is not None:
            state.put(replace(record, objections=[*record.objections, doubt]))
