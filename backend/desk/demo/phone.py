"""A phone of the demo: a key of its own, enrolled by a code, that signs what its owner records.

Guarantee: its entries go the way of any phone's, signed here and judged by the journal; nothing is
written past it. The key is nowhere kept, so no more can come from it.
"""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from backend.desk import accounts
from backend.desk.demo.days import Days
from backend.desk.office import Office
from backend.journal.clock import instant
from backend.journal.sealing import uuid7
from backend.people import People
from backend.wire import jws, notes
from backend.wire.base import Wire
from backend.wire.entry import Envelope, PhotoRef, Seen
from backend.wire.sync import MAX_ENTRIES, EnrolmentClaim, Stored

_encode = msgspec.json.Encoder().encode


class Fact(NamedTuple):
    """What a phone records."""

    kind: str
    kv: int
    body: Wire
    photos: Sequence[PhotoRef] = ()


class Sealed(NamedTuple):
    """The id of an entry, and the hash of its JWS, which others sign."""

    id: str
    sha256: str


class DemoPhone:
    """Somebody's phone; `enrolled` makes one."""

    def __init__(self, office: Office, days: Days, user: str) -> None:
        self.user = user
        self._office, self._days = office, days
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._jwk = jws.jwk_of(self._key.public_key())
        self._dev = jws.thumbprint(self._jwk)
        self._seq = 0

    @classmethod
    async def enrolled(
        cls, office: Office, people: People, days: Days, user: str, name: str
    ) -> "DemoPhone":
        phone = cls(office, days, user)
        code = await people.new_code(user)
        head = jws.encode(_encode({"alg": "ES256", "jwk": phone._jwk}))
        claim = _encode(EnrolmentClaim(code=code.code, name=name))
        await accounts.enrol(office, people, jws.seal(head, claim, phone._key))
        return phone

    async def record(self, *facts: Fact) -> list[Sealed]:
        """Sign these facts and send them. Raises ValueError for one that was not stored."""
        texts = [self._seal(fact) for fact in facts]
        for start in range(0, len(texts), MAX_ENTRIES):
            part = texts[start : start + MAX_ENTRIES]
            for answer in await self._office.journal.push(part, {self._dev: self._jwk}):
                if not isinstance(answer, Stored):
                    raise ValueError(f"the demo's entry was not stored: {answer}")  # noqa: TRY004
        return [Sealed(_id(text), hashlib.sha256(text.encode()).hexdigest()) for text in texts]

    def _seal(self, fact: Fact) -> str:
        self._seq += 1
        now = self._days()
        checkpoint, _ = notes.read(self._office.journal.checkpoint)
        envelope = Envelope(
            v=1,
            id=uuid7(int(now.timestamp() * 1000)),
            seq=self._seq,
            kind=fact.kind,
            kv=fact.kv,
            at=instant(now),
            actor=self.user,
            seen=Seen(
                origin=checkpoint.origin, size=checkpoint.size, root=notes.root_of(checkpoint)
            ),
            body=msgspec.Raw(_encode(fact.body)),
            photos=list(fact.photos),
        )
        return jws.seal(jws.header_of(self._dev), _encode(envelope), self._key)


def _id(text: str) -> str:
    return msgspec.json.decode(jws.split(text).payload, type=Envelope).id
