"""The trust list: which port keys count, and which label numbers no longer do."""

from collections.abc import Iterable
from datetime import date, datetime

from backend.desk.keyring import Keyring
from backend.journal.sealing import Draft
from backend.rules.state import State
from backend.settings import Settings
from backend.wire import jws
from backend.wire.labels import TrustPublished
from backend.wire.views import Trust as TrustDoc
from labels.trust import Number, Trust, TrustedKey, open_list, seal_list

_FIRST_DAY, _LAST_DAY = date(2010, 1, 1), date(2099, 12, 31)


def root_key(keyring: Keyring) -> str:
    """The root's public point as phones learn it: base64url, unpadded."""
    return jws.encode(keyring.root_point())


def serial_of(number: str) -> Number:
    """`DAL13-000123-D` as the trust list keeps it: port, two-digit year, serial."""
    return number[:3], int(number[3:5]), int(number[6:12])


def trust_draft(
    state: State,
    settings: Settings,
    keyring: Keyring,
    now: datetime,
    *,
    void: Iterable[str] = (),
    replaced: Iterable[str] = (),
) -> list[Draft]:
    """The next version of the list as an entry to be made; none where nothing changed."""
    known = state.get(TrustDoc, "trust")
    before = open_list(known.token, keyring.root_point()) if known else None
    keys = tuple(
        sorted(
            (_listed(keyring.port_point(port.code), port.code) for port in settings.expo.ports),
            key=lambda key: key.kid,
        )
    )
    dead = frozenset(map(serial_of, void)) | (before.void if before else frozenset())
    gone = frozenset(map(serial_of, replaced)) | (before.replaced if before else frozenset())
    if before is not None and (before.keys, before.void, before.replaced) == (keys, dead, gone):
        return []
    trust = Trust(
        version=before.version + 1 if before else 1,
        issued_at=int(now.timestamp()),
        keys=keys,
        void=dead,
        replaced=gone,
    )
    token = seal_list(trust, keyring.get("root"))
    return [Draft("trust.published", 1, TrustPublished(version=trust.version, token=token))]


def _listed(point: bytes, port: str) -> TrustedKey:
    return TrustedKey(point=point, port=port, first_day=_FIRST_DAY, last_day=_LAST_DAY)
