"""What an authentic entry says: its kind and body, read before the writer's turn comes.

Nothing here looks at the state of the journal, so it needs no transaction, and what two entries
say can be read in any order.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from backend.journal.incoming import Received
from backend.rules.kinds import KINDS, Kind
from backend.wire.base import Wire
from backend.wire.disclosures import Disclosure
from backend.wire.jws import NotJwsError
from backend.wire.sync import Refused

NOTHING_BESIDE: Mapping[str, Sequence[Disclosure]] = MappingProxyType({})


class Read(NamedTuple):
    """`kind` is None where this version does not know it, `body` where it has another shape.
    `beside` are the personal values that came with the entry."""

    item: Received
    kind: Kind | None
    body: Wire | None
    beside: Sequence[Disclosure]


def read(item: Received, beside: Sequence[Disclosure] = ()) -> Read:
    """What one entry says, as far as this version understands it."""
    envelope = item.envelope
    kind = KINDS.get((envelope.kind, envelope.kv))
    if kind is None:
        return Read(item, None, None, beside)
    try:
        body = kind.read(bytes(envelope.body), [found.text for found in beside])
    except (msgspec.DecodeError, NotJwsError):
        body = None
    return Read(item, kind, body, beside)


def read_all(
    items: Sequence[Received | Refused],
    beside: Mapping[str, Sequence[Disclosure]] = NOTHING_BESIDE,
) -> list[Read | Refused]:
    """As `read`, for each that was not refused; `beside` are personal values by their JWS."""
    return [
        item if isinstance(item, Refused) else read(item, beside.get(item.jws, ()))
        for item in items
    ]
