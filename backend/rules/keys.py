"""Ports' keys: who made and who revoked one. The trust list beside says which of them count."""

from msgspec.structs import replace

from backend.rules.state import Fact, State
from backend.wire.keys import KeyRevoked, KeyRotated
from backend.wire.views import Objection, PortKey


def judge_rotated(state: State, body: KeyRotated) -> list[Objection]:
    if state.get(PortKey, body.kid) is not None:
        return [Objection(code="key_known", detail=body.kid)]
    return []


def fold_rotated(state: State, fact: Fact, body: KeyRotated) -> None:
    key = _known(state, body.port, body.kid)
    state.put(
        replace(
            key,
            held=body.held,
            made_at=fact.received_at,
            made_by=fact.actor,
            made_reason=body.reason,
        )
    )


def judge_revoked(state: State, body: KeyRevoked) -> list[Objection]:
    """Revoked once more only from an earlier day on: a theft may turn out to be an older one."""
    key = state.get(PortKey, body.kid)
    if key is not None and key.revoked_from is not None and key.revoked_from <= body.from_day:
        return [Objection(code="key_already_revoked", detail=key.revoked_from)]
    return []


def fold_revoked(state: State, fact: Fact, body: KeyRevoked) -> None:
    state.put(
        replace(
            _known(state, body.port, body.kid),
            revoked_from=body.from_day,
            revoked_at=fact.received_at,
            revoked_by=fact.actor,
            revoked_reason=body.reason,
        )
    )


def _known(state: State, port: str, kid: str) -> PortKey:
    """What is known of a key; of those of the first trust list, nothing yet."""
    return state.get(PortKey, kid) or PortKey(
        kid=kid,
        port=port,
        held=None,
        made_at=None,
        made_by=None,
        made_reason=None,
        revoked_from=None,
        revoked_at=None,
        revoked_by=None,
        revoked_reason=None,
    )
