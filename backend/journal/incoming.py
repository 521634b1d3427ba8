"""From a received string to an authentic entry, or the reason why it is none.

Signatures are checked on the exact bytes received, outside the writer and before the payload is
parsed.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from backend.wire import jws
from backend.wire.attestations import Jwk
from backend.wire.entry import MAX_PAYLOAD_BYTES, Envelope, PhotoRef, Seen
from backend.wire.sync import Refused

_envelopes = msgspec.json.Decoder(Envelope, strict=True)
KeyLookup = Callable[[str], Jwk | None]


class Received(NamedTuple):
    """An entry whose signature holds."""

    jws: str
    dev: str
    envelope: Envelope


@lru_cache(maxsize=4096)
def _key(x: str, y: str) -> ec.EllipticCurvePublicKey:
    return jws.public_key(Jwk(kty="EC", crv="P-256", x=x, y=y))


def open_payload(text: str, payload: bytes, dev: str) -> Received:
    """Read the envelope of verified bytes; raises msgspec.DecodeError where it is none, and
    UnicodeDecodeError where they are no text: what is not read here, as the body, must be one too.
    """
    payload.decode()
    return Received(text, dev, _envelopes.decode(payload))


def authentic(text: str, key_of: KeyLookup) -> jws.Parts | Refused:
    """The parts of a string that a known device signed; its payload is not parsed yet."""
    try:
        parts = jws.split(text)
    except jws.NotJwsError as error:
        return Refused(code="unparseable", detail=str(error))
    if len(parts.payload) > MAX_PAYLOAD_BYTES:
        return Refused(code="too_large", detail=f"payload over {MAX_PAYLOAD_BYTES} bytes")
    jwk = key_of(parts.kid)
    if jwk is None:
        return Refused(code="unknown_device", detail=parts.kid)
    if not jws.verifies(parts.signed, parts.signature, _key(jwk.x, jwk.y)):
        return Refused(code="bad_signature", detail="signature does not match the device's key")
    return parts


_Seen = tuple[str, int, str]
_Photo = tuple[str, int, Any]
Columns = tuple[str, int, str, int, str, str, _Seen | None, bytes, list[_Photo]]
"""An envelope as plain values, for another process: id, seq, kind, kv, at, actor, seen, body,
photos."""


def columns(envelope: Envelope) -> Columns:
    seen, photos = envelope.seen, envelope.photos
    return (
        envelope.id,
        envelope.seq,
        envelope.kind,
        envelope.kv,
        envelope.at,
        envelope.actor,
        (seen.origin, seen.size, seen.root) if seen else None,
        bytes(envelope.body),
        [(photo.sha256, photo.size, photo.type) for photo in photos],
    )


def from_columns(values: Columns) -> Envelope:
    """The envelope that `columns` took apart; it was checked there."""
    id_, seq, kind, kv, at, actor, seen, body, photos = values
    return Envelope(
        v=1,
        id=id_,
        seq=seq,
        kind=kind,
        kv=kv,
        at=at,
        actor=actor,
        seen=Seen(origin=seen[0], size=seen[1], root=seen[2]) if seen else None,
        body=msgspec.Raw(body),
        photos=[PhotoRef(sha256=sha, size=size, type=type_) for sha, size, type_ in photos],
    )


def opened(text: str, payload: bytes, dev: str) -> Received | Refused:
    """As `open_payload`, with the refusal instead of an error."""
    try:
        payload.decode()  # the decoder does not look into the body, which stays raw
        return open_payload(text, payload, dev)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return Refused(code="unparseable", detail=str(error))


def receive(text: str, key_of: KeyLookup) -> Received | Refused:
    """Verify one string; `key_of` gives a device's key, or None where it is unknown."""
    parts = authentic(text, key_of)
    return parts if isinstance(parts, Refused) else opened(text, parts.payload, parts.kid)


def receive_all(texts: Sequence[str], key_of: KeyLookup) -> list[Received | Refused]:
    return [receive(text, key_of) for text in texts]
