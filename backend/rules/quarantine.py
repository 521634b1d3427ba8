"""Quarantine: authentic entries that are kept without effect until a supervisor decides.

Guarantee: admitting one judges it as of the admission and keeps those objections with it, so a
replay gives the same; dismissing one loses nothing, it can still be admitted.
"""

from msgspec.structs import replace

from backend.rules.state import Fact, State
from backend.wire.attestations import EntryAdmitted, EntryDismissed
from backend.wire.entry import Envelope
from backend.wire.views import Device, Objection, Quarantine


def held(
    envelope: Envelope,
    jws: str,
    dev: str,
    pos: int,
    received_at: str,
    code: str,
    beside: list[str],
) -> Quarantine:
    """The document of an entry that goes to quarantine at `pos`."""
    return Quarantine(
        id=envelope.id,
        pos=pos,
        dev=dev,
        kind=envelope.kind,
        kv=envelope.kv,
        code=code,
        actor=envelope.actor,
        at=envelope.at,
        received_at=received_at,
        jws=jws,
        beside=beside,
        state="waiting",
        decided_by=None,
        decided_at=None,
        reason=None,
    )


def judge_decision(
    state: State, fact: Fact, body: EntryAdmitted | EntryDismissed
) -> list[Objection]:
    """Whether it is there, still to be decided, and not the decider's own."""
    entry = state.get(Quarantine, body.entry)
    if entry is None:
        return [Objection(code="not_quarantined", detail=body.entry)]
    device = state.get(Device, entry.dev)
    found = []
    if fact.actor in (entry.actor, device.user if device else None):
        found.append(Objection(code="own_entry", detail=fact.actor))
    if entry.state == "admitted":
        found.append(Objection(code="already_admitted", detail=entry.decided_by or ""))
    if entry.state == "dismissed" and isinstance(body, EntryDismissed):
        found.append(Objection(code="already_dismissed", detail=entry.decided_by or ""))
    return found


def fold_admitted(state: State, fact: Fact, body: EntryAdmitted) -> None:
    _decide(state, fact, body.entry, body.reason, admitted=True)


def fold_dismissed(state: State, fact: Fact, body: EntryDismissed) -> None:
    _decide(state, fact, body.entry, body.reason, admitted=False)


def _decide(state: State, fact: Fact, id_: str, reason: str, *, admitted: bool) -> None:
    entry = state.get(Quarantine, id_)
    if entry is not None:
        state.put(
            replace(
                entry,
                state="admitted" if admitted else "dismissed",
                decided_by=fact.actor,
                decided_at=fact.received_at,
                reason=reason,
            )
        )
