"""A phone, simulated: a key of its own, a sequence, and an outbox of sealed entries."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from backend.journal.sealing import uuid7
from backend.wire import jws
from backend.wire.base import Wire
from backend.wire.entry import PhotoRef


class Phone:
    def __init__(self, user: str, clock: Callable[[], datetime]) -> None:
        self.user = user
        self.take_new_key()
        self.outbox: list[str] = []
        self._clock = clock

    def take_new_key(self) -> None:
        """Another device, as the journal sees it."""
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.jwk = jws.jwk_of(self.key.public_key())
        self.dev = jws.thumbprint(self.jwk)
        self.seq = 0

    def claim(self, code_url: str) -> str:
        """The request to be enrolled by the code that the desk shows."""
        code = code_url.partition("#")[2].partition(".")[0]
        header = {"alg": "ES256", "jwk": msgspec.to_builtins(self.jwk)}
        head = jws.encode(json.dumps(header, separators=(",", ":")).encode())
        claimed = json.dumps({"code": code, "name": f"{self.user}的手机"}).encode()
        return jws.seal(head, claimed, self.key)

    def record(
        self,
        kind: str,
        body: Wire | dict[str, Any],
        photos: Sequence[PhotoRef] = (),
        over: Any = None,
    ) -> str:
        """Seal an entry into the outbox; `over` holds fields of the envelope to replace."""
        self.seq += 1
        now = self._clock()
        envelope = {
            "v": 1,
            "id": uuid7(int(now.timestamp() * 1000)),
            "seq": self.seq,
            "kind": kind,
            "kv": 1,
            "at": now.isoformat(),
            "actor": self.user,
            "seen": None,
            "body": msgspec.to_builtins(body),
            "photos": msgspec.to_builtins(list(photos)),
        }
        text = self.seal(json.dumps({**envelope, **(over or {})}, ensure_ascii=False).encode())
        self.outbox.append(text)
        return text

    def seal(self, payload: bytes) -> str:
        """Sign any bytes as this device."""
        return jws.seal(jws.header_of(self.dev), payload, self.key)
