"""Personal values after they were deleted: nothing that is shown of their entry holds them.

Guarantee: live and in a replay, which never sees the values, the same documents come out. Each
document that shows a value is found from its entry: a record is its own, strokes and the driver of
a handover are looked up, and what waits in quarantine holds its own.
"""

from msgspec.structs import replace

from backend.rules.state import Fact, State
from backend.wire.attestations import EntryRedacted
from backend.wire.cosigning import Cosignature
from backend.wire.disclosures import digest_of
from backend.wire.views import (
    EarlyCosignatures,
    Handover,
    Objection,
    Personal,
    Quarantine,
    Record,
)


def judge_redacted(state: State, body: EntryRedacted) -> list[Objection]:
    kinds = (Record, Quarantine, Personal)
    if all(state.get(kind, body.entry) is None for kind in kinds):
        return [Objection(code="record_unknown", detail=body.entry)]
    return []


def crates_of(state: State, entry: str) -> list[str]:
    """The crates that an entry with personal values concerns."""
    there = state.get(Personal, entry)
    if there is not None and there.shown_in == "handover":
        handover = state.get(Handover, there.of)
        return [item.crate for item in handover.body.crates] if handover else []
    record = state.get(Record, there.of if there else entry)
    return [record.crate] if record else []


def fold_redacted(state: State, _: Fact, body: EntryRedacted) -> None:
    waiting = state.get(Quarantine, body.entry)
    if waiting is not None:
        gone = set(body.digests)
        kept = [text for text in waiting.beside if digest_of(text) not in gone]
        state.put(replace(waiting, beside=kept))
    record = state.get(Record, body.entry)
    if record is not None and record.body.witness is not None:
        witness = replace(record.body.witness, name=None)
        state.put(replace(record, body=replace(record.body, witness=witness)))
    there = state.get(Personal, body.entry)
    if there is not None:
        _elsewhere(state, there)


def _elsewhere(state: State, there: Personal) -> None:
    if there.shown_in == "handover":
        handover = state.get(Handover, there.of)
        if handover is not None:
            bare = replace(handover.body, driver=None, phone=None)
            state.put(replace(handover, body=bare))
        return
    record = state.get(Record, there.of)
    if record is not None:
        state.put(replace(record, cosigned=_bare(record.cosigned, there.entry)))
    early = state.get(EarlyCosignatures, there.of)
    if early is not None:
        state.put(replace(early, cosigned=_bare(early.cosigned, there.entry)))


def _bare(cosigned: list[Cosignature], entry: str) -> list[Cosignature]:
    return [
        replace(item, body=replace(item.body, strokes=None)) if item.entry == entry else item
        for item in cosigned
    ]
