"""What the journal says of its own log: restores, and heads that phones hold against it."""

import hashlib

from msgspec.structs import replace

from backend.rules.state import Fact, State
from backend.wire import notes
from backend.wire.attestations import DisputeSettled, Head, JournalRestored, LogDisputed
from backend.wire.views import Dispute, FormerLog, Objection, Trust, TrustFloor

LISTS_BETWEEN_BACKUPS = 100_000
"""More trust lists than are ever published after a backup and before the restore from it."""


def dispute_id(dev: str | None, held: Head) -> str:
    """One dispute for each device and head."""
    text = f"{dev or ''}\n{held.origin}\n{held.size}\n{held.root}"
    return hashlib.sha256(text.encode()).hexdigest()


def head_of(checkpoint: notes.Checkpoint) -> Head:
    return Head(origin=checkpoint.origin, size=checkpoint.size, root=notes.root_of(checkpoint))


def fold_restored(state: State, fact: Fact, body: JournalRestored) -> None:
    checkpoint, _ = notes.read(body.checkpoint)
    head = head_of(checkpoint)
    state.put(
        FormerLog(
            origin=head.origin,
            vkey=body.old_vkey,
            size=head.size,
            root=head.root,
            restored_at=fact.received_at,
        )
    )
    trust = state.get(Trust, "trust")
    if trust is not None:
        state.put(TrustFloor(version=trust.version + LISTS_BETWEEN_BACKUPS))


def fold_disputed(state: State, fact: Fact, body: LogDisputed) -> None:
    """Later evidence for the same head joins it, and opens it again."""
    id_ = dispute_id(body.dev, body.held)
    state.put(
        Dispute(
            id=id_,
            pos=fact.pos,
            dev=body.dev,
            held=body.held,
            note=body.note,
            ours=body.ours,
            sort=body.sort,
            raised_at=fact.received_at,
            state="open",
            settled_by=None,
            settled_at=None,
            settlement=None,
        )
    )


def judge_dispute_settled(state: State, body: DisputeSettled) -> list[Objection]:
    dispute = state.get(Dispute, body.dispute)
    if dispute is None:
        return [Objection(code="dispute_unknown", detail=body.dispute)]
    if dispute.state == "settled":
        return [Objection(code="already_settled", detail=dispute.settled_by or "")]
    return []


def fold_dispute_settled(state: State, fact: Fact, body: DisputeSettled) -> None:
    dispute = state.get(Dispute, body.dispute)
    if dispute is not None:
        state.put(
            replace(
                dispute,
                state="settled",
                settled_by=fact.actor,
                settled_at=fact.received_at,
                settlement=body.note,
            )
        )
