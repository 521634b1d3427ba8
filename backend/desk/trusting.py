"""The trust list: which port keys count, and which label numbers no longer do.

Guarantees: the list only grows in version; a key once listed stays listed, with its last day and
its revocation, since labels that it signed are on their way. Every change is one transaction with
the entry that says why. A list travels in one entry: what would make it longer is refused in words,
and numbers stop before keys do, for a revoked key voids all that it signed without naming a number.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from backend.desk.keyring import Keyring
from backend.journal.append import Objected
from backend.journal.sealing import Draft
from backend.rules.state import State
from backend.settings import Settings
from backend.wire import jws
from backend.wire.entry import MAX_PAYLOAD_BYTES
from backend.wire.labels import TrustPublished
from backend.wire.views import Objection, TrustFloor
from backend.wire.views import Trust as TrustDoc
from labels import cose
from labels.trust import Number, Trust, TrustedKey, open_list, seal_list

FIRST_DAY, LAST_DAY = date(2010, 1, 1), date(2099, 12, 31)
LIST_MAX_CHARS = MAX_PAYLOAD_BYTES - 1024
"""Of the signed text: the rest is for the envelope around it."""
NUMBERS_MAX_CHARS = LIST_MAX_CHARS - 8192
"""Beyond which no number is added: room for some seventy keys, each 112 characters."""
opened = lru_cache(maxsize=4)(open_list)  # a long list is verified once, not at every look


def root_key(keyring: Keyring) -> str:
    """The root's public point as phones learn it: base64url, unpadded."""
    return jws.encode(keyring.root_point())


def serial_of(number: str) -> Number:
    """`DAL13-000123-D` as the trust list keeps it: port, two-digit year, serial."""
    return number[:3], int(number[3:5]), int(number[6:12])


def trust_of(state: State, keyring: Keyring) -> Trust:
    """The newest list; one that lists nothing before there is any."""
    known = state.get(TrustDoc, "trust")
    return opened(known.token, keyring.root_point()) if known else Trust(0, 0, ())


def signer_for(state: State, keyring: Keyring, port: str, day: date) -> cose.Key:
    """The key with which the desk signs a port's label on a day.

    Raises Objected `port_key_elsewhere` where none that counts is kept here.
    """
    for key in trust_of(state, keyring).signing(port, day):
        held = keyring.holder_of(port, key.point)
        if held is not None:
            return held
    raise Objected([Objection(code="port_key_elsewhere", detail=port)])


def trust_draft(
    state: State,
    settings: Settings,
    keyring: Keyring,
    now: datetime,
    *,
    void: Iterable[str] = (),
    replaced: Iterable[str] = (),
    keys: Iterable[TrustedKey] = (),
) -> list[Draft]:
    """The next version of the list as an entry to be made; none where nothing changed.

    `keys` are new, or stand in the place of those listed under the same id. A port of the
    settings for which no key is listed gets one, made here. Raises Objected `trust_list_full`, or
    `trust_keys_full` where not even another key fits.
    """
    before = trust_of(state, keyring)
    floor = state.get(TrustFloor, "trust")
    version = max(before.version + 1, floor.version if floor else 1)
    listed = {key.kid: key for key in (*before.keys, *keys)}
    ports = {key.port for key in listed.values()}
    for port in settings.expo.ports:
        if port.code not in ports:
            key = TrustedKey(keyring.port_point(port.code), port.code, FIRST_DAY, LAST_DAY)
            listed[key.kid] = key
    trust = Trust(
        version=version,
        issued_at=int(now.timestamp()),
        keys=tuple(listed[kid] for kid in sorted(listed)),
        void=frozenset(map(serial_of, void)) | before.void,
        replaced=frozenset(map(serial_of, replaced)) | before.replaced,
    )
    same = (before.keys, before.void, before.replaced) == (trust.keys, trust.void, trust.replaced)
    if same and version == before.version + 1 > 1:
        return []
    token = seal_list(trust, keyring.get("root"))
    _fits(trust, token, more=len(trust.void | trust.replaced) > len(before.void | before.replaced))
    return [Draft("trust.published", 1, TrustPublished(version=trust.version, token=token))]


def _fits(trust: Trust, token: str, *, more: bool) -> None:
    """Whether the list may still be made; `more` numbers than before leave room for keys."""
    if len(token) > LIST_MAX_CHARS:
        code = "trust_keys_full"
    elif more and len(token) > NUMBERS_MAX_CHARS:
        code = "trust_list_full"
    else:
        return
    raise Objected([Objection(code=code, detail=str(len(trust.void | trust.replaced)))])
