"""Signatures beside the lead's, which come from other phones and in any order.

Guarantee: a signature that arrives before its record waits for it and is held against it then; one
of other bytes, by another person or from the lead's own phone is objected to, never dropped.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from backend.rules.state import Fact, State
from backend.wire.cosigning import Cosignature, InspectionCosigned
from backend.wire.inspections3 import InspectionRecorded3
from backend.wire.views import EarlyCosignatures, Objection, Personal, Record

SINCE_KV = 3
"""Phones that sign older versions of a record know of no co-signature."""
OWED = "recorder_not_cosigned"


def judge_cosigned(state: State, fact: Fact, body: InspectionCosigned) -> list[Objection]:
    found = list(_own_faults(fact, body))
    record = state.get(Record, body.record)
    if record is not None:
        found += _faults(_signature(fact, body), record.sha256, record.dev, record.body)
    return found


def fold_cosigned(state: State, fact: Fact, body: InspectionCosigned) -> None:
    if body.method == "finger":
        state.put(Personal(entry=fact.id, shown_in="record", of=body.record))
    signature = _signature(fact, body)
    record = state.get(Record, body.record)
    if record is not None:
        state.put(replace(record, cosigned=[*record.cosigned, signature]))
        return
    early = state.get(EarlyCosignatures, body.record)
    before = early.cosigned if early else []
    state.put(EarlyCosignatures(record=body.record, cosigned=[*before, signature]))


def early(state: State, record: str) -> list[Cosignature]:
    """What was signed of a record before it came."""
    found = state.get(EarlyCosignatures, record)
    return found.cosigned if found else []


def judge_early(state: State, fact: Fact, body: InspectionRecorded3) -> list[Objection]:
    """What is wrong with those signatures, now that their record is here."""
    return [
        objection
        for signature in early(state, fact.id)
        for objection in _faults(signature, fact.sha256, fact.dev, body)
    ]


def owed(record: Record) -> list[Objection]:
    """That the recorder has not signed this record, in a version that asks for it."""
    signed = any(
        item.body.role == "recorder"
        and item.body.signer == record.body.recorder
        and not list(_faults(item, record.sha256, record.dev, record.body))
        for item in record.cosigned
    )
    if signed or record.kv < SINCE_KV or record.sheet is not None:  # signed on the paper itself
        return []
    return [Objection(code=OWED, detail=record.body.recorder)]


def _signature(fact: Fact, body: InspectionCosigned) -> Cosignature:
    return Cosignature(
        entry=fact.id,
        dev=fact.dev,
        actor=fact.actor,
        at=fact.at,
        received_at=fact.received_at,
        body=body,
    )


def _own_faults(fact: Fact, body: InspectionCosigned) -> Iterator[Objection]:
    if body.method == "own_phone" and body.signer != fact.actor:
        yield Objection(code="cosigner_not_actor", detail=body.signer or "")
    if body.method == "finger" and body.strokes is None:
        yield Objection(code="strokes_missing", detail=body.role)
    if body.role == "witness" and body.method == "own_phone":
        yield Objection(code="cosigner_not_actor", detail=body.role)


def _faults(
    signature: Cosignature, sha256: str, dev: str, record: InspectionRecorded3
) -> Iterator[Objection]:
    """What does not fit between a signature and its record, of these bytes from this device."""
    body = signature.body
    shown = (body.crate, body.result)
    if body.sha256 != sha256 or shown != (record.crate, record.result):
        yield Objection(code="cosigned_other_record", detail=signature.entry)
    if body.role == "recorder" and body.signer != record.recorder:
        yield Objection(code="cosigner_not_recorder", detail=body.signer or "")
    if body.method == "own_phone" and signature.dev == dev:
        yield Objection(code="cosigned_on_same_phone", detail=signature.entry)
    if body.role == "witness" and not (record.witness and record.witness.signed):
        yield Objection(code="no_such_witness", detail=signature.entry)
