"""Phones that sign: a key, a dense sequence, entries in the compact JSON that browsers write."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from backend.journal.sealing import uuid7
from backend.wire import jws
from backend.wire.base import Wire
from backend.wire.entry import Envelope, PhotoRef

_encode = msgspec.json.Encoder().encode


class Phone:
    """`token` is the session cookie that its enrolment gave it."""

    def __init__(self, user: str) -> None:
        self.user = user
        self.token = ""
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.jwk = jws.jwk_of(self.key.public_key())
        self.dev = jws.thumbprint(self.jwk)
        self._head = jws.header_of(self.dev)
        self._seq = 0

    def begin_anew(self) -> None:
        """Forget what was signed, as before a copy of the site that never received it."""
        self._seq = 0

    def sign(self, kind: str, body: Wire, photos: Sequence[PhotoRef] = ()) -> str:
        """The next entry of this phone."""
        self._seq += 1
        envelope = Envelope(
            v=1,
            id=uuid7(time.time_ns() // 1_000_000),
            seq=self._seq,
            kind=kind,
            kv=1,
            at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            actor=self.user,
            seen=None,
            body=msgspec.Raw(_encode(body)),
            photos=list(photos),
        )
        return jws.seal(self._head, _encode(envelope), self.key)
