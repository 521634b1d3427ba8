"""Ports' keys at the desk: list, rotate, revoke. Each change and the trust list that makes it true
are entered together."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from backend.desk.office import Office
from backend.desk.trusting import LAST_DAY, opened, trust_draft, trust_of
from backend.journal.append import Objected
from backend.journal.sealing import Draft
from backend.rules.state import State
from backend.wire import jws
from backend.wire.desk import LabelRevocation
from backend.wire.keys import KeyRevoked, KeyRotated
from backend.wire.portkeys import KeyList, KeyRow, KeyState, RevokeKey, RotateKey
from backend.wire.views import Crate, Objection, PortKey
from backend.wire.views import Trust as TrustDoc
from labels import cose
from labels.code import open_token
from labels.errors import KeyFileError
from labels.keys import read_point
from labels.trust import Trust, TrustedKey


async def list_(office: Office) -> KeyList:
    """The keys of the newest trust list, by port, the newest first."""
    return await office.journal.look(lambda state: _list(office, state))


def _list(office: Office, state: State) -> KeyList:
    trust = trust_of(state, office.keyring)
    by_age = sorted(trust.keys, key=lambda key: key.first_day, reverse=True)
    return KeyList(
        version=trust.version,
        issued_at=datetime.fromtimestamp(trust.issued_at, UTC).isoformat(timespec="seconds"),
        void=len(trust.void),
        replaced=len(trust.replaced),
        keys=[_row(office, state, trust, key) for key in sorted(by_age, key=_port)],
    )


def _port(key: TrustedKey) -> str:
    return key.port or ""


def _row(office: Office, state: State, trust: Trust, key: TrustedKey) -> KeyRow:
    known = state.get(PortKey, key.kid.hex())
    port = _port(key)
    return KeyRow(
        kid=key.kid.hex(),
        port=port,
        first_day=key.first_day.isoformat(),
        last_day=key.last_day.isoformat(),
        state=_state(trust, key, office.today()),
        elsewhere=office.keyring.holder_of(port, key.point) is None,
        made_at=known.made_at if known else None,
        made_by=known.made_by if known else None,
        made_reason=known.made_reason if known else None,
        revoked=key.revoked.isoformat() if key.revoked else None,
        revoked_at=known.revoked_at if known else None,
        revoked_by=known.revoked_by if known else None,
        revoked_reason=known.revoked_reason if known else None,
    )


def _state(trust: Trust, key: TrustedKey, today: date) -> KeyState:
    if key.revoked is not None:
        return "revoked"
    if today > key.last_day:
        return "ended"
    if today < key.first_day:
        return "ahead"
    return "in_use" if next(trust.signing(_port(key), today), None) == key else "spare"


def revocation(office: Office, list_: TrustDoc | None, crate: Crate) -> LabelRevocation | None:
    """Whether the key of a crate's label was revoked, and before or after its issue."""
    if list_ is None or crate.label is None:
        return None
    label = open_token(crate.label.token)
    key = opened(list_.token, office.keyring.root_point()).key(label.kid)
    if key is None or key.revoked is None:
        return None
    return LabelRevocation(day=key.revoked.isoformat(), before=label.facts.issued < key.revoked)


async def rotate(office: Office, actor: str, asked: RotateKey) -> str:
    """Give a port another key from today on; returns its kid in hex.

    Raises Objected: `port_unknown`, `key_known` (of this list already), `day_wrong`,
    `no_public_key`.
    """
    if asked.port not in office.settings.port_codes:
        raise _objected("port_unknown", asked.port)
    last_day = _day(asked.last_day) if asked.last_day else office.today()
    if asked.public_key is None:
        point = office.keyring.new_port_key(asked.port)
    else:
        point = _public_point(asked.public_key)
    kid = cose.kid_of(point)

    def plan(state: State) -> list[Draft]:
        trust, today = trust_of(state, office.keyring), office.today()
        if trust.key(kid) is not None:
            raise _objected("key_known", kid.hex())
        key = TrustedKey(point, asked.port, today, LAST_DAY)
        before = next(trust.signing(asked.port, today), None)
        changed = [key]
        if before is not None:
            if last_day < before.first_day:
                raise _objected("day_wrong", last_day.isoformat())
            changed.append(replace(before, last_day=last_day))
        body = KeyRotated(
            port=asked.port,
            kid=kid.hex(),
            point=jws.encode(point),
            held="office" if asked.public_key is None else "port",
            first_day=today.isoformat(),
            before=before.kid.hex() if before else None,
            last_day=last_day.isoformat() if before else None,
            reason=asked.reason,
        )
        return [Draft("key.rotated", 1, body), *_next(office, state, changed)]

    await office.journal.record(actor, plan)
    return kid.hex()


async def revoke(office: Office, actor: str, kid: str, asked: RevokeKey) -> None:
    """Revoke a key: labels that it signed from a day on do not count any more.

    Raises Objected: `key_unknown`, `key_already_revoked` (from that day on or earlier),
    `day_wrong` for one still to come: that is what a last day is for.
    """
    from_day = _day(asked.from_day)
    if from_day > office.today():
        raise _objected("day_wrong", asked.from_day)

    def plan(state: State) -> list[Draft]:
        key = next((k for k in trust_of(state, office.keyring).keys if k.kid.hex() == kid), None)
        if key is None:
            raise _objected("key_unknown", kid)
        body = KeyRevoked(port=_port(key), kid=kid, from_day=asked.from_day, reason=asked.reason)
        changed = [replace(key, revoked=from_day)]
        return [Draft("key.revoked", 1, body), *_next(office, state, changed)]

    await office.journal.record(actor, plan)


def _next(office: Office, state: State, changed: Iterable[TrustedKey]) -> list[Draft]:
    return trust_draft(state, office.settings, office.keyring, office.clock(), keys=changed)


def _public_point(pem: str) -> bytes:
    try:
        return read_point(pem.encode(), "public_key")
    except KeyFileError as error:
        raise _objected("no_public_key", "") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _objected("day_wrong", text) from error


def _objected(code: str, detail: str) -> Objected:
    return Objected([Objection(code=code, detail=detail)])
