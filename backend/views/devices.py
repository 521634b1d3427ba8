"""Which key belongs to which device."""

from collections.abc import Iterable

import aiosqlite

from backend.views.readers import doc
from backend.wire import jws
from backend.wire.attestations import Jwk
from backend.wire.views import Device


def claimed_devices(entries: Iterable[str]) -> set[str]:
    """The device ids that these strings claim; what is no JWS claims none."""
    found = set()
    for text in entries:
        try:
            head = jws.decode(text.partition(".")[0]).decode("utf-8", "replace")
        except (jws.NotJwsError, UnicodeEncodeError):
            continue
        found.add(head.rpartition(':"')[2][:-2])
    return found


async def keys_of(db: aiosqlite.Connection, entries: Iterable[str]) -> dict[str, Jwk]:
    """The keys of the known devices among them, revoked ones included."""
    found = {dev: await doc(db, Device, dev) for dev in claimed_devices(entries)}
    return {dev: device.jwk for dev, device in found.items() if device is not None}
