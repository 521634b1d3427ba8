"""The desk's own hand: entries that the office makes or attests, signed by its device key."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from backend.wire import jws
from backend.wire.attestations import Jwk
from backend.wire.base import Wire
from backend.wire.entry import Envelope, PhotoRef

_encode = msgspec.json.Encoder().encode


class Draft(NamedTuple):
    """An entry before it is sealed. A rule that it breaks refuses it, but for the codes `despite`
    which it is made: those stay with it as objections."""

    kind: str
    kv: int
    body: Wire
    photos: Sequence[PhotoRef] = ()
    despite: frozenset[str] = frozenset()


def uuid7(unix_ms: int) -> str:
    """RFC 9562 UUIDv7: 48 bits of time, the rest random."""
    high = (unix_ms & (2**48 - 1)) << 80
    value = high | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


class DeskKey:
    """Signs for the desk. Losing the key: enrol a new desk; stealing it: revoke it at once."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        self.jwk: Jwk = jws.jwk_of(key.public_key())
        self.dev = jws.thumbprint(self.jwk)
        self._head = jws.header_of(self.dev)

    def seal(
        self, draft: Draft, body: bytes, *, seq: int, at: str, unix_ms: int, actor: str
    ) -> str:
        """The signed entry over `body`, the draft's own but for personal values; `at` is RFC 3339,
        `unix_ms` the same moment for the id."""
        envelope = Envelope(
            v=1,
            id=uuid7(unix_ms),
            seq=seq,
            kind=draft.kind,
            kv=draft.kv,
            at=at,
            actor=actor,
            seen=None,
            body=msgspec.Raw(body),
            photos=list(draft.photos),
        )
        return jws.seal(self._head, _encode(envelope), self._key)
